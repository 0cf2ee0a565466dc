/** A trustee's signed answer to a note (spec/acts.md, "Holding"). */
import * as z from 'zod/mini'
import type { PublicKey } from './bytes.ts'
import { checkShape, decodeCanonical, encodeCanonical, hashSchema, signatureSchema } from './canonical.ts'
import { instantSchema } from './condition.ts'
import { sign, verifySignature } from './domain.ts'

/** Why a trustee refuses a note, beside the codes of this package. */
export const noteRefusalCodes = [
  'envelope_missing',
  'note_missing',
  'roster_unknown',
  'roster_without_us',
  'voucher_spent',
] as const

export type NoteRefusalCode = (typeof noteRefusalCodes)[number]

const members = {
  statement: hashSchema,
  trustee: z.int().check(z.minimum(1), z.maximum(32)),
  state: z.enum(['holds', 'refused', 'released', 'destroyed']),
  code: z.nullable(z.string().check(z.regex(/^[a-z_]{1,64}$/))),
  signature: signatureSchema,
}

const hasCode = ({ state, code }: { readonly state: string; readonly code: string | null }): boolean =>
  (state === 'refused') === (code !== null)

export const holdingSchema = z
  .discriminatedUnion('version', [
    z.strictObject({ version: z.literal('avow/holding/v1'), ...members }),
    z.strictObject({
      version: z.literal('avow/holding/v2'),
      ...members,
      /** Observed time of the trustee; null where the log has no witnesses. */
      time: z.nullable(instantSchema),
      /** For the author only, see report.ts: an age file, base64. Null where there is nothing to report. */
      report: z.nullable(z.string().check(z.regex(/^[A-Za-z0-9+/]{1,3600}={0,2}$/))),
    }),
  ])
  .check(z.refine(hasCode, { path: ['code'] }))

export type Holding = z.infer<typeof holdingSchema>
export type HoldingOf<Version extends Holding['version']> = Extract<Holding, { version: Version }>

/** What a holding says, before it is signed. */
export type HoldingFields = Omit<HoldingOf<'avow/holding/v2'>, 'version' | 'signature' | 'time' | 'report'> &
  Partial<Pick<HoldingOf<'avow/holding/v2'>, 'time' | 'report'>>

export function createHolding(
  { statement, trustee, state, code, time = null, report = null }: HoldingFields,
  seed: Uint8Array,
): HoldingOf<'avow/holding/v2'> {
  const unsigned = { version: 'avow/holding/v2', statement, trustee, state, code, time, report } as const
  return { ...unsigned, signature: sign('avow/holding/v2', seed, encodeCanonical(unsigned)) }
}

/** Checks shape and signature. @param key the trustee's key in the roster. @throws CoreError `malformed`, `signature_invalid`. */
export function checkHolding(value: unknown, key: PublicKey): Holding {
  const holding = checkShape(value, holdingSchema)
  const { signature, ...unsigned } = holding
  verifySignature(holding.version, key, encodeCanonical(unsigned), signature)
  return holding
}

/** Decodes and checks a holding. @param key the trustee's key in the roster. @throws CoreError `malformed`, `not_canonical`, `signature_invalid`. */
export const decodeHolding = (bytes: Uint8Array, key: PublicKey): Holding =>
  checkHolding(decodeCanonical(bytes, holdingSchema), key)
