/** Whatever a register or a trustee refuses by, the author reads why, and what to do. */
import { ClientError, clientErrorCodes, inboxRefusalCodes, refusalCodes } from '@avow/client'
import { coreErrorCodes, noteRefusalCodes } from '@avow/core'
import { describe, expect, test } from 'vitest'
import { reasonOf, refusalText } from '../src/deposit/reason.ts'
import { en } from '../src/messages/en.ts'
import { askingFailure } from '../src/write/asking.ts'

/** What only trustees ask a register. */
const toTrustees = new Set<string>([
  'condition_not_met',
  'feed_time',
  'phase_closed',
  'size_unknown',
  'trustee_unknown',
])
/** What only programs on Node meet; `refused` has the sentence of its code. */
const notHere = new Set<string>(['refused', 'in_use', 'disk_full'])

const refused = (code: string) => reasonOf(new ClientError('refused', 'x', { code }))

describe('has a sentence of its own', () => {
  test.each(refusalCodes.filter((code) => !toTrustees.has(code)))('a register’s %s', (code) => {
    expect(en).toHaveProperty([`refused.${code}`])
    expect(refused(code)).not.toContain(code)
  })

  test.each(noteRefusalCodes)('a note’s %s', (code) => {
    expect(en).toHaveProperty([`holder.refused.${code}`])
    expect(refusalText('holder', code)).not.toContain(code)
  })

  test.each(inboxRefusalCodes)('an inbox’s %s', (code) => {
    expect(en).toHaveProperty([`direct.refused.${code}`])
    expect(refusalText('inbox', code)).not.toContain(code)
  })

  test('every failure of a call', () => {
    const codes = clientErrorCodes.filter((code) => !notHere.has(code))
    const sentences = codes.map((code) => askingFailure(new ClientError(code, 'x')))
    expect(new Set(sentences).size).toBe(codes.length)
  })
})

test('the codes of the formats are told as what is damaged, and never as a register that is none', () => {
  const unknown = 'of_tomorrow'
  for (const who of ['register', 'holder', 'inbox'] as const)
    for (const code of coreErrorCodes)
      expect(refusalText(who, code)).not.toBe(refusalText(who, unknown).replace(unknown, code))
  expect(refused('malformed')).not.toBe(en['reason.malformed'])
})

test.each(['database_unavailable', 'storage_unavailable', 'stopping', 'internal', 'overloaded'])(
  '%s passes: try again',
  (code) => expect(refused(code)).toMatch(/try again/i),
)

test('a code that is newer than the page is shown, and what to do', () => {
  expect(refused('of_tomorrow')).toBe(
    'The register refused (of_tomorrow). Save what you have here, load the page again, and try once more.',
  )
  expect(refused('toString')).toContain('toString')
})
