import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type DkgMessage,
  type DkgSetup,
  type DkgState,
  type InstitutionKey,
  type SecretScalar,
  blindInput,
  checkDkgSetup,
  closeDkgPhase,
  combineEvaluations,
  confirmedKey,
  createCommit,
  decodeDkgMessage,
  decodeDkgSetup,
  decodeInstitutionKey,
  dkgOutcome,
  encodeCanonical,
  evaluateBlinded,
  finalizeOutput,
  finishShare,
  openDkg,
  openShares,
  prepareDeal,
  receiveDkgMessage,
  utf8,
} from '../src/index.ts'
import { decodeScalar, encodeScalar, lagrange, productOf, sumOf } from '../src/oprf-group.ts'
import { publicShareFor } from '../src/oprf.ts'
import {
  type Ceremony,
  type Misdeed,
  type Misdeeds,
  type Party,
  makeParty,
  replay,
  runCeremony,
  setupOf,
} from './ceremony.ts'
import { refusalOf } from './code-of.ts'
import { readIndex } from './making/keep.ts'

const five = await Promise.all([1, 2, 3, 4, 5].map((n) => makeParty(n, n)))
const three = five.slice(0, 3)

/** The secret that some shares make together; no party ever does this. */
function secretOf(shares: ReadonlyMap<number, SecretScalar>, trustees: readonly number[]): SecretScalar {
  const factors = lagrange(trustees, 0)
  return encodeScalar(
    sumOf(trustees.map((trustee, index) => productOf(decodeScalar(shares.get(trustee)!), factors[index]!))),
  )
}

function outputOf(
  key: InstitutionKey,
  shares: ReadonlyMap<number, SecretScalar>,
  trustees: readonly number[],
): Uint8Array {
  const input = utf8('an input')
  const blinding = blindInput(input)
  const partials = trustees.map((trustee) => evaluateBlinded(trustee, shares.get(trustee)!, blinding.blinded))
  const { evaluated, wrong } = combineEvaluations(partials, blinding.blinded, key)
  expect(wrong).toEqual([])
  return finalizeOutput(input, blinding, evaluated)
}

/** Every threshold of shares is the key; fewer are not. */
function expectOneKey({ state, shares }: Ceremony, threshold: number): InstitutionKey {
  const key = confirmedKey(state)
  const all = [...shares.keys()]
  for (const some of [all.slice(0, threshold), all.slice(-threshold)])
    expect(publicShareFor(secretOf(shares, some))).toBe(key.key)
  expect(publicShareFor(secretOf(shares, all.slice(0, threshold - 1)))).not.toBe(key.key)
  expect(outputOf(key, shares, all.slice(-threshold))).toEqual(outputOf(key, shares, all.slice(0, threshold)))
  return decodeInstitutionKey(encodeCanonical(key))
}

describe('a new key', () => {
  test('is born among trustees, none of whom has it', async () => {
    const ceremony = await runCeremony(setupOf(five, five, 3), five, five)
    expect(dkgOutcome(ceremony.state)).toMatchObject({ qualified: [1, 2, 3, 4, 5], faults: [] })
    expect(expectOneKey(ceremony, 3).confirmations).toHaveLength(5)
    const again = await runCeremony(setupOf(five, five, 3), five, five)
    expect(confirmedKey(again.state).key).not.toBe(confirmedKey(ceremony.state).key)
  })

  test('two of two', async () => {
    const two = five.slice(0, 2)
    expectOneKey(await runCeremony(setupOf(two, two, 2), two, two), 2)
  })
})

const codeFor: Partial<Record<Misdeed, string>> = {
  'no-commit': 'commit_missing',
  'two-commits': 'commit_twice',
  'no-deal': 'deal_missing',
  'two-deals': 'deal_twice',
  'other-deal': 'deal_other_than_committed',
  'short-deal': 'deal_wrong_length',
  'deal-without-share': 'deal_incomplete',
  'false-possession': 'possession_unproven',
  'wrong-share': 'complaint_unanswered',
  'wrong-share-answered-wrongly': 'complaint_unanswered',
  'wrong-shares': 'complaints_too_many',
  'unreadable-share': 'complaint_unanswered',
}
const misdeeds: readonly Misdeed[] = [
  'no-commit',
  'two-commits',
  'no-deal',
  'two-deals',
  'other-deal',
  'short-deal',
  'deal-without-share',
  'false-possession',
  'wrong-share',
  'wrong-share-answered',
  'wrong-share-answered-wrongly',
  'wrong-shares',
  'unreadable-share',
  'false-complaints',
  'no-complaint',
  'false-confirmation',
  'no-confirmation',
]

/** The faults that the rules name for these misdeeds. Receiver 1 must be honest for what is dealt to it alone. */
const faultsFor = (some: Misdeeds) =>
  [...some]
    .flatMap(([dealer, misdeed]) =>
      codeFor[misdeed] === undefined ? [] : [{ dealer, code: codeFor[misdeed] }],
    )
    .toSorted((a, b) => a.dealer - b.dealer)

describe('parties that do what they should not', () => {
  test.each(misdeeds)('%s', async (misdeed) => {
    const some: Misdeeds = new Map([[3, misdeed]])
    const ceremony = await runCeremony(setupOf(three, three, 2), three, three, some)
    expect(dkgOutcome(ceremony.state).faults).toEqual(faultsFor(some))
    const key = expectOneKey(ceremony, 2)
    expect(key.confirmations.some(({ trustee }) => trustee === 3)).toBe(!misdeed.endsWith('-confirmation'))
  })

  test('any two of five, in any order: the honest agree on one key, and the two are named', async () => {
    const pairs = fc.uniqueArray(fc.tuple(fc.integer({ min: 2, max: 5 }), fc.constantFrom(...misdeeds)), {
      minLength: 1,
      maxLength: 2,
      selector: ([trustee]) => trustee,
    })
    await fc.assert(
      fc.asyncProperty(pairs, fc.nat(80), async (list, salt) => {
        const some: Misdeeds = new Map(list)
        const setup = setupOf(five, five, 3)
        const ceremony = await runCeremony(setup, five, five, some)
        expect(dkgOutcome(ceremony.state).faults).toEqual(faultsFor(some))
        expectOneKey(ceremony, 3)
        const keyOf = ({ signature }: DkgMessage) => signature.slice(salt)
        const other = ceremony.messages.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
        const outcome = dkgOutcome(replay(setup, [...other, ...ceremony.messages]))
        expect(outcome).toEqual(dkgOutcome(ceremony.state))
      }),
      { numRuns: 6 },
    )
  }, 240_000)

  test('more than the rest can bear: no key at all', async () => {
    const some: Misdeeds = new Map([
      [2, 'no-commit'],
      [3, 'no-deal'],
    ])
    const setup = setupOf(three, three, 2)
    const failing = runCeremony(setup, three, three, some)
    await expect(failing).rejects.toMatchObject({ code: 'dkg_failed', details: { qualified: 1, needed: 2 } })
  })

  test('fewer confirmations than the threshold are no key', async () => {
    const quiet: Misdeeds = new Map([
      [1, 'no-confirmation'],
      [2, 'false-confirmation'],
    ])
    const { state } = await runCeremony(setupOf(three, three, 2), three, three, quiet)
    expect(await refusalOf(() => confirmedKey(state))).toMatchObject({ code: 'institution_key_invalid' })
  })
})

async function born(): Promise<{
  key: InstitutionKey
  holders: readonly Party[]
  shares: Ceremony['shares']
}> {
  const { state, shares } = await runCeremony(setupOf(five, five, 3), five, five)
  return {
    key: confirmedKey(state),
    holders: five.map((party) => ({ ...party, share: shares.get(party.trustee)! })),
    shares,
  }
}
const old = await born()
const newcomers = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((n) => makeParty(n, 40 + n)))

describe('a key that is handed on', () => {
  test.each([
    ['all five to seven others, four of whom are needed', [1, 2, 3, 4, 5], 7, 4],
    ['three of five to three others', [2, 4, 5], 3, 2],
    ['four of five to five others', [1, 2, 3, 5], 5, 3],
  ] as const)('%s', async (_, from, count, threshold) => {
    const dealers = old.holders.filter(({ trustee }) => (from as readonly number[]).includes(trustee))
    const receivers = newcomers.slice(0, count)
    const ceremony = await runCeremony(setupOf(dealers, receivers, threshold, old.key), dealers, receivers)
    const key = expectOneKey(ceremony, threshold)
    expect(key.key).toBe(old.key.key)
    expect(
      outputOf(
        key,
        ceremony.shares,
        receivers.slice(0, threshold).map(({ trustee }) => trustee),
      ),
    ).toEqual(outputOf(old.key, old.shares, [1, 2, 3]))
  })

  test('old and new shares do not go together', async () => {
    const ceremony = await runCeremony(setupOf(old.holders, five, 3, old.key), old.holders, five)
    const { blinded } = blindInput(utf8('an input'))
    const mixed = [1, 2, 3].map((trustee) =>
      evaluateBlinded(trustee, (trustee === 1 ? old.shares : ceremony.shares).get(trustee)!, blinded),
    )
    expect(
      await refusalOf(() => combineEvaluations(mixed, blinded, confirmedKey(ceremony.state))),
    ).toMatchObject({ details: { wrong: '1' } })
  })

  test('who deals another share than their own is named', async () => {
    const dealers = old.holders.map((party) =>
      party.trustee === 2 ? { ...party, share: old.shares.get(1)! } : party,
    )
    const ceremony = await runCeremony(setupOf(dealers, five, 3, old.key), dealers, five)
    expect(dkgOutcome(ceremony.state).faults).toEqual([{ dealer: 2, code: 'previous_share_mismatch' }])
    expect(expectOneKey(ceremony, 3).key).toBe(old.key.key)
  })

  test('with two faulty holders the key stays the same', async () => {
    const some: Misdeeds = new Map([
      [4, 'wrong-shares'],
      [5, 'two-deals'],
    ])
    const receivers = newcomers.slice(0, 4)
    const ceremony = await runCeremony(
      setupOf(old.holders, receivers, 3, old.key),
      old.holders,
      receivers,
      some,
    )
    expect(expectOneKey(ceremony, 3).key).toBe(old.key.key)
  })

  test('fewer holders than the threshold cannot hand it on', async () => {
    expect(await refusalOf(() => setupOf(old.holders.slice(0, 2), newcomers, 3, old.key))).toMatchObject({
      code: 'dkg_setup_invalid',
      details: { path: 'dealers' },
    })
    expect(await refusalOf(() => setupOf(newcomers.slice(0, 3), newcomers, 3, old.key))).toMatchObject({
      code: 'dkg_setup_invalid',
      details: { path: 'dealers' },
    })
    const some: Misdeeds = new Map([
      [1, 'no-deal'],
      [2, 'no-deal'],
      [3, 'no-deal'],
    ])
    await expect(
      runCeremony(setupOf(old.holders, five, 3, old.key), old.holders, five, some),
    ).rejects.toMatchObject({ code: 'dkg_failed' })
  })
})

describe('messages', () => {
  const setup = setupOf(three, three, 2)
  const state = openDkg(setup)
  const secret = prepareDeal(state, 1)
  const commit = createCommit(state, secret, three[0]!.seed)

  test.each([
    ['another session', { ...commit, session: 'f'.repeat(64) }, 'session'],
    ['signed by another', createCommit(state, secret, three[1]!.seed), 'signature'],
    ['a stranger', { ...commit, from: 9 }, 'from'],
    ['another body', { ...commit, body: { commitment: 'f'.repeat(64) } }, 'signature'],
    ['no body', { ...commit, body: {} }, 'shape'],
    ['nothing', null, 'shape'],
  ])('%s', async (_, message, reason) => {
    expect(await refusalOf(() => receiveDkgMessage(state, message))).toMatchObject({
      code: 'dkg_message_invalid',
      details: { reason },
    })
  })

  test('a message of another phase does not count', async () => {
    const later = closeDkgPhase(state)
    expect(await refusalOf(() => receiveDkgMessage(later, commit))).toMatchObject({
      details: { reason: 'phase' },
    })
    expect(await refusalOf(() => dkgOutcome(later))).toMatchObject({ code: 'dkg_failed' })
  })

  test('a message counts once, and its bytes are canonical', async () => {
    const twice = receiveDkgMessage(receiveDkgMessage(state, commit), commit)
    expect(twice.messages.size).toBe(1)
    expect(decodeDkgMessage(encodeCanonical(commit), setup, state.session)).toEqual(commit)
    expect(
      await refusalOf(() => decodeDkgMessage(utf8(JSON.stringify(commit, null, 1)), setup, state.session)),
    ).toMatchObject({ code: 'dkg_message_invalid' })
  })

  test('the state that was given stays as it was', () => {
    const before: DkgState = { ...state }
    receiveDkgMessage(state, commit)
    closeDkgPhase(state)
    expect(state).toEqual(before)
    expect(state.messages.size).toBe(0)
  })

  test.each([
    ['threshold of one', { threshold: 1 }, 'threshold'],
    ['threshold above the receivers', { threshold: 4 }, 'threshold'],
    ['dealers who receive nothing', { dealers: setup.dealers.slice(1) }, 'dealers'],
    ['one dealer twice', { dealers: [setup.dealers[0], setup.dealers[0], setup.dealers[1]] }, 'dealers'],
    [
      'a key that nobody confirms',
      { previous: { ...old.key, confirmations: old.key.confirmations.slice(0, 2) } },
      'previous',
    ],
  ])('setup: %s', async (_, change, path) => {
    expect(await refusalOf(() => checkDkgSetup({ ...setup, ...change }))).toMatchObject({
      code: 'dkg_setup_invalid',
      details: { path },
    })
  })
})

describe('vectors', () => {
  interface Kept {
    name: string
    setup: DkgSetup
    identities: readonly string[]
    messages: readonly DkgMessage[]
    qualified: readonly number[]
    faults: readonly unknown[]
    key: InstitutionKey
    shares: readonly SecretScalar[]
  }
  test.each(readIndex<Kept>('valid', 'dkg'))('$name', async (kept) => {
    const setup = decodeDkgSetup(encodeCanonical(kept.setup))
    const state = replay(setup, kept.messages)
    expect(dkgOutcome(state)).toMatchObject({ qualified: kept.qualified, faults: kept.faults })
    expect(confirmedKey(state)).toEqual(kept.key)
    for (const [index, { trustee }] of setup.receivers.entries()) {
      const received = await openShares(state, trustee, kept.identities[index]!)
      expect(finishShare(state, trustee, received)).toBe(kept.shares[index])
    }
  })

  interface Invalid {
    name: string
    setup: DkgSetup
    message?: unknown
    code: string
    reason?: string
    path?: string
  }
  test.each(readIndex<Invalid>('invalid', 'dkg'))(
    '$name: $code',
    async ({ setup, message, code, reason, path }) => {
      const read = () =>
        message === undefined ? checkDkgSetup(setup) : receiveDkgMessage(openDkg(setup), message)
      expect(await refusalOf(read)).toMatchObject({
        code,
        details: reason === undefined ? { path } : { reason },
      })
    },
  )
})
