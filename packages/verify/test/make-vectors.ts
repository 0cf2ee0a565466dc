/**
 * Makes the vectors of spec/opening.md, "Proof bundle": `node packages/verify/test/make-vectors.ts`.
 * Vectors that exist are never made again: another version of the format gets another folder.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Act,
  type ActKind,
  type ActOf,
  type Hash,
  type RoundSignature,
  checkCondition,
  createAct,
  createRoster,
  encodeBase64,
  encodeCanonical,
  policyOf,
  rosterHashOf,
} from '@avow/core'
import { type Bundle, encodeBundle, verifyBundle } from '../src/index.ts'
import {
  type House,
  type OpeningOptions,
  houseOf,
  openingOf,
  registerSeed,
  seedOf,
  startOf,
} from './opening-of.ts'

const root = fileURLToPath(new URL('../../../vectors', import.meta.url))
const house: House = await houseOf({ trustees: 2, witnesses: 2, quorum: 1 })
const trustedRoster = rosterHashOf(house.roster)
const plain = await openingOf(house)
const atNoon = {
  condition: { type: 'at', time: '2026-11-01T12:00:30Z' },
  notBefore: startOf('2026-11-01T12:00:40Z'),
} as const
const published = '../../../vectors/valid/round/index.json'
interface Round {
  readonly round: number
  readonly time: string
  readonly signature: RoundSignature
}
const rounds = JSON.parse(readFileSync(new URL(published, import.meta.url), 'utf8')) as Round[]
const [earlier, round] = [123, 1000].map((number) => rounds.find((one) => one.round === number)!)
const locked = {
  condition: { type: 'at', time: round!.time },
  notBefore: startOf('2026-11-01T12:00:40Z'),
  roundSignature: round!.signature,
} as const
const day = 24 * 3600
const silence = {
  condition: checkCondition({ type: 'silence', duration: 'P1D', grace: 'PT6H' }),
  silent: 2 * day,
  notBefore: startOf('2026-11-03T12:00:00Z'),
} as const
const anyOf = checkCondition({ type: 'any', of: [{ type: 'word' }, silence.condition] })
const word = { condition: { type: 'word' }, wordBefore: 0 } as const

const bundleFor = async (options: OpeningOptions, from = house) => (await openingOf(from, options)).bundle

const dateLocked = await bundleFor(locked)
const { roundSignature: _none, ...unsignedLock } = dateLocked

const valid: Record<string, Bundle> = {
  now: plain.bundle,
  word: await bundleFor(word),
  at: await bundleFor(atNoon),
  attachment: await bundleFor({ attachment: new TextEncoder().encode('An order, as a text file.\n') }),
  'without-witnesses': await bundleFor({}, await houseOf({ trustees: 2, witnesses: 0, quorum: 0 })),
  silence: await bundleFor(silence),
  'any-of-word-and-silence': await bundleFor({ ...word, condition: anyOf }),
  'silence-unproven': await bundleFor({ condition: silence.condition, silent: 2 * day }),
  'date-locked': dateLocked,
  'handed-on': await bundleFor({
    handOn: { to: await houseOf({ trustees: 4 }), by: [1, 2], releases: [2, 4] },
  }),
  'date-unproven': await bundleFor({ condition: atNoon.condition }),
}

/** The opening with one act said differently, signed and logged by whoever can: a lie that is consistent in itself. */
async function lying<Kind extends ActKind>(
  kind: Kind,
  change: (act: Pick<ActOf<Kind>, 'kind' | 'statement' | 'body'>) => Act,
  options: OpeningOptions = {},
): Promise<Bundle> {
  let isDone = false
  return bundleFor({
    ...options,
    change(act) {
      if (isDone || act.kind !== kind) return act
      isDone = true
      const { statement, body } = act as ActOf<Kind>
      return change({ kind, statement, body } as Pick<ActOf<Kind>, 'kind' | 'statement' | 'body'>)
    },
  })
}

const other = await openingOf(house)
const { bundle } = plain
const { version: _v, register: _r, signature: _s, ...rosterFields } = house.roster
const otherRoster = createRoster({ ...rosterFields, desk: [], threshold: 2, quorum: 2 }, registerSeed)
const release = (change: object) => (act: Pick<ActOf<'release'>, 'kind' | 'statement' | 'body'>) =>
  createAct({ ...act, body: { ...act.body, ...change } }, seedOf(act.body.trustee))
const value = () => JSON.parse(new TextDecoder().decode(encodeBundle(bundle))) as Record<string, unknown>
const withReceipt = (receipt: string): Bundle => ({
  ...bundle,
  acts: bundle.acts.map((one, n) => (n === 0 ? { ...one, receipt } : one)),
})
const flipped = (text: string, at: number) =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
const [own, , ...cosigned] = bundle.acts[0]!.receipt.split('\n').filter((line) => line.startsWith('—'))
const unsigned = bundle.acts[0]!.receipt.split('\n')
  .filter((line) => !line.startsWith('—'))
  .join('\n')

/** Each names the finding that fails first in the order text, author, time, opening. */
const invalid: Record<string, Bundle | Uint8Array> = {
  bundle_malformed: encodeCanonical({ ...value(), version: 'avow/proof/v2' }),
  bundle_not_canonical: new TextEncoder().encode(JSON.stringify(value(), null, 1)),
  roster_invalid: { ...bundle, roster: { ...house.roster, quorum: 2 } },
  roster_mismatch: { ...bundle, roster: otherRoster, policy: policyOf(otherRoster) },
  policy_mismatch: { ...bundle, policy: policyOf(otherRoster) },
  author_signature_invalid: { ...bundle, envelope: { ...bundle.envelope, locator: '00'.repeat(32) as Hash } },
  payload_hash_mismatch: { ...bundle, payload: other.bundle.payload },
  opening_key_wrong: { ...bundle, openingKey: other.bundle.openingKey },
  statement_mismatch: { ...bundle, statement: { ...bundle.statement, title: 'I stay' } },
  round_signature_missing: { ...unsignedLock, version: 'avow/proof/v1' },
  round_signature_invalid: { ...dateLocked, roundSignature: earlier!.signature },
  text_hash_mismatch: await lying('publish', (act) =>
    createAct({ ...act, body: { text: 'ff'.repeat(32) as Hash } }, registerSeed),
  ),
  acts_incomplete: { ...bundle, acts: bundle.acts.slice(1) },
  acts_order: {
    ...bundle,
    acts: [bundle.acts[0]!, bundle.acts[2]!, bundle.acts[1]!, ...bundle.acts.slice(3)],
  },
  act_signature_invalid: {
    ...bundle,
    acts: bundle.acts.map((one, n) =>
      n === 0 ? { ...one, act: { ...one.act, salt: other.bundle.acts[0]!.act.salt } as Act } : one,
    ),
  },
  act_statement_mismatch: { ...bundle, acts: [other.bundle.acts[0]!, ...bundle.acts.slice(1)] },
  act_actor_mismatch: await lying('word', (act) => createAct(act, registerSeed), word),
  receipt_malformed: withReceipt('c2sp.org/tlog-proof@v2\n'),
  receipt_not_strict: withReceipt(bundle.acts[0]!.receipt.replace('\nindex', '\nextra AAAA\nindex')),
  receipt_log_mismatch: withReceipt(bundle.acts[0]!.receipt.replace(own!, flipped(own!, own!.length - 20))),
  receipt_cosignature_invalid: withReceipt(
    bundle.acts[0]!.receipt.replace(cosigned[0]!, flipped(cosigned[0]!, cosigned[0]!.length - 20)),
  ),
  receipt_quorum_missing: withReceipt(`${unsigned}${own!}\n`),
  receipt_not_included: withReceipt(bundle.acts[1]!.receipt),
  releases_too_few: { ...bundle, acts: bundle.acts.filter((_, place) => place !== 2) },
  release_repeated: await bundleFor({ releases: [1, 2, 2] }),
  release_trustee_mismatch: await lying('release', (act) => createAct(act, registerSeed)),
  share_mismatch: await lying('release', release({ share: encodeBase64(new Uint8Array(33).fill(5)) })),
  condition_mismatch: await lying('release', release({ condition: { type: 'word' } })),
  opening_key_mismatch: await lying('open', (act) =>
    createAct({ ...act, body: { ...act.body, openingKey: other.bundle.openingKey } }, registerSeed),
  ),
  open_trustees_mismatch: await lying('open', (act) =>
    createAct({ ...act, body: { ...act.body, trustees: [1, 3] } }, registerSeed),
  ),
  condition_not_met: await bundleFor({ ...word, wordBefore: 1 }),
  opened_early: await bundleFor({ condition: atNoon.condition, start: startOf('2026-11-01T11:00:00Z') }),
  not_before_invalid: await bundleFor({ ...atNoon, notBefore: startOf('2026-11-01T12:00:20Z') }),
}

function folderOf(kind: 'valid' | 'invalid'): string {
  const folder = join(root, kind, 'proof-bundle')
  mkdirSync(folder, { recursive: true })
  return folder
}

interface Listed {
  readonly file: string
}

/** What is listed already stays as it is. */
function listedIn(folder: string): Listed[] {
  const path = join(folder, 'index.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Listed[]) : []
}

const isListed = (index: readonly Listed[], name: string): boolean =>
  index.some(({ file }) => file === `${name}.avowproof`)

const bytesOf = (one: Bundle | Uint8Array) => (one instanceof Uint8Array ? one : encodeBundle(one))
const write = (path: string, index: unknown) => writeFileSync(path, `${JSON.stringify(index, null, 2)}\n`)

async function writeValid(): Promise<void> {
  const folder = folderOf('valid')
  const index = listedIn(folder)
  const added = Object.entries(valid).filter(([name]) => !isListed(index, name))
  for (const [name, one] of added) {
    writeFileSync(join(folder, `${name}.avowproof`), bytesOf(one))
    const { text, author, time, opening } = await verifyBundle(bytesOf(one))
    const verdict = Object.entries({ text, author, time, opening }).map(
      ([finding, { status, code, params }]) => [finding, { status, code, params }],
    )
    if (JSON.stringify(verdict).includes('mismatch')) throw new Error(`${name} is not valid`)
    const file = `${name}.avowproof`
    index.push({ file, roster: rosterHashOf(one.roster), verdict: Object.fromEntries(verdict) } as Listed)
  }
  write(join(folder, 'index.json'), index)
}

async function writeInvalid(): Promise<void> {
  const folder = folderOf('invalid')
  const index = listedIn(folder)
  const added = Object.entries(invalid).filter(([code]) => !isListed(index, code))
  for (const [code, one] of added) {
    writeFileSync(join(folder, `${code}.avowproof`), bytesOf(one))
    const { text, author, time, opening } = await verifyBundle(bytesOf(one), { trustedRoster })
    const found = Object.entries({ text, author, time, opening }).find(([, finding]) => finding.code === code)
    if (!found) throw new Error(`${code} is not what the file gives`)
    index.push({ file: `${code}.avowproof`, code, finding: found[0], where: found[1].where } as Listed)
  }
  write(join(folder, 'index.json'), index)
}

await writeValid()
await writeInvalid()
