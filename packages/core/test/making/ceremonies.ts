/** Vectors of spec/conditions.md, "Ceremony": whole transcripts, and what is refused. The keys are public: for tests only. */
import {
  type DkgMessage,
  type SecretScalar,
  checkDkgSetup,
  confirmedKey,
  createCommit,
  createDkgMessage,
  dkgOutcome,
  openDkg,
  prepareDeal,
} from '../../src/index.ts'
import { type Misdeeds, type Party, makeParty, runCeremony, setupOf } from '../ceremony.ts'
import { keepIndex, readIndex } from './keep.ts'

interface Kept {
  readonly name: string
  readonly setup: unknown
  /** age identities of the receivers, in order. */
  readonly identities: readonly string[]
  readonly messages: readonly DkgMessage[]
  readonly qualified: readonly number[]
  readonly faults: readonly unknown[]
  readonly key: unknown
  /** Shares of the receivers, in order. */
  readonly shares: readonly SecretScalar[]
}

async function keep(
  name: string,
  setup: ReturnType<typeof setupOf>,
  dealers: readonly Party[],
  receivers: readonly Party[],
  misdeeds: Misdeeds = new Map(),
) {
  const { state, shares, messages } = await runCeremony(setup, dealers, receivers, misdeeds)
  const { qualified, faults } = dkgOutcome(state)
  const entry: Kept = {
    name,
    setup,
    identities: receivers.map(({ identity }) => identity),
    messages,
    qualified,
    faults,
    key: confirmedKey(state),
    shares: receivers.map(({ trustee }) => shares.get(trustee)!),
  }
  return { entry, key: confirmedKey(state), shares }
}

/** Ceremonies are random: they are run only where their transcript is not kept yet. */
export async function keepCeremonies(): Promise<void> {
  if (readIndex('valid', 'dkg').length > 0) return
  const three = await Promise.all([1, 2, 3].map((n) => makeParty(n, n)))
  const four = await Promise.all([1, 2, 3, 4].map((n) => makeParty(n, 40 + n)))
  const first = await keep('a new key, two of three', setupOf(three, three, 2), three, three)
  const misdeeds: Misdeeds = new Map([
    [2, 'wrong-share-answered'],
    [4, 'false-possession'],
  ])
  const second = await keep(
    'one false proof, one complaint that is answered',
    setupOf(four, four, 3),
    four,
    four,
    misdeeds,
  )
  const holders = three.slice(1).map((party) => ({ ...party, share: first.shares.get(party.trustee)! }))
  const third = await keep(
    'handed on by two of three to four others',
    setupOf(holders, four, 3, first.key),
    holders,
    four,
  )
  keepIndex('valid', 'dkg', [first.entry, second.entry, third.entry])
  keepInvalid(three, first.key)
}

function keepInvalid(three: readonly Party[], previous: unknown): void {
  const setup = setupOf(three, three, 2)
  const state = openDkg(setup)
  const secret = prepareDeal(state, 1)
  const [one, two] = three as [Party, Party]
  const commit = createCommit(state, secret, one.seed)
  const complain = (against: number[], from: number) =>
    createDkgMessage({ session: state.session, phase: 'complain', from, body: { against } }, one.seed)
  const messages: Record<string, readonly [message: unknown, reason: string]> = {
    'another session': [{ ...commit, session: 'f'.repeat(64) }, 'session'],
    'a stranger': [{ ...commit, from: 9 }, 'from'],
    'signed by another': [createCommit(state, secret, two.seed), 'signature'],
    'changed after signing': [{ ...commit, body: { commitment: 'f'.repeat(64) } }, 'signature'],
    'another phase': [complain([2], 1), 'phase'],
    'complaints out of order': [complain([3, 2], 1), 'shape'],
    'unknown phase': [{ ...commit, phase: 'gossip' }, 'shape'],
    'unknown member': [{ ...commit, comment: 'x' }, 'shape'],
  }
  const setups: Record<string, readonly [value: unknown, path: string]> = {
    'threshold of one': [{ ...setup, threshold: 1 }, 'threshold'],
    'threshold above the receivers': [{ ...setup, threshold: 4 }, 'threshold'],
    'a new key dealt by others than its receivers': [
      { ...setup, dealers: setup.dealers.slice(1) },
      'dealers',
    ],
    'numbers out of order': [{ ...setup, dealers: setup.dealers.toReversed() }, 'dealers'],
    'handed on by one of three': [{ ...setup, dealers: setup.dealers.slice(0, 1), previous }, 'dealers'],
    'handed on, not confirmed': [
      { ...setup, previous: { ...(previous as object), confirmations: [] } },
      'previous.confirmations',
    ],
  }
  checkDkgSetup({ ...setup, previous })
  keepIndex('invalid', 'dkg', [
    ...Object.entries(messages).map(([name, [message, reason]]) => ({
      name,
      setup,
      message,
      code: 'dkg_message_invalid',
      reason,
    })),
    ...Object.entries(setups).map(([name, [value, path]]) => ({
      name,
      setup: value,
      code: 'dkg_setup_invalid',
      path,
    })),
  ])
}
