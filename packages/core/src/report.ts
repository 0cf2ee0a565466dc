/** What a trustee tells the author, and nobody else, of a condition that waits (spec/acts.md, "Report"). */
import { bech32 } from '@scure/base'
import * as z from 'zod/mini'
import { decryptWith, encryptTo } from './age.ts'
import { type Hash, concatBytes, decodeBase64, encodeBase64 } from './bytes.ts'
import { decodeCanonical, encodeCanonical, hashSchema } from './canonical.ts'
import { conditionSchema, instantSchema } from './condition.ts'
import { AvowError, CoreError } from './error.ts'

/** All reports have one size: it does not tell whether a warning stands. */
const reportBytes = 2048
const space = 0x20

const instant = z.nullable(instantSchema)

const reportSchema = z.strictObject({
  version: z.literal('avow/report/v1'),
  statement: hashSchema,
  trustee: z.int().check(z.minimum(1), z.maximum(32)),
  /** Observed time of the trustee; null where the log has no witnesses. */
  time: instant,
  /** What the newest check-in that has counted says of its own time; null for none. */
  checkIn: instant,
  condition: conditionSchema,
  /** When the condition would hold if every silence in grace ran out: since when that is so, and when it opens at the earliest. */
  warning: z.nullable(z.strictObject({ since: instantSchema, opens: instantSchema })),
  /** Every term `silence` that does not hold: since when its warning stands, and until when at least it then waits. */
  silences: z
    .array(
      z.strictObject({
        path: z.string().check(z.regex(/^(?:\d(?:\.\d)*)?$/)),
        warned: instant,
        until: instant,
      }),
    )
    .check(z.maxLength(16)),
})

export type Report = z.infer<typeof reportSchema>

/** An author's mailbox as others know it: an age X25519 recipient, `age1…`. */
export const mailboxSchema = z.custom<string>((value) => {
  try {
    const { prefix, bytes } = bech32.decodeToBytes(String(value))
    return prefix === 'age' && bytes.length === 32 && value === String(value).toLowerCase()
  } catch {
    return false
  }
})

function padded(report: Report): Uint8Array {
  const json = encodeCanonical(report)
  if (json.length >= reportBytes)
    throw new CoreError('too_large', 'a report has at most 2,047 bytes', { size: json.length })
  return concatBytes(json, new Uint8Array(reportBytes - json.length).fill(space))
}

/** @param mailbox the author's, from the note. @returns an age file, base64 @throws CoreError `too_large` */
export const sealReport = async (fields: Omit<Report, 'version'>, mailbox: string): Promise<string> =>
  encodeBase64(await encryptTo([mailbox], padded({ version: 'avow/report/v1', ...fields })))

async function read(sealed: string, identity: string): Promise<Report> {
  try {
    const bytes = await decryptWith(identity, decodeBase64(sealed))
    const end = bytes.findLastIndex((byte) => byte !== space) + 1
    return decodeCanonical(bytes.subarray(0, end), reportSchema)
  } catch (cause) {
    // What age says may hold what it was given.
    const known = cause instanceof AvowError ? cause : undefined
    throw new CoreError('malformed', 'not a report for this mailbox', {}, known)
  }
}

/**
 * Opens the report of a holding whose signature has been checked.
 * @param identity the author's mailbox
 * @throws CoreError `malformed`: it does not open, is not a report, or is about something else than its holding
 */
export async function openReport(
  holding: { readonly statement: Hash; readonly trustee: number },
  sealed: string,
  identity: string,
): Promise<Report> {
  const report = await read(sealed, identity)
  if (report.statement === holding.statement && report.trustee === holding.trustee) return report
  throw new CoreError('malformed', 'the report is about another statement or by another trustee')
}
