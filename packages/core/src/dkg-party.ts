/** What a dealer and a receiver do in a ceremony (spec/conditions.md, "Ceremony"). Secrets stay with the caller. */
import * as z from 'zod/mini'
import { decryptWith, encryptTo } from './age.ts'
import { decodeBase64, encodeBase64 } from './bytes.ts'
import { decodeCanonical, encodeCanonical, hashSchema } from './canonical.ts'
import {
  answerTo,
  complainersOf,
  dealOf,
  type DkgState,
  dkgOutcome,
  isShareOf,
  messagesOf,
  weightsOf,
} from './dkg.ts'
import { type Deal, type DkgMessageOf, createDkgMessage, dealCommitment } from './dkg-message.ts'
import { provePossession } from './dkg-possession.ts'
import { CoreError } from './error.ts'
import { confirmKey, trusteeNumber } from './institution-key.ts'
import { publicShareFor } from './oprf.ts'
import {
  type SecretScalar,
  decodeScalar,
  encodeElement,
  encodeScalar,
  evaluatePolynomial,
  productOf,
  randomScalar,
  scalarSchema,
  sumOf,
  timesBase,
} from './oprf-group.ts'

/** What a dealer keeps from its commitment to its answer. */
export interface DealerSecret {
  readonly dealer: number
  readonly coefficients: readonly SecretScalar[]
  readonly deal: Deal
}

const sealedShareSchema = z.strictObject({
  version: z.literal('avow/dkg-share/v1'),
  session: hashSchema,
  from: trusteeNumber,
  to: trusteeNumber,
  share: scalarSchema,
})

/** Chooses what a dealer deals. @param share the dealer's share of the key that is handed on; nothing for a new key. */
export function prepareDeal(
  { setup, session }: DkgState,
  dealer: number,
  share?: SecretScalar,
): DealerSecret {
  const rest = Array.from({ length: setup.threshold - 1 }, () => encodeScalar(randomScalar()))
  const coefficients = [share ?? encodeScalar(randomScalar()), ...rest]
  const deal = {
    coefficients: coefficients.map((one) => encodeElement(timesBase(decodeScalar(one)))),
    proof: provePossession(session, dealer, coefficients[0]!),
  }
  return { dealer, coefficients, deal }
}

export const createCommit = (
  { session }: DkgState,
  { dealer, deal }: DealerSecret,
  seed: Uint8Array,
): DkgMessageOf<'commit'> =>
  createDkgMessage(
    { session, phase: 'commit', from: dealer, body: { commitment: dealCommitment(session, dealer, deal) } },
    seed,
  )

const shareFor = ({ coefficients }: DealerSecret, receiver: number): SecretScalar =>
  encodeScalar(evaluatePolynomial(coefficients.map(decodeScalar), receiver))

/** A deal, with a share sealed to each receiver. */
export async function createDeal(
  { setup, session }: DkgState,
  secret: DealerSecret,
  seed: Uint8Array,
): Promise<DkgMessageOf<'deal'>> {
  const seal = async ({ trustee, recipient }: (typeof setup.receivers)[number]) => {
    const share = shareFor(secret, trustee)
    const plain = { version: 'avow/dkg-share/v1', session, from: secret.dealer, to: trustee, share }
    return { trustee, sealed: encodeBase64(await encryptTo([recipient], encodeCanonical(plain))) }
  }
  const shares = await Promise.all(setup.receivers.map(seal))
  return createDkgMessage(
    { session, phase: 'deal', from: secret.dealer, body: { ...secret.deal, shares } },
    seed,
  )
}

/** The shares that a receiver could read and that are right, by dealer. */
export type ReceivedShares = ReadonlyMap<number, SecretScalar>

async function openShare(state: DkgState, dealer: number, receiver: number, identity: string) {
  const points = dealOf(state, dealer)
  if (typeof points === 'string') return undefined
  const [deal] = messagesOf(state, 'deal', dealer)
  const sealed = deal?.body.shares.find(({ trustee }) => trustee === receiver)?.sealed
  try {
    const plain = await decryptWith(identity, decodeBase64(sealed ?? ''))
    const { session, from, to, share } = decodeCanonical(plain, sealedShareSchema)
    const isMine = session === state.session && from === dealer && to === receiver
    return isMine && isShareOf(share, points, receiver) ? share : undefined
  } catch {
    // Whatever is wrong with it, the receiver has no share and says so.
    return undefined
  }
}

/** Opens the shares that were sealed to a receiver, once all deals are in. @param identity the receiver's age identity */
export async function openShares(
  state: DkgState,
  receiver: number,
  identity: string,
): Promise<ReceivedShares> {
  const opened = await Promise.all(
    state.setup.dealers.map(
      async ({ trustee }) => [trustee, await openShare(state, trustee, receiver, identity)] as const,
    ),
  )
  return new Map(opened.filter((one): one is [number, SecretScalar] => one[1] !== undefined))
}

/** Names the dealers of whom a receiver has no right share, though their deals are right as far as everybody can see. */
export function createComplaint(
  state: DkgState,
  receiver: number,
  received: ReceivedShares,
  seed: Uint8Array,
): DkgMessageOf<'complain'> {
  const against = state.setup.dealers
    .map(({ trustee }) => trustee)
    .filter((dealer) => typeof dealOf(state, dealer) !== 'string' && !received.has(dealer))
  return createDkgMessage(
    { session: state.session, phase: 'complain', from: receiver, body: { against } },
    seed,
  )
}

/** Shows the shares of those who have complained: their own, which they say they do not have. */
export function createAnswer(
  state: DkgState,
  secret: DealerSecret,
  seed: Uint8Array,
): DkgMessageOf<'answer'> {
  const complainers = complainersOf(state, secret.dealer)
  // As many as the threshold would show the whole secret: then this dealer is out, and says nothing.
  const shown = complainers.length < state.setup.threshold ? complainers : []
  const shares = shown
    .toSorted((a, b) => a - b)
    .map((trustee) => ({ trustee, share: shareFor(secret, trustee) }))
  return createDkgMessage(
    { session: state.session, phase: 'answer', from: secret.dealer, body: { shares } },
    seed,
  )
}

/**
 * A receiver's share of the key, from what it received and what was answered in the open.
 * @throws CoreError `dkg_failed` as `dkgOutcome`, and when a share is missing (details: dealer) or does not fit the outcome.
 */
export function finishShare(state: DkgState, receiver: number, received: ReceivedShares): SecretScalar {
  const { qualified, key } = dkgOutcome(state)
  const weights = weightsOf(state.setup, qualified)
  const parts = qualified.map((dealer, index) => {
    const points = dealOf(state, dealer)
    const answered = typeof points === 'string' ? undefined : answerTo(state, dealer, receiver, points)
    const share = received.get(dealer) ?? answered
    if (share === undefined) throw new CoreError('dkg_failed', 'a share is missing', { dealer })
    return productOf(decodeScalar(share), weights[index]!)
  })
  const share = encodeScalar(sumOf(parts))
  if (publicShareFor(share) !== key.trustees.find(({ trustee }) => trustee === receiver)?.share)
    throw new CoreError('dkg_failed', 'the share does not fit the key', { receiver })
  return share
}

/** A receiver's word that it holds its share of this key. To be sent once the share is kept. */
export const createConfirmation = (
  state: DkgState,
  receiver: number,
  seed: Uint8Array,
): DkgMessageOf<'confirm'> =>
  createDkgMessage(
    {
      session: state.session,
      phase: 'confirm',
      from: receiver,
      body: { confirmation: confirmKey(dkgOutcome(state).key, seed) },
    },
    seed,
  )
