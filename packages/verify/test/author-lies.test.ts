/** What only the author, or the log with its witnesses, could make wrong. */
import {
  type Envelope,
  bucketFor,
  decodeTar,
  decryptWith,
  encodeCanonical,
  encodeTar,
  encryptTo,
  entryOf,
  hashOfPayload,
  identityToRecipient,
  openingKeyOf,
  sign,
} from '@avow/core'
import { beforeAll, expect, test } from 'vitest'
import { type Bundle, encodeBundle, verifyBundle } from '../src/index.ts'
import { type Opening, houseOf, logKey, openingOf, seedOf } from './opening-of.ts'
import { createReferenceLog } from './reference-log.ts'

let opening: Opening
beforeAll(async () => {
  opening = await openingOf(await houseOf(), { attachment: new Uint8Array(100).fill(7) })
})

/** The age identity of somebody who is no trustee. */
const strangersKey = openingKeyOf(seedOf(55))

const verdictOn = (bundle: Bundle) => verifyBundle(encodeBundle(bundle))

/** The envelope, changed and signed again by its author. */
function resigned(change: Partial<Envelope>): Envelope {
  const { signature: _, ...unsigned } = { ...opening.bundle.envelope, ...change }
  const signature = sign('avow/envelope-signature/v1', opening.authorSeed, encodeCanonical(unsigned))
  return { ...unsigned, signature } as Envelope
}

/** The bundle with another plaintext in its payload, signed by its author; `more` can read it too. */
async function withPayload(plain: Uint8Array, ...more: readonly string[]): Promise<Bundle> {
  const { openingKey, envelope } = opening.bundle
  const payload = await encryptTo([await identityToRecipient(openingKey), ...more], plain)
  const hash = hashOfPayload(payload)
  return { ...opening.bundle, payload, envelope: resigned({ payload: { ...envelope.payload, hash } }) }
}

test.each([7, 16_383, 16_384, 16_385])('a payload of %i bytes that holds no statement', async (size) => {
  const { text } = await verdictOn(await withPayload(new Uint8Array(size).fill(65)))
  expect(text).toMatchObject({ code: 'payload_malformed', where: 'payload' })
})

test('a payload that somebody could read past the trustees', async () => {
  const { openingKey, payload, envelope } = opening.bundle
  const plain = await decryptWith(openingKey, payload)
  const fair = await verdictOn(await withPayload(plain))
  const { text } = await verdictOn(await withPayload(plain, await identityToRecipient(strangersKey)))
  // Signed again it is another statement, so that its acts do not fit; the payload itself is in order.
  expect([fair.text.code, envelope.payload.size]).toEqual(['act_statement_mismatch', plain.length])
  expect(text).toMatchObject({ code: 'payload_malformed', where: 'payload' })
})

test('a payload of another size than the author says', async () => {
  const { envelope } = opening.bundle
  const bundle = { ...opening.bundle, envelope: resigned({ payload: { ...envelope.payload, size: 32_768 } }) }
  expect((await verdictOn(bundle)).text).toMatchObject({ code: 'payload_malformed', where: 'payload' })
})

test('an attachment that is not the one in the statement', async () => {
  const { members } = decodeTar(await decryptWith(opening.bundle.openingKey, opening.bundle.payload))
  const changed = encodeTar([members[0]!, { name: members[1]!.name, data: new Uint8Array(100).fill(8) }])
  const padded = new Uint8Array(bucketFor(changed.length))
  padded.set(changed)
  const { text } = await verdictOn(await withPayload(padded))
  expect(text).toMatchObject({ code: 'attachment_mismatch', where: 'payload' })
})

test.each([
  ['a threshold that cannot be', { threshold: 1 }, 'envelope.threshold'],
  ['more shares than notes', { shares: Array.from({ length: 4 }, () => '00'.repeat(32)) }, 'envelope.notes'],
  ['another log', { origin: 'other.test' }, 'envelope.origin'],
])('an envelope with %s', async (_name, change, where) => {
  const verdict = await verdictOn({ ...opening.bundle, envelope: resigned(change as Partial<Envelope>) })
  expect(verdict.time).toMatchObject({ code: 'envelope_invalid', where })
})

test('two logs of one size, although the log and its witnesses have signed both', async () => {
  const { bundle, log, witnesses } = opening
  const cosigners = witnesses.map((key) => ({ key, time: 1_800_000_000 }))
  const size = log.entries.length
  const fork = createReferenceLog(logKey, [seedOf(66), ...log.entries.slice(1)])
  const indexOf = (place: number) =>
    log.entries.findIndex((entry) => Buffer.from(entry).equals(entryOf(bundle.acts[place]!.act)))
  const acts = bundle.acts.map((logged, place) => {
    const from = place === 2 ? fork : log
    return { ...logged, receipt: from.proof(indexOf(place), size, cosigners) }
  })
  const verdict = await verdictOn({ ...bundle, acts })
  expect(verdict.opening).toMatchObject({ code: 'receipts_contradict', where: 'acts[2].receipt' })
})
