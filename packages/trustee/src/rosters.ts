/** Which roster a trustee goes by, and the rosters for which envelopes were sealed. */
import { type Hash, type PublicKey, type Roster, rosterHashOf } from '@avow/core'
import { numberIn } from './arrival.ts'
import { TrusteeError } from './error.ts'
import { type RegisterCalls, isFinal } from './register-calls.ts'
import type { Store } from './store.ts'

export interface RostersOptions {
  readonly store: Store
  readonly register: RegisterCalls
  /** This trustee's Ed25519 key. */
  readonly key: PublicKey
  /** Hash of the roster that is trusted; undefined: the first one that is seen. */
  readonly trusted: Hash | undefined
}

export interface Rosters {
  /**
   * The roster whose policy the log is checked by. It is kept before anything rests on it.
   * @throws TrusteeError `roster_without_us`, `roster_unexpected`; ClientError
   */
  pinned(signal?: AbortSignal): Promise<Roster>
  /**
   * The roster of an envelope, which only tells this trustee's number in it.
   * @returns undefined when the register does not know it
   * @throws ClientError when the register does not answer
   */
  of(hash: Hash, signal?: AbortSignal): Promise<Roster | undefined>
}

export function createRosters({ store, register, key, trusted }: RostersOptions): Rosters {
  /** Nothing but this pins, so that what was pinned once stays so for the life of the process. */
  let current: Roster | undefined

  async function fetchOf(hash: Hash, signal: AbortSignal | undefined): Promise<Roster | undefined> {
    try {
      return await register.rosterOf(hash, { signal })
    } catch (cause) {
      if (isFinal(cause)) return undefined
      throw cause
    }
  }

  async function fetchTrusted(signal: AbortSignal | undefined): Promise<Roster> {
    const roster = trusted === undefined ? await register.roster({ signal }) : await fetchOf(trusted, signal)
    if (roster) return roster
    throw new TrusteeError('roster_unexpected', 'the register does not know the roster that is trusted')
  }

  function pin(roster: Roster): Roster {
    const hash = rosterHashOf(roster)
    const before = store.pinnedRoster()
    if (numberIn(roster, key) === 0)
      throw new TrusteeError('roster_without_us', 'the roster does not hold the key of this trustee', {
        roster: hash,
      })
    if (!before || rosterHashOf(before) !== hash) store.addRoster(hash, roster, true)
    return roster
  }

  return {
    async pinned(signal) {
      if (current) return current
      const kept = trusted === undefined ? store.pinnedRoster() : store.roster(trusted)
      return (current = pin(kept ?? (await fetchTrusted(signal))))
    },
    async of(hash, signal) {
      const known = store.roster(hash)
      if (known) return known
      const fetched = await fetchOf(hash, signal)
      if (fetched) store.addRoster(hash, fetched, false)
      return fetched
    },
  }
}
