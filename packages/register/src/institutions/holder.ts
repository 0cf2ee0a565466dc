/** Holds ceremonies: begins one when the roster's trustees need a key, closes phases, publishes the key (docs/adr/0014). */
import {
  type DkgMessage,
  type DkgSetup,
  type InstitutionKey,
  type Roster,
  CoreError,
  checkDkgSetup,
  confirmedKey,
  dkgOutcome,
  isHeldBy,
  isInUse,
  isSetupFor,
  randomSalt,
  receiveDkgMessage,
  speakersOf,
} from '@avow/core'
import type { Logger } from '../logger.ts'
import { type Board, type Ceremony, openPhaseOf } from './board.ts'

/** Milliseconds for which a phase waits for those who have not spoken, once one has. */
const phasePatience = 600_000
/** Milliseconds after a ceremony that came to nothing. */
const restAfterFailure = 60_000

export interface HolderOptions {
  readonly board: Board
  readonly roster: Roster
  readonly logger: Logger
  /** Milliseconds; only differences count. */
  readonly clock: () => number
}

export interface Holder {
  /** One look: begins, closes or publishes when it is time. */
  look(): Promise<void>
}

const receiversOf = ({ trustees }: Roster): DkgSetup['receivers'] =>
  trustees.map(({ key, recipient }, index) => ({ trustee: index + 1, key, recipient }))

/** Those who hold the key and can still be reached, as they are numbered in it. */
const dealersOf = ({ trustees }: InstitutionKey, roster: Roster): DkgSetup['dealers'] =>
  trustees
    .filter(({ key }) => roster.trustees.some((one) => one.key === key))
    .map(({ trustee, key }) => ({ trustee, key }))

/**
 * The setup by which the trustees of a roster get the key.
 * @returns undefined when too few of those who hold it are in the roster
 */
export function setupFor(roster: Roster, previous: InstitutionKey | null): DkgSetup | undefined {
  const receivers = receiversOf(roster)
  const dealers = previous
    ? dealersOf(previous, roster)
    : receivers.map(({ trustee, key }) => ({ trustee, key }))
  if (previous && dealers.length < previous.threshold) return undefined
  const { threshold } = roster
  return checkDkgSetup({
    version: 'avow/dkg-setup/v1',
    nonce: randomSalt(),
    threshold,
    dealers,
    receivers,
    previous,
  })
}

/** Whether the closed phases can still make a key. */
function hasFailed({ state }: Ceremony): boolean {
  if (state.phase !== 'confirm' && state.phase !== 'done') return false
  try {
    return dkgOutcome(state).qualified.length === 0
  } catch (cause) {
    if (cause instanceof CoreError && cause.code === 'dkg_failed') return true
    throw cause
  }
}

/** The key with its confirmations so far, once they are enough. */
function usableKey({ state }: Ceremony, confirmations: readonly DkgMessage[]): InstitutionKey | undefined {
  try {
    const key = confirmedKey(confirmations.reduce(receiveDkgMessage, state))
    return isInUse(key) ? key : undefined
  } catch (cause) {
    if (cause instanceof CoreError) return undefined
    throw cause
  }
}

/** Numbers of those who have not spoken in the open phase, in ascending order. */
export function missingIn(ceremony: Ceremony, said: readonly DkgMessage[]): readonly number[] {
  const phase = openPhaseOf(ceremony)
  if (phase === undefined) return []
  const spoken = new Set(said.map(({ from }) => from))
  return speakersOf(ceremony.setup, phase)
    .map(({ trustee }) => trustee)
    .filter((trustee) => !spoken.has(trustee))
}

export function createHolder({ board, roster, logger, clock }: HolderOptions): Holder {
  /** When somebody was first heard in a phase of this process's knowing. */
  let heard: { readonly place: string; readonly since: number } | undefined
  let restUntil = Number.NEGATIVE_INFINITY

  function isOver(ceremony: Ceremony, said: readonly DkgMessage[]): boolean {
    if (missingIn(ceremony, said).length === 0) return true
    // A new key is born when everybody is there.
    const isPatient = ceremony.setup.previous === null && ceremony.closed.length === 0
    if (isPatient || said.length === 0) return false
    const place = `${ceremony.number} ${ceremony.closed.length}`
    if (heard?.place !== place) heard = { place, since: clock() }
    return clock() - heard.since >= phasePatience
  }

  async function begin(number: number, previous: InstitutionKey | null): Promise<void> {
    if (clock() < restUntil) return
    restUntil = clock() + restAfterFailure
    const setup = setupFor(roster, previous)
    if (!setup) return logger.error('too few who hold the institution key are in the roster')
    await board.begin(number, setup)
    logger.info('a ceremony begins', { ceremony: number })
  }

  async function advance(ceremony: Ceremony): Promise<void> {
    const said = await board.open(ceremony)
    if (ceremony.state.phase !== 'confirm') {
      if (isOver(ceremony, said)) await board.close(ceremony, said)
      return
    }
    const key = usableKey(ceremony, said)
    if (!key) return
    await board.publish(ceremony.number, key)
    logger.info('the institution key is in use', { ceremony: ceremony.number })
  }

  return {
    async look() {
      const [made, ceremony] = [await board.key(), await board.ceremony()]
      if (made && isHeldBy(made.key, roster)) return
      const isHeld = ceremony && ceremony.number !== made?.number && isSetupFor(ceremony.setup, roster)
      if (isHeld && !hasFailed(ceremony)) return advance(ceremony)
      await begin((ceremony?.number ?? 0) + 1, made?.key ?? null)
    },
  }
}
