/** Bundles that were made once, and must be judged the same for ever (spec/opening.md). */
import { readFileSync, readdirSync } from 'node:fs'
import type { Hash } from '@avow/core'
import { describe, expect, test } from 'vitest'
import {
  type VerifyErrorCode,
  decodeBundle,
  encodeBundle,
  verifyBundle,
  verdictMessages,
} from '../src/index.ts'

const folder = (kind: 'valid' | 'invalid') =>
  new URL(`../../../vectors/${kind}/proof-bundle/`, import.meta.url)
const bytesOf = (kind: 'valid' | 'invalid', file: string) =>
  new Uint8Array(readFileSync(new URL(file, folder(kind))))
const indexOf = <T>(kind: 'valid' | 'invalid') =>
  JSON.parse(readFileSync(new URL('index.json', folder(kind)), 'utf8')) as T[]

type Name = 'text' | 'author' | 'time' | 'opening'
interface Valid {
  readonly file: string
  readonly roster: Hash
  readonly verdict: Readonly<Record<Name, { status: string; code: string; params: Record<string, unknown> }>>
}
interface Invalid {
  readonly file: string
  readonly code: VerifyErrorCode
  readonly finding: Name
  readonly where: string
}

const valid = indexOf<Valid>('valid')
const invalid = indexOf<Invalid>('invalid')

describe('valid', () => {
  test.each(valid)('$file', async ({ file, roster, verdict }) => {
    const bytes = bytesOf('valid', file)
    expect(await verifyBundle(bytes, { trustedRoster: roster })).toMatchObject({
      ...verdict,
      roster: { status: 'proven' },
    })
    expect(encodeBundle(decodeBundle(bytes))).toEqual(bytes)
  })
})

describe('invalid', () => {
  test.each(invalid)('$file', async ({ file, code, finding, where }) => {
    const verdict = await verifyBundle(bytesOf('invalid', file))
    expect(verdict[finding]).toMatchObject({ status: 'mismatch', code, where })
  })

  test('every file is in the index', () => {
    const files = (kind: 'valid' | 'invalid') =>
      readdirSync(folder(kind)).filter((file) => file.endsWith('.avowproof'))
    expect(valid.map(({ file }) => file).sort()).toEqual(files('valid').sort())
    expect(invalid.map(({ file }) => file).sort()).toEqual(files('invalid').sort())
  })

  test('nearly every code has a vector; the rest cannot be made by whoever lacks a key, or only by size', () => {
    const without = Object.keys(verdictMessages).filter(
      (code) =>
        !/_(proven|sealed|opened|waiting|released|withdrawn|given|unproven|claimed|failed|yet|witnesses)/.test(
          code,
        ) && !invalid.some((one) => one.code === code),
    )
    expect(without.sort()).toEqual([
      'attachment_mismatch',
      'bundle_too_large',
      'envelope_invalid',
      'payload_malformed',
      'receipts_contradict',
      'roster_untrusted',
    ])
  })
})
