/** What a trustee says in the open phase of a ceremony: made once, and kept with what it rests on before it is sent. */
import {
  type DkgMessage,
  type DkgState,
  type PublicKey,
  AvowError,
  createAnswer,
  createCommit,
  createComplaint,
  createConfirmation,
  createDeal,
  finishShare,
  openShares,
  prepareDeal,
  publicKeyOf,
} from '@avow/core'
import type { Keys } from '../keys.ts'
import type { Beside, InstitutionStore, KeptCeremony } from './store.ts'

interface Saying {
  readonly message: DkgMessage
  readonly beside: Beside
}

/** Its number among dealers or receivers, by its key. */
const numberOf = (
  list: readonly { readonly trustee: number; readonly key: PublicKey }[],
  key: PublicKey,
): number | undefined => list.find((one) => one.key === key)?.trustee

function commit(
  state: DkgState,
  dealer: number,
  { seed }: Keys,
  store: InstitutionStore,
): Saying | undefined {
  const { previous } = state.setup
  const share = previous ? store.share(previous.session)?.share : undefined
  // One that has lost its share of the key has nothing to deal.
  if (previous && share === undefined) return undefined
  const secret = prepareDeal(state, dealer, share)
  return { message: createCommit(state, secret, seed), beside: { secret } }
}

async function confirm(state: DkgState, receiver: number, { seed, identity }: Keys): Promise<Saying> {
  const received = await openShares(state, receiver, identity)
  const share = { trustee: receiver, share: finishShare(state, receiver, received) }
  return { message: createConfirmation(state, receiver, seed), beside: { share } }
}

const alone = (message: DkgMessage): Saying => ({ message, beside: {} })

async function sayingOf(
  state: DkgState,
  { secret }: KeptCeremony,
  keys: Keys,
  store: InstitutionStore,
): Promise<Saying | undefined> {
  const key = publicKeyOf(keys.seed)
  const dealer = numberOf(state.setup.dealers, key)
  const receiver = numberOf(state.setup.receivers, key)
  if (state.phase === 'commit' && dealer) return commit(state, dealer, keys, store)
  if (state.phase === 'deal' && secret) return alone(await createDeal(state, secret, keys.seed))
  if (state.phase === 'answer' && secret) return alone(createAnswer(state, secret, keys.seed))
  if (state.phase === 'complain' && receiver) {
    const received = await openShares(state, receiver, keys.identity)
    return alone(createComplaint(state, receiver, received, keys.seed))
  }
  return state.phase === 'confirm' && receiver ? confirm(state, receiver, keys) : undefined
}

/**
 * The message of this trustee in the open phase. The same again after a crash.
 * @returns undefined when it has nothing to say, or when the ceremony has failed
 */
export async function speak(
  state: DkgState,
  ceremony: KeptCeremony,
  keys: Keys,
  store: InstitutionStore,
): Promise<DkgMessage | undefined> {
  const kept = ceremony.said.find(({ phase }) => phase === state.phase)
  if (kept) return kept
  try {
    const saying = await sayingOf(state, ceremony, keys, store)
    if (saying) store.say(saying.message, saying.beside)
    return saying?.message
  } catch (cause) {
    if (cause instanceof AvowError && cause.code === 'dkg_failed') return undefined
    throw cause
  }
}
