/** The proof bundle, `.avowproof` (spec/opening.md, "Proof bundle"). */
import {
  type Act,
  type Envelope,
  type Roster,
  type RoundSignature,
  type Statement,
  AvowError,
  actSchema,
  checkShape,
  decodeBase64,
  decodeUtf8,
  encodeBase64,
  encodeCanonical,
  envelopeSchema,
  isEqualBytes,
  isNormalised,
  openingKeySchema,
  rosterSchema,
  roundSignatureSchema,
  statementSchema,
} from '@avow/core'
import { mismatch, within } from './error.ts'

export const maximumBundleBytes = 40 * 1024 * 1024
/** The second is the first with the signature of the round for which a date lock waited. */
const versions = { plain: 'avow/proof/v1', dateLocked: 'avow/proof/v2' } as const
/** deposit, word, a release by each of at most 32 trustees, open, publish */
const mostActs = 36
/** Of a statement that was handed on, which it is three times at most: acts that hand on, and releases of parts. */
const mostActsHandedOn = mostActs + 3 * (32 + 32)
/** A statement is handed on three times at most; two ways to one end may differ. */
const mostRosters = 9
const members = ['acts', 'envelope', 'openingKey', 'payload', 'policy', 'roster', 'statement', 'version']

/** An act with its receipt, a C2SP tlog-proof of the act's entry. */
export interface LoggedAct {
  readonly act: Act
  readonly receipt: string
}

export interface Bundle {
  readonly version: (typeof versions)[keyof typeof versions]
  /** The roster for which the statement was sealed. */
  readonly roster: Roster
  /** The roster's policy (C2SP tlog-policy). */
  readonly policy: string
  /** `envelope.json`. */
  readonly envelope: Envelope
  /** `payload.age`. */
  readonly payload: Uint8Array
  /** `AGE-SECRET-KEY-1…`. */
  readonly openingKey: string
  /** Only of a statement with a date lock, and always of one. */
  readonly roundSignature?: RoundSignature
  readonly statement: Statement
  /** In the order of the log: deposit, word and releases, open, publish. */
  readonly acts: readonly LoggedAct[]
  /** Only for the condition `at`: a cosigned checkpoint at or after the instant, in which no release stands yet. */
  readonly notBefore?: string
  /** Only of a statement that was opened by trustees to whom it was handed on: their rosters, and those between. */
  readonly rosters?: readonly Roster[]
}

type Schema = Parameters<typeof checkShape>[1]
type Members = Readonly<Record<string, unknown>>

/** `acts.2.body` of an error's details as `acts[2].body`. */
const pathOf = (path: unknown): string => String(path ?? '').replace(/(^|\.)(\d+)(?=\.|$)/g, '[$2]')

/** Innermost path that an error of core knows. */
function placeOf(cause: AvowError): string {
  if (cause.details['path'] !== undefined) return pathOf(cause.details['path'])
  return cause.cause instanceof AvowError ? placeOf(cause.cause) : ''
}

function shapeOf<T>(value: unknown, schema: Schema): T {
  try {
    return checkShape(value, schema) as T
  } catch (cause) {
    if (!(cause instanceof AvowError)) throw cause
    throw mismatch('bundle_malformed', placeOf(cause), {}, cause)
  }
}

function objectOf(value: unknown, required: readonly string[], optional: readonly string[] = []): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw mismatch('bundle_malformed', '')
  const present = Object.keys(value)
  const missing = required.find((name) => !present.includes(name))
  const foreign = present.find((name) => !required.includes(name) && !optional.includes(name))
  if (missing !== undefined) throw mismatch('bundle_malformed', missing)
  if (foreign !== undefined) throw mismatch('bundle_malformed', '')
  return value as Members
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw mismatch('bundle_malformed', '')
  return value
}

function bytesOf(value: unknown): Uint8Array {
  try {
    return decodeBase64(textOf(value))
  } catch (cause) {
    throw mismatch('bundle_malformed', '', {}, cause)
  }
}

function loggedActOf(value: unknown): LoggedAct {
  const logged = objectOf(value, ['act', 'receipt'])
  return {
    act: within('act', () => shapeOf<Act>(logged['act'], actSchema)),
    receipt: within('receipt', () => textOf(logged['receipt'])),
  }
}

function actsOf(value: unknown, most: number): LoggedAct[] {
  if (!Array.isArray(value) || value.length > most) throw mismatch('bundle_malformed', 'acts')
  return value.map((logged, index) => within(`acts[${index}]`, () => loggedActOf(logged)))
}

function rostersOf(value: unknown): Roster[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > mostRosters)
    throw mismatch('bundle_malformed', '')
  return value.map((roster, index) => within(`[${index}]`, () => shapeOf<Roster>(roster, rosterSchema)))
}

function versionOf(object: Members): Bundle['version'] {
  const version = 'roundSignature' in object ? versions.dateLocked : versions.plain
  if (object['version'] !== version) throw mismatch('bundle_malformed', 'version')
  return version
}

function bundleOf(value: unknown): Bundle {
  const object = objectOf(value, members, ['notBefore', 'roundSignature', 'rosters'])
  const version = versionOf(object)
  const at = <T>(name: string, read: (value: unknown) => T): T => within(name, () => read(object[name]))
  return {
    version,
    roster: at('roster', (roster) => shapeOf<Roster>(roster, rosterSchema)),
    policy: at('policy', textOf),
    envelope: at('envelope', (envelope) => shapeOf<Envelope>(envelope, envelopeSchema)),
    payload: at('payload', bytesOf),
    openingKey: at('openingKey', (key) => shapeOf<string>(key, openingKeySchema)),
    statement: at('statement', (statement) => shapeOf<Statement>(statement, statementSchema)),
    acts: actsOf(object['acts'], 'rosters' in object ? mostActsHandedOn : mostActs),
    ...('roundSignature' in object
      ? { roundSignature: at('roundSignature', (one) => shapeOf<RoundSignature>(one, roundSignatureSchema)) }
      : {}),
    ...('notBefore' in object ? { notBefore: at('notBefore', textOf) } : {}),
    ...('rosters' in object ? { rosters: at('rosters', rostersOf) } : {}),
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes))
  } catch {
    // The parser's own message quotes its input; a verdict needs only that this is no JSON.
    throw mismatch('bundle_malformed', 'file')
  }
}

/** Lone surrogates have no canonical form. */
function canonicalOf(value: unknown): Uint8Array {
  try {
    return encodeCanonical(value)
  } catch (cause) {
    throw mismatch('bundle_not_canonical', 'file', {}, cause)
  }
}

/**
 * Decodes a bundle and checks its shape; signatures, hashes and receipts are for `verifyBundle`.
 * @throws VerifyError `bundle_too_large`, `bundle_malformed` (with `details.where`), `bundle_not_canonical`.
 */
export function decodeBundle(bytes: Uint8Array): Bundle {
  if (bytes.length > maximumBundleBytes) throw mismatch('bundle_too_large', 'file', { size: bytes.length })
  const value = parseJson(bytes)
  const bundle = bundleOf(value)
  if (!isEqualBytes(canonicalOf(value), bytes) || !isNormalised(value))
    throw mismatch('bundle_not_canonical', 'file')
  return bundle
}

/** The version of a bundle, and what makes it that. */
export const versionFor = (
  roundSignature: RoundSignature | undefined,
): Pick<Bundle, 'version' | 'roundSignature'> =>
  roundSignature === undefined
    ? { version: versions.plain }
    : { version: versions.dateLocked, roundSignature }

/** The one encoding of a bundle. @throws VerifyError `bundle_too_large`. */
export function encodeBundle(bundle: Bundle): Uint8Array {
  const bytes = encodeCanonical({ ...bundle, payload: encodeBase64(bundle.payload) })
  if (bytes.length > maximumBundleBytes) throw mismatch('bundle_too_large', 'file', { size: bytes.length })
  return bytes
}
