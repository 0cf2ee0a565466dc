/** Every decoder of bytes, fed with what nobody should have sent. */
import { describe, expect, test } from 'vitest'
import { plaintextSizeOf } from '../src/age-file.ts'
import {
  type CoreErrorCode,
  type PublicKey,
  decodeAct,
  decodeBase64,
  decodeCanonical,
  decodeEnvelope,
  decodeEnvelopeJson,
  decodeHex,
  decodeHolding,
  decodeNote,
  decodeRoster,
  decodeStatement,
  decodeTar,
  decodeUtf8,
  encodeAct,
  encodeBase64,
  encodeCanonical,
  encodeEnvelope,
  encodeHex,
  encodeNote,
  encodeRoster,
  encodeStatement,
  encodeTar,
  utf8,
} from '../src/index.ts'
import { decodePadded, decodePayload, encodePayload } from '../src/payload.ts'
import { hashSchema } from '../src/canonical.ts'
import * as z from 'zod/mini'
import { type Decoder, codeOf, cutShort, deep, exchanged, flipped, randomised, refused } from './hostile.ts'
import { readIndex, readVector } from './making/keep.ts'
import { english, order } from './making/texts.ts'

const statement = readVector('valid', 'statement', 'english.json')
const envelope = readVector('valid', 'envelope', 'russian-at.avow')
const decoded = decodeEnvelope(envelope)
const holdingKey = readIndex<{ key: PublicKey }>('valid', 'holding')[0]!.key
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
    name: 'payload',
    sample: payload,
    again: (bytes) => {
      const opened = decodePayload(bytes)
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

test.each(['envelope', 'archive', 'note', 'payload', 'padded archive'])('%s: cut short anywhere', (name) => {
  cutShort(binary.find((one) => one.name === name)!)
})

test('an age file is of another size at every length, and none without a chunk', () => {
  const { sample, codes } = binary.find(({ name }) => name === 'age file of a note')!
  const sizes = new Set<number>()
  for (let end = 0; end <= sample.length; end += 1) {
    let size = 0
    const code = codeOf(() => {
      size = plaintextSizeOf('trustee-1.age', sample.subarray(0, end), 'mlkem768x25519')
    })
    if (code !== undefined) expect(codes).toContain(code)
    else {
      expect(size).toBeGreaterThan(0)
      sizes.add(size)
    }
  }
  // The plaintext of a note is one block of 1,024 bytes.
  expect(sizes).toEqual(new Set(Array.from({ length: 1024 }, (_, index) => index + 1)))
})

test.each([
  [65_536, 65_536 + 16],
  [65_537, 65_537 + 32],
  [131_072, 131_072 + 32],
  [131_073, 131_073 + 48],
])('an age file of %i bytes has a tag for each chunk of 64 KiB', (size, sealed) => {
  const header = decoded.payload.subarray(0, decoded.payload.length - 16_384 - 16 - 16)
  const file = Buffer.concat([header, new Uint8Array(16 + sealed)])
  expect(plaintextSizeOf('payload.age', file, 'X25519')).toBe(size)
  for (const short of [65_552 + 1, 65_552 + 16])
    expect(
      codeOf(() =>
        plaintextSizeOf('payload.age', Buffer.concat([header, new Uint8Array(16 + short)]), 'X25519'),
      ),
    ).toBe('envelope_malformed')
})

test('a size that leads backwards in an archive is refused where it stands', () => {
  const archive = encodeTar([{ name: 'a', data: new Uint8Array(0) }])
  archive.set(utf8('-1000000000'), 124)
  archive.fill(0x20, 148, 156)
  const sum = archive.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  archive.set(utf8(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
  expect(() => decodeTar(archive)).toThrow(
    expect.objectContaining({ code: 'envelope_not_canonical', details: { offset: 0 } }),
  )
})

describe('what is too large is refused before it is read', () => {
  const spaces = (length: number) => new Uint8Array(length).fill(0x20)
  test.each<readonly [CoreErrorCode, (bytes: Uint8Array) => unknown, number]>([
    ['too_large', decodeStatement, 1024 * 1024],
    ['too_large', decodeAct, 64 * 1024],
    ['too_large', decodeEnvelope, 24 * 1024 * 1024],
    ['envelope_malformed', decodeEnvelopeJson, 16 * 1024],
    ['roster_invalid', decodeRoster, 1024 * 1024],
  ])('%s', (code, decode, most) => {
    expect(() => decode(spaces(most + 1))).toThrow(
      expect.objectContaining({ code, details: { size: most + 1 } }),
    )
    // At the limit itself it is refused for what it holds.
    expect(codeOf(() => decode(spaces(most)))).toMatch(/_malformed|_invalid|_not_canonical/)
    expect(() => decode(spaces(most))).not.toThrow(expect.objectContaining({ details: { size: most } }))
  })
})

describe('base64, hex and UTF-8', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
  const forms: readonly (readonly [string, (bytes: Uint8Array) => string, (text: string) => Uint8Array])[] = [
    ['base64', encodeBase64, decodeBase64],
    ['hex', encodeHex, decodeHex],
  ]

  test.each(forms)('%s: each length comes back, and any other character is refused', (_, encode, decode) => {
    for (let length = 0; length <= bytes.length; length += 1)
      expect(decode(encode(bytes.subarray(0, length)))).toEqual(bytes.subarray(0, length))
    const text = encode(bytes.subarray(0, 31))
    for (let at = 0; at <= text.length; at += 1)
      for (const other of ['', ' ', '\n', '\0', '=', '-', '_', 'G', 'g', '+', 'é', '\ud800']) {
        const changed = text.slice(0, at) + other + text.slice(at + 1)
        let taken: Uint8Array | undefined
        const code = codeOf(() => (taken = decode(changed)), [text.slice(0, 8)])
        if (code === undefined) expect(encode(taken!)).toBe(changed)
        else expect(code).toBe('malformed')
      }
  })

  test('base64: trailing bits that are not zero, and padding that is missing or too much', () => {
    for (const text of ['AB==', 'AAB=', 'AA', 'AA=', 'AAA', 'AA===', 'A', '=', '====', 'AA==AA==', 'AA==\n'])
      expect(
        codeOf(() => decodeBase64(text)),
        text,
      ).toBe('malformed')
  })

  test('UTF-8: only the shortest form, no surrogates, nothing above U+10FFFF', () => {
    for (const wrong of [
      [0x80],
      [0xc0, 0x80],
      [0xc3],
      [0xe0, 0x80, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf8, 0x88, 0x80, 0x80, 0x80],
      [0xff],
    ])
      expect(codeOf(() => decodeUtf8(Uint8Array.from(wrong)))).toBe('malformed')
    // A byte order mark is a character like any other: what is written again has it.
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toBe('\ufeffA')
  })
})
