/** A bundle of a statement that was locked to a date as well. */
import { readFileSync } from 'node:fs'
import type { RoundSignature } from '@avow/core'
import { expect, test } from 'vitest'
import { type Bundle, decodeBundle, encodeBundle, statusOf, verifyBundle } from '../src/index.ts'
import { houseOf, openingOf } from './opening-of.ts'

const read = (path: string) =>
  new Uint8Array(readFileSync(new URL(`../../../vectors/${path}`, import.meta.url)))
const locked = decodeBundle(read('valid/proof-bundle/date-locked.avowproof'))
const judge = (bundle: object) => verifyBundle(encodeBundle(bundle as Bundle))

test('the verdict says until when it was locked, and for which signature', async () => {
  const verdict = await judge(locked)
  expect(statusOf(verdict)).toBe('proven')
  expect(verdict.dateLock).toMatchObject({
    status: 'proven',
    code: 'date_lock_proven',
    params: { instant: '2023-08-23T15:59:24Z', round: '1000' },
    sentence: expect.stringMatching(/until 23 August 2023 at 15:59:24 UTC.*for round 1000/),
  })
})

test('a verdict on a statement without a date lock does not speak of one', async () => {
  const verdict = await verifyBundle(read('valid/proof-bundle/at.avowproof'))
  expect(verdict).not.toHaveProperty('dateLock')
})

test('with any digit of the signature changed it does not hold, and the place is named', async () => {
  const signature = locked.roundSignature!
  for (let at = 0; at < signature.length; at += 1) {
    const digit = signature[at] === '0' ? '1' : '0'
    const changed = `${signature.slice(0, at)}${digit}${signature.slice(at + 1)}` as RoundSignature
    const { text, dateLock } = await judge({ ...locked, roundSignature: changed })
    for (const finding of [text, dateLock])
      expect(finding).toMatchObject({ code: 'round_signature_invalid', where: 'roundSignature' })
  }
})

test('a signature that opened nothing has no place in a bundle', async () => {
  const { bundle } = await openingOf(await houseOf({ trustees: 2, witnesses: 1, quorum: 1 }))
  const { roundSignature } = locked
  const verdict = await judge({ ...bundle, version: 'avow/proof/v2', roundSignature })
  expect(verdict.text).toMatchObject({ code: 'round_signature_invalid', where: 'roundSignature' })
  expect(statusOf(verdict)).toBe('mismatch')
})

test('version and signature go together', async () => {
  const { roundSignature, ...without } = locked
  for (const bundle of [
    { ...locked, version: 'avow/proof/v1' },
    { ...without, version: 'avow/proof/v2' },
    { ...locked, version: 'avow/proof/v3' },
  ])
    expect((await judge(bundle)).text).toMatchObject({ code: 'bundle_malformed', where: 'version' })
  const short = { ...locked, roundSignature: roundSignature!.slice(2) }
  expect((await judge(short)).text).toMatchObject({ code: 'bundle_malformed', where: 'roundSignature' })
})
