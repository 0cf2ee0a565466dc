/** What comes from outside: cut short at every byte, changed at every byte, random. Refused with a code, or taken as what it is. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  TlogError,
  formatAddCheckpoint,
  formatCheckpoint,
  formatNote,
  formatPolicy,
  formatProof,
  formatSkey,
  formatVkey,
  parseAddCheckpoint,
  parseCheckpoint,
  parseNote,
  parsePolicy,
  parseProof,
  parseSkey,
  parseVkey,
} from '../src/index.ts'
import { readIndex, readText } from './making/keep.ts'
import { seedOf, signerOf, vkeyOf } from './making/keys.ts'

const proof = readText('valid', 'tlog-proof', 'extra.tlog-proof')
const note = proof.slice(proof.indexOf('\n\n') + 2)
const checkpoint = note.slice(0, note.indexOf('\n\n') + 1)
const policy = readText('valid', 'policy', 'c2sp-two-levels.policy')
const vkey = vkeyOf(signerOf('register.example/log', 1))
const skey = formatSkey({ name: 'register.example/log', type: 1, seed: seedOf(1) })
const request = `old 5\n${proof.split('\n').slice(3, 6).join('\n')}\n\n${note}`

interface Parser {
  readonly name: string
  readonly sample: string
  /** Parses and writes again; undefined where one thing may be written in several ways. */
  readonly again: (text: string) => string | undefined
  readonly codes: readonly string[]
}

const parsers: readonly Parser[] = [
  { name: 'note', sample: note, again: (text) => formatNote(parseNote(text)), codes: ['note_malformed'] },
  {
    name: 'checkpoint',
    sample: checkpoint,
    again: (text) => formatCheckpoint(parseCheckpoint(text)),
    codes: ['checkpoint_malformed'],
  },
  {
    name: 'proof',
    sample: proof,
    again: (text) => formatProof(parseProof(text)),
    codes: ['proof_malformed'],
  },
  {
    name: 'request to a witness',
    sample: request,
    again: (text) => formatAddCheckpoint(parseAddCheckpoint(text)),
    codes: ['add_checkpoint_malformed'],
  },
  {
    name: 'vkey',
    sample: vkey,
    again: (text) => formatVkey(parseVkey(text)),
    codes: ['vkey_malformed', 'vkey_unsupported'],
  },
  {
    name: 'skey',
    sample: skey,
    again: (text) => formatSkey(parseSkey(text)),
    codes: ['skey_malformed', 'vkey_unsupported'],
  },
  {
    name: 'policy',
    sample: policy,
    again: (text) => {
      const parsed = parsePolicy(text)
      expect(parsePolicy(formatPolicy(parsed))).toEqual(parsed)
      return undefined
    },
    codes: ['policy_malformed', 'vkey_malformed', 'vkey_unsupported'],
  },
]

/** Refused with one of the codes, or written again as it was. @returns whether it was taken */
function check({ again, codes }: Parser, text: string): boolean {
  try {
    expect(again(text) ?? text).toBe(text)
    return true
  } catch (error) {
    if (!(error instanceof TlogError)) throw error
    expect(codes).toContain(error.code)
    return false
  }
}

describe.each(parsers.map((parser) => [parser.name, parser] as const))('%s', (name, parser) => {
  const { sample } = parser

  test('the sample is taken', () => {
    expect(check(parser, sample)).toBe(true)
  })

  test('cut short anywhere', () => {
    const taken = Array.from({ length: sample.length }, (_, end) => check(parser, sample.slice(0, end)))
    // A note is whole again after each of its signatures, and what holds a note does not look into it.
    const mayBeTaken: Readonly<Record<string, RegExp>> = {
      note: /\n\n(?:— .*\n)+$/,
      proof: /\n\n/,
      'request to a witness': /\n\n/,
    }
    for (const [end, isTaken] of taken.entries())
      expect(isTaken).toBe(mayBeTaken[name]?.test(sample.slice(0, end)) ?? false)
  })

  test('with any character changed, doubled or left out', () => {
    for (const [at, character] of [...sample].entries()) {
      const other = String.fromCharCode(character.charCodeAt(0) ^ 1)
      for (const middle of [other, character.repeat(2), '', '\n', '\0', '\uD800'])
        check(parser, sample.slice(0, at) + middle + sample.slice(at + 1))
    }
  })

  test('random text, and random text in the middle', () => {
    const random = fc.string({ unit: 'binary', maxLength: 80 })
    fc.assert(fc.property(random, (text) => void check(parser, text)))
    fc.assert(
      fc.property(random, fc.nat(sample.length), fc.nat(30), (text, at, length) => {
        check(parser, sample.slice(0, at) + text + sample.slice(at + length))
      }),
    )
  })
})

test.each(['note', 'request to a witness'])('%s: bytes that are no UTF-8 are refused', (name) => {
  const [parse, sample, code] =
    name === 'note'
      ? ([parseNote, note, 'note_malformed'] as const)
      : ([parseAddCheckpoint, request, 'add_checkpoint_malformed'] as const)
  const bytes = new TextEncoder().encode(sample)
  expect(parse(bytes)).toEqual(parse(sample))
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(bytes.length), (random, at) => {
      const changed = Buffer.concat([bytes.subarray(0, at), random, bytes.subarray(at)])
      try {
        parse(changed)
        expect(Buffer.from(changed.toString())).toEqual(changed)
      } catch (error) {
        expect(error).toMatchObject({ code })
      }
    }),
  )
  expect(() => parse(Buffer.concat([Buffer.from('\uFEFF'), bytes.subarray(0, 40)]))).toThrow(TlogError)
  expect(() => parse(Buffer.concat([bytes, Uint8Array.of(0xc3, 0x28)]))).toThrow(
    expect.objectContaining({ code }),
  )
})

test('no message or detail of an error holds a key', () => {
  const seed = skey.split('+').at(-1)!
  for (let end = 0; end < skey.length; end += 1)
    try {
      parseSkey(skey.slice(0, end))
    } catch (error) {
      const { message, details, cause } = error as TlogError
      expect(JSON.stringify([message, details, String(cause)])).not.toContain(seed.slice(0, 6))
    }
})

test('there are vectors of all formats, valid and invalid', () => {
  const formats = ['vkey', 'note', 'checkpoint', 'cosignature', 'tile', 'merkle', 'policy', 'tlog-proof']
  for (const format of formats)
    for (const kind of ['valid', 'invalid'] as const)
      expect([kind, format, readIndex(kind, format).length > 3]).toEqual([kind, format, true])
})
