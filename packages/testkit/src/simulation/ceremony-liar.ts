/** A trustee that breaks the rules of a ceremony, in one way for each; fewer than a threshold do. */
import {
  type DealerSecret,
  type DkgMessage,
  type DkgState,
  type Hash,
  AvowError,
  closeDkgPhase,
  createAnswer,
  createCommit,
  createComplaint,
  createConfirmation,
  createDeal,
  createDkgMessage,
  createExchangeRequest,
  finishShare,
  formatInstant,
  openDkg,
  openShares,
  prepareDeal,
  receiveDkgMessage,
} from '@avow/core'
import type { Keys } from '@avow/trustee'
import type { BoardParty } from './ceremony-board.ts'
import type { Surroundings } from './surroundings.ts'

const misdeeds = [
  'two commits',
  'no deal',
  'two deals',
  'another deal',
  'wrong shares',
  'wrong shares, answered wrongly',
  'complains about all',
  'confirms everything',
] as const
type Misdeed = (typeof misdeeds)[number]

/** What it deals, and what it deals besides. */
interface Secrets {
  readonly own: DealerSecret
  readonly other: DealerSecret
}

async function wrongDeal(state: DkgState, { own, other }: Secrets, { seed }: Keys): Promise<DkgMessage> {
  const [right, wrong] = [await createDeal(state, own, seed), await createDeal(state, other, seed)]
  const shares = right.body.shares.map((share, at) => (at % 2 === 0 ? wrong.body.shares[at]! : share))
  const body = { ...right.body, shares }
  return createDkgMessage({ session: state.session, phase: 'deal', from: own.dealer, body }, seed)
}

/** All that it says in the open phase. */
async function speakFalsely(
  state: DkgState,
  secrets: Secrets,
  keys: Keys,
  misdeed: Misdeed,
): Promise<readonly DkgMessage[]> {
  const { own, other } = secrets
  const { seed, identity } = keys
  const received = () => openShares(state, own.dealer, identity)
  const isWrong = misdeed.startsWith('wrong shares')
  switch (state.phase) {
    case 'commit':
      return [own, ...(misdeed === 'two commits' ? [other] : [])].map((one) => createCommit(state, one, seed))
    case 'deal':
      if (misdeed === 'no deal') return []
      if (isWrong) return [await wrongDeal(state, secrets, keys)]
      if (misdeed === 'another deal') return [await createDeal(state, other, seed)]
      // Each is sealed anew, so that no two are the same.
      return [
        await createDeal(state, own, seed),
        ...(misdeed === 'two deals' ? [await createDeal(state, own, seed)] : []),
      ]
    case 'complain':
      return [
        createComplaint(
          state,
          own.dealer,
          misdeed === 'complains about all' ? new Map() : await received(),
          seed,
        ),
      ]
    case 'answer':
      return [createAnswer(state, misdeed.endsWith('wrongly') ? other : own, seed)]
    case 'confirm':
      // To confirm without a share is what this one does.
      if (misdeed !== 'confirms everything') finishShare(state, own.dealer, await received())
      return [createConfirmation(state, own.dealer, seed)]
    case 'done':
      return []
  }
}

const withPhase = (state: DkgState, messages: readonly DkgMessage[]): DkgState =>
  closeDkgPhase(messages.reduce(receiveDkgMessage, state))

/** @param boards of all that it is shown it takes part in every ceremony */
export function startCeremonyLiar(
  { clock, network, faults, random, house, pace, trace }: Surroundings,
  number: number,
  boards: readonly BoardParty[],
): void {
  const name = `trustee ${number}`
  const keys = house.trustees[number - 1]!
  const misdeed = random.pick(misdeeds)
  const secrets = new Map<Hash, Secrets>()
  trace(`${name} is false: ${misdeed}`)

  async function takePart(board: BoardParty): Promise<void> {
    const nothing = { key: null, ceremony: null, closed: 0, work: 0, wait: 0 }
    const time = formatInstant(Math.floor(clock.now() / 1000) * 1000)
    const request = createExchangeRequest({ trustee: number, ...nothing, time }, keys.seed)
    const { ceremony } = await network.call(name, board, () => board.exchange(request))
    if (!ceremony) return
    const state = ceremony.closed.reduce(withPhase, openDkg(ceremony.setup))
    const known = secrets.get(state.session) ?? {
      own: prepareDeal(state, number),
      other: prepareDeal(state, number),
    }
    secrets.set(state.session, known)
    for (const message of await speakFalsely(state, known, keys, misdeed)) {
      faults.count('act of a false trustee')
      await network.call(name, board, () => board.say(message))
    }
  }

  const go = () => {
    for (const board of boards)
      void takePart(board).catch((cause: unknown) => {
        if (!(cause instanceof AvowError)) throw cause
      })
    clock.after(pace() * (0.4 + random.next()), go)
  }
  clock.after(pace() * random.next(), go)
}
