/** Every decoder of bytes, fed with what nobody should have sent. */
import { describe, expect, test } from 'vitest'
import { plaintextSizeOf } from '../src/age-file.ts'
import {
  type PublicKey,
  decodeAcknowledgement,
  decodeAct,
  decodeCanonical,
  decodeEnvelope,
  decodeEnvelopeJson,
  decodeHolding,
  decodeNote,
  decodeRoster,
  decodeStatement,
  decodeTar,
  encodeAct,
  encodeBase64,
  encodeCanonical,
  encodeEnvelope,
  encodeNote,
  encodeRoster,
  encodeStatement,
  encodeTar,
  utf8,
} from '../src/index.ts'
import { decodePadded, padToBucket } from '../src/padded.ts'
import {
  decodeArchive,
  decodePayload,
  deskMember,
  encodeArchive,
  encodePayload,
  isForDesk,
} from '../src/payload.ts'
import { hashSchema } from '../src/canonical.ts'
import * as z from 'zod/mini'
import { type Decoder, cutShort, deep, exchanged, flipped, randomised, refused } from './hostile.ts'
import { readIndex, readVector } from './making/keep.ts'
import { english, order } from './making/texts.ts'

const statement = readVector('valid', 'statement', 'english.json')
const envelope = readVector('valid', 'envelope', 'russian-at.avow')
const decoded = decodeEnvelope(envelope)
const holdingKey = readIndex<{ key: PublicKey }>('valid', 'holding')[0]!.key
const acknowledged = decodeAct(readVector('valid', 'act', 'check-in.json'))
const payload = encodePayload(english, [order])
const share = encodeBase64(new Uint8Array(33).fill(0xa7))

const note = encodeNote({
  version: 'avow/note/v1',
  binding: decoded.envelope.condition,
  trustee: 2,
  share: share as never,
  shareSalt: 'c9'.repeat(32) as never,
  condition: { type: 'at', time: '2031-05-17T08:00:00Z' },
  conditionSalt: 'd8'.repeat(32) as never,
})

/** Of the second version, with a voucher. */
const token = 'e7'.repeat(32)
const vouchedNote = encodeNote({
  ...decodeNote(note),
  version: 'avow/note/v2',
  voucher: {
    token: token as never,
    signature: encodeBase64(new Uint8Array(384).fill(0xa1)) as never,
    spending: encodeBase64(new Uint8Array(64).fill(0xb2)) as never,
  },
})

const words = ['Harbour', 'Thornbury', 'Ellery', 'winter', 'Circular']

/** Canonical JSON all through. */
const json: readonly Decoder[] = [
  {
    name: 'statement',
    sample: statement,
    again: (bytes) => encodeStatement(decodeStatement(bytes)),
    codes: ['statement_invalid', 'too_large'],
    secrets: words,
  },
  {
    name: 'act',
    sample: readVector('valid', 'act', 'release.json'),
    again: (bytes) => encodeAct(decodeAct(bytes)),
    codes: ['act_malformed', 'act_kind_unsupported', 'signature_invalid', 'too_large'],
  },
  ...(['reshare', 'hold', 'release-parts'] as const).map((kind) => ({
    name: `act ${kind}`,
    sample: readVector('valid', 'act', `${kind}.json`),
    again: (bytes: Uint8Array) => encodeAct(decodeAct(bytes)),
    codes: ['act_malformed', 'act_kind_unsupported', 'signature_invalid', 'too_large'] as const,
    step: 7,
  })),
  {
    name: 'roster',
    sample: readVector('valid', 'roster', 'three-trustees-two-witnesses.json'),
    again: (bytes) => encodeRoster(decodeRoster(bytes)),
    codes: ['roster_invalid'],
    step: 29,
  },
  {
    name: 'holding',
    sample: readVector('valid', 'holding', 'refused.json'),
    again: (bytes) => encodeCanonical(decodeHolding(bytes, holdingKey)),
    codes: ['malformed', 'not_canonical', 'signature_invalid'],
  },
  {
    name: 'acknowledgement',
    sample: readVector('valid', 'acknowledgement', 'check-in.json'),
    again: (bytes) => encodeCanonical(decodeAcknowledgement(bytes, acknowledged, holdingKey)),
    codes: ['malformed', 'not_canonical', 'signature_invalid'],
  },
  {
    name: 'envelope.json',
    sample: encodeCanonical(decoded.envelope),
    again: (bytes) => encodeCanonical(decodeEnvelopeJson(bytes)),
    codes: ['envelope_malformed', 'threshold_invalid', 'signature_invalid'],
  },
  {
    name: 'canonical JSON',
    sample: encodeCanonical({ hash: 'ab'.repeat(32), list: ['é', 1, 0.5, null] }),
    again: (bytes) =>
      encodeCanonical(decodeCanonical(bytes, z.looseObject({ hash: hashSchema, list: z.array(z.any()) }))),
    codes: ['malformed', 'not_canonical'],
    isOpen: true,
  },
]

const binary: readonly Decoder[] = [
  {
    name: 'envelope',
    sample: envelope,
    again: (bytes) => encodeEnvelope(decodeEnvelope(bytes)),
    codes: [
      'too_large',
      'envelope_malformed',
      'envelope_not_canonical',
      'envelope_member_mismatch',
      'threshold_invalid',
      'signature_invalid',
    ],
    step: 97,
  },
  {
    name: 'archive',
    sample: encodeTar([
      { name: 'a', data: utf8('one') },
      { name: 'b/1', data: new Uint8Array(512).fill(7) },
      { name: 'c', data: new Uint8Array(0) },
    ]),
    again: (bytes) => {
      const { members, length } = decodeTar(bytes)
      expect(length).toBeLessThanOrEqual(bytes.length)
      return Buffer.concat([encodeTar(members), bytes.subarray(length)])
    },
    codes: ['envelope_malformed', 'envelope_not_canonical'],
    step: 3,
  },
  {
    name: 'note',
    sample: note,
    again: (bytes) => encodeNote(decodeNote(bytes)),
    codes: ['note_malformed', 'condition_unsupported', 'condition_invalid'],
    secrets: [share.slice(0, 8), 'c9c9c9', 'd8d8d8', '2031'],
  },
  {
    name: 'note with a voucher',
    sample: vouchedNote,
    again: (bytes) => encodeNote(decodeNote(bytes)),
    codes: ['note_malformed', 'condition_unsupported', 'condition_invalid'],
    secrets: [share.slice(0, 8), token.slice(0, 8)],
  },
  {
    name: 'payload for the desk',
    sample: padToBucket(
      encodeTar([{ name: deskMember, data: utf8('no file of age, for all that this reads') }]),
    ),
    again: (bytes) => {
      const opened = decodePayload(bytes)
      if (!isForDesk(opened)) throw new Error('it is for everybody')
      return padToBucket(encodeTar([{ name: deskMember, data: opened.forDesk }]))
    },
    codes: ['payload_malformed', 'too_large'],
    secrets: ['no file of age'],
    step: 23,
  },
  {
    name: 'archive for the desk',
    sample: encodeArchive(english, [order]),
    again: (bytes) => {
      const opened = decodeArchive(bytes)
      return encodeArchive(opened.statement, opened.attachments)
    },
    codes: ['payload_malformed', 'statement_invalid', 'attachment_mismatch', 'too_large'],
    secrets: words,
    step: 23,
  },
  {
    name: 'payload',
    sample: payload,
    again: (bytes) => {
      const opened = decodePayload(bytes)
      if (isForDesk(opened)) return padToBucket(encodeTar([{ name: deskMember, data: opened.forDesk }]))
      return encodePayload(opened.statement, opened.attachments)
    },
    codes: ['payload_malformed', 'statement_invalid', 'attachment_mismatch', 'too_large'],
    secrets: words,
    step: 23,
  },
  {
    name: 'padded archive',
    sample: payload,
    again: (bytes) => void decodePadded(bytes),
    codes: ['payload_malformed', 'too_large'],
    step: 61,
  },
  {
    name: 'age file of a note',
    sample: decoded.notes[0]!,
    again: (bytes) => void plaintextSizeOf('trustee-1.age', bytes, 'mlkem768x25519'),
    codes: ['envelope_malformed'],
  },
]

describe.each([...json, ...binary].map((decoder) => [decoder.name, decoder] as const))('%s', (_, decoder) => {
  test('the sample is taken', () => {
    expect(refused(decoder, decoder.sample)).toBeUndefined()
  })
  test('with one bit flipped in every byte', () => {
    flipped(decoder)
  })
  test('random', () => {
    randomised(decoder)
  })
})

describe.each(json.map((decoder) => [decoder.name, decoder] as const))('%s', (_, decoder) => {
  test('cut short anywhere', () => {
    cutShort(decoder)
  })
  test('with any member exchanged for anything', () => {
    exchanged(decoder)
  })
  test('as deep as it likes', () => {
    deep(decoder)
  })
})

test.each(['envelope', 'archive', 'note', 'note with a voucher', 'payload', 'padded archive'])(
  '%s: cut short anywhere',
  (name) => {
    cutShort(binary.find((one) => one.name === name)!)
  },
)
