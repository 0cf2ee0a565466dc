/** The algebra of conditions (spec/conditions.md, "Terms"): values only, evaluated in condition-verdict.ts. */
import * as z from 'zod/mini'
import { type Hash, decodeUtf8 } from './bytes.ts'
import { checkShape, encodeCanonical } from './canonical.ts'
import { type Duration, durationSchema } from './condition-duration.ts'
import { instantSchema } from './condition-instant.ts'
import { AvowError, CoreError } from './error.ts'

/** An institution by its id in an authority file: `wikidata:Q7174`, `local:harbour-union`. It never leaves the author's device. */
export type InstitutionId = `wikidata:Q${number}` | `local:${string}`
/** An institution by its tag, which trustees can compare and not read: `tag:` and 64 hex digits. */
export type InstitutionTag = `tag:${string}`

export type Leaf =
  | { readonly type: 'now' }
  | { readonly type: 'at'; readonly time: string }
  | { readonly type: 'word' }
  | { readonly type: 'silence'; readonly duration: Duration; readonly grace: Duration }
  | {
      readonly type: 'together'
      readonly size: number
      readonly institution: InstitutionId | InstitutionTag
      readonly vouched: boolean
    }

export interface Group {
  readonly type: 'any' | 'all'
  readonly of: readonly Term[]
}

export type Term = Leaf | Group
export type TermType = Term['type']

export const termTypes = ['now', 'at', 'word', 'silence', 'together', 'any', 'all'] as const

/** With these every trustee's note has one size (spec/conditions.md, "Bounds"). */
export const conditionBounds = { bytes: 512, depth: 3, terms: 8, size: 10_000 } as const

const institutionId = /^(?:wikidata:Q[1-9][0-9]{0,18}|local:[a-z0-9]+(?:-[a-z0-9]+)*)$/
const institutionTag = /^tag:[0-9a-f]{64}$/

export const isInstitutionId = (value: unknown): value is InstitutionId =>
  typeof value === 'string' && value.length <= 80 && institutionId.test(value)

export const isInstitutionTag = (value: unknown): value is InstitutionTag =>
  typeof value === 'string' && institutionTag.test(value)

export const tagOf = (hash: Hash): InstitutionTag => `tag:${hash}`

const institution = z.custom<InstitutionId | InstitutionTag>(
  (value) => isInstitutionId(value) || isInstitutionTag(value),
)

const leafSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('now') }),
  z.strictObject({ type: z.literal('at'), time: instantSchema }),
  z.strictObject({ type: z.literal('word') }),
  z.strictObject({
    type: z.literal('silence'),
    duration: durationSchema('PT1H', 'P3660D'),
    grace: durationSchema('PT1H', 'P366D'),
  }),
  z.strictObject({
    type: z.literal('together'),
    size: z.int().check(z.minimum(2), z.maximum(conditionBounds.size)),
    institution,
    vouched: z.boolean(),
  }),
])

const groupSchema = z.strictObject({
  type: z.enum(['any', 'all']),
  of: z.array(z.unknown()).check(z.minLength(2), z.maxLength(conditionBounds.terms)),
})

export const isGroup = (term: Term): term is Group => term.type === 'any' || term.type === 'all'

const invalid = (path: string, reason: string, cause?: unknown) =>
  new CoreError('condition_invalid', 'not a condition', { path, reason }, cause)

function typeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
}

/** A term of this algebra that is not among those evaluated must get its own error, whatever else is wrong with it. */
function checkType(value: unknown, evaluated: readonly TermType[], path: string): void {
  const type = typeOf(value)
  if (!termTypes.some((one) => one === type)) throw invalid(path, 'type')
  if (!evaluated.some((one) => one === type))
    throw new CoreError('condition_unsupported', 'this version cannot evaluate the condition', {
      type: type as TermType,
    })
}

function checkMembers<T extends z.ZodMiniType>(value: unknown, schema: T, path: string): z.infer<T> {
  try {
    return checkShape(value, schema)
  } catch (cause) {
    const member = cause instanceof AvowError ? String(cause.details['path'] ?? '') : ''
    throw invalid(path, member, cause)
  }
}

const pathOf = (path: string, index: number): string => (path === '' ? `${index}` : `${path}.${index}`)

/** @param depth groups around this term */
function checkAt(value: unknown, evaluated: readonly TermType[], path: string, depth: number): Term {
  checkType(value, evaluated, path)
  const type = typeOf(value)
  if (type !== 'any' && type !== 'all') return checkMembers(value, leafSchema, path)
  if (depth === conditionBounds.depth) throw invalid(path, 'depth')
  const group = checkMembers(value, groupSchema, path)
  const of = group.of.map((term, index) => checkAt(term, evaluated, pathOf(path, index), depth + 1))
  for (const [index, term] of of.entries()) checkInGroup(group.type, term, pathOf(path, index))
  checkDistinct(of, path)
  return { type: group.type, of }
}

/** One value for one meaning: `now` stands alone, and a group of a kind is never directly in one of its own kind. */
function checkInGroup(kind: 'any' | 'all', term: Term, path: string): void {
  if (term.type === 'now') throw invalid(path, 'now')
  if (term.type === kind) throw invalid(path, 'nested')
}

function checkDistinct(terms: readonly Term[], path: string): void {
  const texts = terms.map((term) => decodeUtf8(encodeCanonical(term)))
  if (new Set(texts).size < texts.length) throw invalid(path, 'repeated')
}

/**
 * Checks a condition of the whole algebra against its bounds.
 * @param evaluated the terms that somebody is going to evaluate; a condition with another one is refused
 * @throws CoreError `condition_unsupported` (details: type), `condition_invalid` (details: path such as `0.1`, and reason: the member at
 * fault, or `type`, `depth`, `nested`, `repeated`, `now`, `size`).
 */
export function checkTerms(value: unknown, evaluated: readonly TermType[] = termTypes): Term {
  const term = checkAt(value, evaluated, '', 0)
  if (encodeCanonical(term).length > conditionBounds.bytes) throw invalid('', 'size')
  return term
}

/** Every leaf of a condition with its path. */
export function leavesOf(term: Term, path = ''): readonly { readonly path: string; readonly leaf: Leaf }[] {
  if (!isGroup(term)) return [{ path, leaf: term }]
  return term.of.flatMap((one, index) => leavesOf(one, pathOf(path, index)))
}

/** A condition with every leaf replaced. The groups stay. */
export function mapLeaves(term: Term, change: (leaf: Leaf) => Leaf): Term {
  if (!isGroup(term)) return change(term)
  return { type: term.type, of: term.of.map((one) => mapLeaves(one, change)) }
}

/** What trustees may see: no institution by its id. @throws CoreError `condition_invalid` (reason `institution`). */
export function checkBlinded(term: Term): Term {
  const open = leavesOf(term).find(
    ({ leaf }) => leaf.type === 'together' && !isInstitutionTag(leaf.institution),
  )
  if (open) throw invalid(open.path, 'institution')
  return term
}

/** Whether a condition holds when its leaves do. */
export function holdsGiven(term: Term, holds: (leaf: Leaf, path: string) => boolean, path = ''): boolean {
  if (!isGroup(term)) return holds(term, path)
  const isMet = (one: Term, index: number): boolean => holdsGiven(one, holds, pathOf(path, index))
  return term.type === 'any' ? term.of.some(isMet) : term.of.every(isMet)
}
