/** Following a ceremony from phase to phase (spec/conditions.md, "Ceremony"). */
import type { ExchangePage } from '@avow/client/institutions'
import {
  type DkgMessage,
  type DkgState,
  type Hash,
  type Roster,
  closeDkgPhase,
  dkgMessageHash,
  dkgPhases,
  openDkg,
  receiveDkgMessage,
  rosterHashOf,
} from '@avow/core'
import type { Keys } from '../keys.ts'
import type { Logger } from '../logger.ts'
import { speak } from './party.ts'
import type { InstitutionStore, KeptCeremony } from './store.ts'
import { refusalOfSetup } from './taking-part.ts'

type Shown = NonNullable<ExchangePage['ceremony']>

export interface CeremonyOptions {
  readonly keys: Keys
  readonly store: InstitutionStore
  readonly logger: Logger
}

export interface CeremonyFollower {
  /**
   * Takes what the board shows.
   * @param skipped closed phases that the board has left out, as it was asked to
   * @returns what this trustee says in the open phase, to be sent until it is taken
   * @throws CoreError when the board shows what no ceremony is
   */
  follow(shown: Shown, skipped: number, roster: Roster): Promise<DkgMessage | undefined>
}

const withPhase = (state: DkgState, messages: readonly DkgMessage[]): DkgState =>
  closeDkgPhase(messages.reduce(receiveDkgMessage, state))

export function createCeremonyFollower({ keys, store, logger }: CeremonyOptions): CeremonyFollower {
  /** The state of one ceremony after its closed phases, so that signatures are checked once. */
  let state: DkgState | undefined
  let refused: Hash | undefined

  function stateOf({ setup, session, closed }: KeptCeremony): DkgState {
    const phases = dkgPhases.indexOf((state?.phase ?? 'commit') as never)
    if (state?.session !== session || phases !== closed.length)
      state = closed.reduce(withPhase, openDkg(setup))
    return state
  }

  /** The ceremony as it is kept, when this trustee takes part. */
  function enter({ setup }: Shown, roster: Roster): KeptCeremony | undefined {
    const { session } = openDkg(setup)
    const hash = rosterHashOf(roster)
    const known = { roster, key: store.key(), confirmed: store.confirmedFor(hash) }
    const refusal = refusalOfSetup(setup, session, known)
    if (refusal && refused !== session)
      logger.warn('stays out of a ceremony', { ceremony: session, code: refusal })
    refused = refusal ? session : undefined
    if (refusal) return undefined
    if (!store.ceremony(session)) store.begin(session, setup, hash)
    return store.ceremony(session)
  }

  /** Keeps a closed phase as it was read first. */
  function close(session: Hash, before: DkgState, messages: readonly DkgMessage[], own: KeptCeremony) {
    const after = withPhase(before, messages)
    const phase = dkgPhases[dkgPhases.indexOf(before.phase as never)]!
    const said = own.said.find((one) => one.phase === phase)
    if (said && !after.messages.has(dkgMessageHash(said)))
      logger.warn('the board has closed a phase without what was said', { ceremony: session, phase })
    store.close(session, phase, messages)
    return after
  }

  return {
    async follow(shown, skipped, roster) {
      const kept = enter(shown, roster)
      if (!kept) return undefined
      const { session } = kept
      state = stateOf(kept)
      for (const messages of shown.closed.slice(Math.max(0, kept.closed.length - skipped)))
        state = close(session, state, messages, kept)
      return speak(state, store.ceremony(session)!, keys, store)
    },
  }
}
