import { describe, expect, test } from 'vitest'
import {
  type Hash,
  type Report,
  checkCondition,
  decodeBase64,
  decryptWith,
  deriveKeys,
  encodeBase64,
  encodeCanonical,
  encryptTo,
  generateEntropy,
  identityToRecipient,
  openReport,
  sealReport,
} from '../src/index.ts'
import { refusalOf } from './code-of.ts'

const statement = 'ab'.repeat(32) as Hash
const condition = checkCondition({
  type: 'any',
  of: [{ type: 'word' }, { type: 'silence', duration: 'P30D', grace: 'P7D' }],
})
const calm: Omit<Report, 'version'> = {
  statement,
  trustee: 2,
  time: '2026-11-26T12:00:00Z',
  checkIn: null,
  condition,
  warning: null,
  silences: [{ path: '1', warned: null, until: '2026-12-26T12:00:00Z' }],
}
const warned: Omit<Report, 'version'> = {
  ...calm,
  checkIn: '2026-10-01T12:00:00Z',
  warning: { since: '2026-11-01T12:00:00Z', opens: '2026-11-29T12:00:00Z' },
  silences: [{ path: '1', warned: '2026-11-01T12:00:00Z', until: '2026-11-29T12:00:00Z' }],
}
const author = deriveKeys(generateEntropy())
const mailbox = await identityToRecipient(author.mailbox)
const holding = { statement, trustee: 2 }

describe('a report', () => {
  test('is read by its author and by nobody else', async () => {
    const sealed = await sealReport(warned, mailbox)
    expect(await openReport(holding, sealed, author.mailbox)).toEqual({
      version: 'avow/report/v1',
      ...warned,
    })
    const other = deriveKeys(generateEntropy())
    expect(await refusalOf(() => openReport(holding, sealed, other.mailbox))).toMatchObject({
      code: 'malformed',
    })
    const text = Buffer.from(sealed, 'base64').toString('latin1')
    // Whole times: four digits come up in what is encrypted by chance.
    for (const time of [warned.time, '2026-10-01T12:00:00Z', '2026-11-29T12:00:00Z'])
      expect(text).not.toContain(time)
  })

  test('has one size, whatever it says', async () => {
    const sizes = await Promise.all(
      [calm, warned].map(async (one) => (await sealReport(one, mailbox)).length),
    )
    expect(new Set(sizes).size).toBe(1)
    const longest = checkCondition({
      type: 'any',
      of: Array.from({ length: 8 }, (_, n) => ({ type: 'silence', duration: `P10${n}DT23H`, grace: 'P1D' })),
    })
    const silences = Array.from({ length: 8 }, (_, n) => ({ ...warned.silences[0]!, path: `${n}.7.7` }))
    expect(await sealReport({ ...warned, condition: longest, silences }, mailbox)).toHaveLength(sizes[0]!)
  })

  test('about something else than its holding is none', async () => {
    const sealed = await sealReport(calm, mailbox)
    for (const one of [
      { ...holding, trustee: 1 },
      { ...holding, statement: 'cd'.repeat(32) as Hash },
    ])
      expect(await refusalOf(() => openReport(one, sealed, author.mailbox))).toMatchObject({
        code: 'malformed',
      })
  })

  test('that is cut, changed, or not canonical is refused', async () => {
    const sealed = await sealReport(calm, mailbox)
    const plain = await decryptWith(author.mailbox, decodeBase64(sealed))
    const wrong = await Promise.all(
      [
        new TextEncoder().encode('calm'),
        plain.subarray(0, 40),
        encodeCanonical({ version: 'avow/report/v1', ...calm, extra: 1 }),
        encodeCanonical({ version: 'avow/report/v1', ...calm, time: 'soon' }),
        new Uint8Array(2048).fill(0x20),
      ].map(async (bytes) => encodeBase64(await encryptTo([mailbox], bytes))),
    )
    for (const one of [...wrong, '', 'x', sealed.slice(0, -8), `A${sealed.slice(1)}`])
      expect(await refusalOf(() => openReport(holding, one, author.mailbox))).toMatchObject({
        code: 'malformed',
      })
  })
})
