/** A ceremony in one process, with parties that do what they should not. */
import {
  type DealerSecret,
  type DkgMessage,
  type DkgPhase,
  type DkgSetup,
  type DkgState,
  type InstitutionKey,
  type ReceivedShares,
  type Salt,
  type SecretScalar,
  checkDkgSetup,
  closeDkgPhase,
  createAnswer,
  createCommit,
  createComplaint,
  createConfirmation,
  createDeal,
  createDkgMessage,
  dkgPhases,
  encodeBase64,
  encodeCanonical,
  encryptTo,
  finishShare,
  generateHybridIdentity,
  identityToRecipient,
  openDkg,
  openShares,
  prepareDeal,
  publicKeyOf,
  randomSalt,
  receiveDkgMessage,
} from '../src/index.ts'
import { encodeScalar, randomScalar } from '../src/oprf-group.ts'

export interface Party {
  readonly trustee: number
  readonly seed: Uint8Array
  readonly identity: string
  readonly recipient: string
  /** Its share of the key that is handed on. */
  readonly share?: SecretScalar
}

/** What a party does wrong. A dealer that deals wrong shares deals them to receiver 1, or to all. */
export type Misdeed =
  | 'no-commit'
  | 'two-commits'
  | 'no-deal'
  | 'two-deals'
  | 'other-deal'
  | 'short-deal'
  | 'deal-without-share'
  | 'false-possession'
  | 'wrong-share'
  | 'wrong-share-answered'
  | 'wrong-share-answered-wrongly'
  | 'wrong-shares'
  | 'unreadable-share'
  | 'false-complaints'
  | 'no-complaint'
  | 'false-confirmation'
  | 'no-confirmation'

export type Misdeeds = ReadonlyMap<number, Misdeed>

export async function makeParty(trustee: number, seed: number): Promise<Party> {
  const identity = await generateHybridIdentity()
  return {
    trustee,
    seed: new Uint8Array(32).fill(seed),
    identity,
    recipient: await identityToRecipient(identity),
  }
}

const listed = ({ trustee, seed }: Party) => ({ trustee, key: publicKeyOf(seed) })

export const setupOf = (
  dealers: readonly Party[],
  receivers: readonly Party[],
  threshold: number,
  previous: InstitutionKey | null = null,
  nonce: Salt = randomSalt(),
): DkgSetup =>
  checkDkgSetup({
    version: 'avow/dkg-setup/v1',
    nonce,
    threshold,
    dealers: dealers.map(listed),
    receivers: receivers.map((party) => ({ ...listed(party), recipient: party.recipient })),
    previous,
  })

export interface Ceremony {
  readonly state: DkgState
  /** The shares of receivers that could finish. */
  readonly shares: ReadonlyMap<number, SecretScalar>
  readonly messages: readonly DkgMessage[]
}

const scalar = (): SecretScalar => encodeScalar(randomScalar())

async function dealWrongly(
  state: DkgState,
  secret: DealerSecret,
  party: Party,
  misdeed: Misdeed | undefined,
) {
  const deal = await createDeal(state, secret, party.seed)
  const again = (body: typeof deal.body) =>
    createDkgMessage({ session: state.session, phase: 'deal', from: party.trustee, body }, party.seed)
  const sealTo = async (index: number, share: string) => {
    const { trustee, recipient } = state.setup.receivers[index]!
    const plain = {
      version: 'avow/dkg-share/v1',
      session: state.session,
      from: party.trustee,
      to: trustee,
      share,
    }
    return { trustee, sealed: encodeBase64(await encryptTo([recipient], encodeCanonical(plain))) }
  }
  const { shares } = deal.body
  switch (misdeed) {
    case 'no-deal':
      return []
    case 'two-deals':
      return [deal, await createDeal(state, secret, party.seed)]
    case 'other-deal': {
      const other = prepareDeal(state, party.trustee, party.share)
      return [await createDeal(state, other, party.seed)]
    }
    case 'deal-without-share':
      return [again({ ...deal.body, shares: shares.slice(1) })]
    case 'wrong-share':
    case 'wrong-share-answered':
    case 'wrong-share-answered-wrongly':
      return [again({ ...deal.body, shares: [await sealTo(0, scalar()), ...shares.slice(1)] })]
    case 'wrong-shares':
      return [
        again({ ...deal.body, shares: await Promise.all(shares.map((_, index) => sealTo(index, scalar()))) }),
      ]
    case 'unreadable-share':
      return [
        again({
          ...deal.body,
          shares: [{ trustee: shares[0]!.trustee, sealed: 'AAAA' }, ...shares.slice(1)],
        }),
      ]
    default:
      return [deal]
  }
}

function prepareWrongly(state: DkgState, party: Party, misdeed: Misdeed | undefined): DealerSecret {
  const secret = prepareDeal(state, party.trustee, party.share)
  if (misdeed === 'short-deal') {
    const deal = { ...secret.deal, coefficients: [...secret.deal.coefficients, secret.deal.coefficients[0]!] }
    return { ...secret, deal }
  }
  if (misdeed === 'false-possession')
    return { ...secret, deal: { ...secret.deal, proof: { challenge: scalar(), response: scalar() } } }
  return secret
}

function answerWrongly(
  state: DkgState,
  secret: DealerSecret,
  party: Party,
  misdeed: Misdeed | undefined,
): DkgMessage[] {
  const answer = createAnswer(state, secret, party.seed)
  if (misdeed === 'wrong-share' || misdeed === 'unreadable-share' || misdeed === 'wrong-shares') return []
  if (misdeed !== 'wrong-share-answered-wrongly') return [answer]
  const shares = answer.body.shares.map(({ trustee }) => ({ trustee, share: scalar() }))
  return [
    createDkgMessage(
      { session: state.session, phase: 'answer', from: party.trustee, body: { shares } },
      party.seed,
    ),
  ]
}

/** Runs a ceremony to its end. @param order changes the order in which the messages of a phase arrive */
export async function runCeremony(
  setup: DkgSetup,
  dealers: readonly Party[],
  receivers: readonly Party[],
  misdeeds: Misdeeds = new Map(),
  order: <T>(messages: readonly T[]) => readonly T[] = (messages) => messages,
): Promise<Ceremony> {
  let state = openDkg(setup)
  const secrets = new Map(
    dealers.map((party) => [party.trustee, prepareWrongly(state, party, misdeeds.get(party.trustee))]),
  )
  const received = new Map<number, ReceivedShares>()
  const shares = new Map<number, SecretScalar>()
  const say: Record<DkgPhase, () => Promise<readonly DkgMessage[][]>> = {
    commit: async () =>
      dealers.map((party) => {
        const misdeed = misdeeds.get(party.trustee)
        const commit = createCommit(state, secrets.get(party.trustee)!, party.seed)
        if (misdeed === 'no-commit') return []
        return misdeed === 'two-commits'
          ? [commit, createCommit(state, prepareDeal(state, party.trustee), party.seed)]
          : [commit]
      }),
    deal: () =>
      Promise.all(
        dealers.map((party) =>
          dealWrongly(state, secrets.get(party.trustee)!, party, misdeeds.get(party.trustee)),
        ),
      ),
    complain: () =>
      Promise.all(
        receivers.map(async (party) => {
          const opened = await openShares(state, party.trustee, party.identity)
          received.set(party.trustee, opened)
          const misdeed = misdeeds.get(party.trustee)
          if (misdeed === 'no-complaint') return []
          return [
            createComplaint(
              state,
              party.trustee,
              misdeed === 'false-complaints' ? new Map() : opened,
              party.seed,
            ),
          ]
        }),
      ),
    answer: async () =>
      dealers.map((party) =>
        answerWrongly(state, secrets.get(party.trustee)!, party, misdeeds.get(party.trustee)),
      ),
    confirm: async () =>
      receivers.map((party) => {
        const misdeed = misdeeds.get(party.trustee)
        shares.set(party.trustee, finishShare(state, party.trustee, received.get(party.trustee)!))
        if (misdeed === 'no-confirmation') return []
        const seed = misdeed === 'false-confirmation' ? new Uint8Array(32).fill(255) : party.seed
        const { body } = createConfirmation(state, party.trustee, seed)
        return [
          createDkgMessage(
            { session: state.session, phase: 'confirm', from: party.trustee, body },
            party.seed,
          ),
        ]
      }),
  }
  const messages: DkgMessage[] = []
  for (const phase of dkgPhases) {
    const said = order((await say[phase]()).flat())
    messages.push(...said)
    for (const message of said) state = receiveDkgMessage(state, message)
    state = closeDkgPhase(state)
  }
  return { state, shares, messages }
}

/** The state after the same messages in another order. */
export function replay(setup: DkgSetup, messages: readonly DkgMessage[]): DkgState {
  let state = openDkg(setup)
  for (const phase of dkgPhases) {
    for (const message of messages.filter((one) => one.phase === phase))
      state = receiveDkgMessage(state, message)
    state = closeDkgPhase(state)
  }
  return state
}
