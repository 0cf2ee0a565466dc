/** Institutions with ids that stay (spec/conditions.md, "Authority file"). Looking up gives candidates and never a guess. */
import * as z from 'zod/mini'
import { checkShape, decodeCanonical, encodeCanonical } from './canonical.ts'
import { type InstitutionId, isInstitutionId } from './condition-terms.ts'
import { languageSchema } from './direction.ts'
import { CoreError } from './error.ts'
import { lineOf } from './text.ts'

const maximumBytes = 16 * 1024 * 1024

const id = z.custom<InstitutionId>(isInstitutionId)

const institutionSchema = z.strictObject({
  id,
  /** In any script; the first is shown where no language fits better. */
  names: z
    .array(z.strictObject({ text: lineOf(200), language: languageSchema }))
    .check(z.minLength(1), z.maxLength(64)),
  /** Abbreviations, former names, other spellings: found, not shown. */
  aliases: z.array(lineOf(200)).check(z.maxLength(64)),
  /** Other ids for the same institution, which stand for this one. */
  merged: z.array(id).check(z.maxLength(64)),
  /** The institution of which this one is a unit. */
  unitOf: z.nullable(id),
  /** What tells it from others of its name, in one line. */
  about: z.nullable(lineOf(200)),
})

export const authoritySchema = z.strictObject({
  version: z.literal('avow/institutions/v1'),
  institutions: z.array(institutionSchema).check(z.maxLength(100_000)),
})

export type Authority = z.infer<typeof authoritySchema>
export type Institution = z.infer<typeof institutionSchema>

const invalid = (reason: string, cause?: unknown) =>
  new CoreError('authority_invalid', 'not an authority file', { reason }, cause)

const isAscending = (ids: readonly string[]): boolean =>
  ids.every((one, index) => index === 0 || ids[index - 1]! < one)

/** Every id names one institution, every unit has its whole, and nothing is a unit of itself. */
function checkIds({ institutions }: Authority): void {
  const ids = institutions.map((one) => one.id)
  if (!isAscending(ids)) throw invalid('order')
  const all = [...ids, ...institutions.flatMap(({ merged }) => merged)]
  if (new Set(all).size < all.length) throw invalid('merged')
  const wholes = new Map(institutions.map((one) => [one.id, one.unitOf]))
  for (const one of institutions) checkWholes(one, wholes)
}

function checkWholes(
  { id, unitOf }: Institution,
  wholes: ReadonlyMap<InstitutionId, InstitutionId | null>,
): void {
  const seen = new Set([id])
  for (let whole = unitOf; whole !== null; whole = wholes.get(whole) ?? null) {
    if (seen.has(whole) || !wholes.has(whole)) throw invalid('unitOf')
    seen.add(whole)
  }
}

/** @throws CoreError `authority_invalid` (details: reason: `shape`, `order`, `merged`, `unitOf`). */
export function checkAuthority(value: unknown): Authority {
  let authority: Authority
  try {
    authority = checkShape(value, authoritySchema)
  } catch (cause) {
    throw invalid('shape', cause)
  }
  checkIds(authority)
  return authority
}

/** @throws CoreError `too_large`, and as `checkAuthority`. */
export function decodeAuthority(bytes: Uint8Array): Authority {
  if (bytes.length > maximumBytes)
    throw new CoreError('too_large', 'an authority file has at most 16 MiB', { size: bytes.length })
  let value: unknown
  try {
    value = decodeCanonical(bytes, authoritySchema)
  } catch (cause) {
    throw invalid('shape', cause)
  }
  return checkAuthority(value)
}

export const encodeAuthority = (authority: Authority): Uint8Array =>
  encodeCanonical(checkAuthority(authority))
