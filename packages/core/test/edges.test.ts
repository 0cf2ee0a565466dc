/** Decoders at their edges: the smallest, the largest, and the one that looks like another. */
import { describe, expect, test } from 'vitest'
import { plaintextSizeOf } from '../src/age-file.ts'
import {
  type CoreErrorCode,
  decodeAct,
  decodeBase64,
  decodeEnvelope,
  decodeEnvelopeJson,
  decodeHex,
  decodeNote,
  decodeRoster,
  decodeStatement,
  decodeTar,
  decodeUtf8,
  encodeBase64,
  encodeCanonical,
  encodeHex,
  encodeTar,
  utf8,
} from '../src/index.ts'
import { codeOf } from './hostile.ts'
import { readVector } from './making/keep.ts'

const decoded = decodeEnvelope(readVector('valid', 'envelope', 'russian-at.avow'))

test('an age file is of another size at every length, and none without a chunk', () => {
  const sample = decoded.notes[0]!
  const sizes = new Set<number>()
  for (let end = 0; end <= sample.length; end += 1) {
    let size = 0
    const code = codeOf(() => {
      size = plaintextSizeOf('trustee-1.age', sample.subarray(0, end), 'mlkem768x25519')
    })
    if (code !== undefined) expect(code).toBe('envelope_malformed')
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

test('a note is padded by 1 to 1,024 spaces to whole blocks', () => {
  const note = (filler: string) => ({
    version: 'avow/note/v1',
    binding: '00'.repeat(32),
    trustee: 1,
    share: encodeBase64(new Uint8Array(33)),
    shareSalt: '00'.repeat(32),
    condition: { type: filler },
    conditionSalt: '00'.repeat(32),
  })
  const shortest = encodeCanonical(note('')).length
  const padded = (length: number, spaces: number) =>
    new Uint8Array([...encodeCanonical(note('x'.repeat(length - shortest))), ...utf8(' '.repeat(spaces))])
  // A note that was read as far as its condition, which is none.
  const read = 'condition_invalid'
  for (const [length, spaces, code] of [
    [1024, 1024, read],
    [1023, 1, read],
    [1000, 24, read],
    [1024, 0, 'note_malformed'],
    [1023, 1025, 'note_malformed'],
    [1000, 23, 'note_malformed'],
    [1000, 25, 'note_malformed'],
  ] as const)
    expect([length, spaces, codeOf(() => decodeNote(padded(length, spaces)))]).toEqual([length, spaces, code])
})
