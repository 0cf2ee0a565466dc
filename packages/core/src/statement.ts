/** What an author says (spec/statement.md). */
import * as z from 'zod/mini'
import type { Hash } from './bytes.ts'
import { checkShape, decodeCanonical, encodeCanonical, hashSchema } from './canonical.ts'
import { directionOf, languageSchema } from './direction.ts'
import { hashWithDomain } from './domain.ts'
import { AvowError, CoreError } from './error.ts'
import { dateSchema, isRun, isText, lineOf, textOf, tidy, tidyRun } from './text.ts'

const maximumBytes = 1024 * 1024

const mostCodePoints = 100_000

const span = z.strictObject({
  // White space at the ends of a span belongs to the sentence around it.
  text: z.custom<string>((value) => isRun(value, mostCodePoints)),
  emphasis: z.optional(z.literal(true)),
  strong: z.optional(z.literal(true)),
  language: z.optional(languageSchema),
})

/** An empty line inside a paragraph would make two of it in plain text. */
const isParagraph = (text: string): boolean =>
  isText(text, mostCodePoints) && text.split('\n').every((line) => line.trim() !== '')

const paragraph = z.array(span).check(
  z.minLength(1),
  z.maxLength(1000),
  z.refine((spans) => isParagraph(spans.map(({ text }) => text).join(''))),
)

const declarant = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('name'), name: lineOf(200) }),
  z.strictObject({ as: z.literal('role'), name: lineOf(200) }),
  z.strictObject({ as: z.literal('pseudonym'), name: lineOf(200) }),
  z.strictObject({ as: z.literal('nobody') }),
])

const institution = z.strictObject({
  name: lineOf(200),
  id: z.optional(z.string().check(z.regex(/^wikidata:Q[1-9][0-9]{0,18}$/))),
  unit: z.optional(lineOf(200)),
})

const affiliation = z.strictObject({
  institution: z.int().check(z.minimum(0), z.maximum(15)),
  role: z.optional(lineOf(200)),
  since: z.optional(dateSchema),
  until: z.optional(dateSchema),
})

const attachment = z.strictObject({
  name: lineOf(200).check(z.refine((name) => !/[/\\]|^\.\.?$/.test(name))),
  mediaType: z.string().check(z.regex(/^[a-z0-9][a-z0-9.+-]{0,63}\/[a-z0-9][a-z0-9.+-]{0,126}$/)),
  size: z.int().check(z.minimum(0), z.maximum(16 * 1024 * 1024)),
  hash: hashSchema,
  state: z.enum(['cleaned', 'original']),
})

const listOf = <T extends z.ZodMiniType>(item: T, least: number, most: number) =>
  z.array(item).check(z.minLength(least), z.maxLength(most))

export const statementSchema = z
  .strictObject({
    version: z.literal('avow/statement/v1'),
    kind: z.enum(['renunciation', 'resignation', 'retraction', 'testimony']),
    title: lineOf(200),
    language: languageSchema,
    direction: z.enum(['ltr', 'rtl']),
    body: listOf(paragraph, 1, 2000),
    declarant,
    institutions: listOf(institution, 1, 16),
    affiliations: listOf(affiliation, 0, 64),
    convictions: listOf(textOf(5000), 0, 64),
    events: listOf(z.strictObject({ description: textOf(5000), date: z.optional(dateSchema) }), 0, 64),
    place: z.optional(lineOf(200)),
    written: z.optional(dateSchema),
    attachments: listOf(attachment, 0, 64),
    wishes: z.strictObject({
      translate: z.boolean(),
      contact: z.boolean(),
      licence: z.enum(['CC0-1.0', 'CC-BY-4.0', 'CC-BY-ND-4.0']),
    }),
  })
  .check(
    z.refine((statement) => statement.direction === directionOf(statement.language), { path: ['direction'] }),
    z.refine(
      (statement) => statement.affiliations.every((one) => one.institution < statement.institutions.length),
      { path: ['affiliations'] },
    ),
  )

export type Statement = z.infer<typeof statementSchema>
export type Attachment = z.infer<typeof attachment>
export type Body = Statement['body']
export type Declarant = z.infer<typeof declarant>

/** What must be said; the rest has the default of "nothing said". */
export type StatementDraft = Pick<
  Statement,
  'kind' | 'title' | 'language' | 'body' | 'declarant' | 'institutions'
> &
  Partial<Omit<Statement, 'version' | 'direction'>>

function asStatementError<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (!(cause instanceof AvowError)) throw cause
    throw new CoreError('statement_invalid', 'the statement is not as the format says', cause.details, cause)
  }
}

/** Every string of a draft tidied but those of the body, where white space between spans counts. */
function tidyStrings<T>(value: T): T
function tidyStrings(value: unknown): unknown {
  if (typeof value === 'string') return tidy(value)
  if (Array.isArray(value)) return value.map(tidyStrings)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, tidyStrings(member)]))
}

const tidyBody = (body: Body): Body =>
  body.map((spans) =>
    spans.map((span, index) => {
      const text = tidyRun(span.text)
      const start = index === 0 ? text.trimStart() : text
      return { ...span, text: index === spans.length - 1 ? start.trimEnd() : start }
    }),
  )

const defaults = {
  version: 'avow/statement/v1',
  affiliations: [],
  convictions: [],
  events: [],
  attachments: [],
  wishes: { translate: true, contact: false, licence: 'CC-BY-4.0' },
} as const

/**
 * A statement from what somebody typed: strings are tidied (NFC, white space at the ends), the rest must be right.
 * @throws CoreError `statement_invalid` with the member at fault in `details.path`.
 */
export function createStatement(draft: StatementDraft): Statement {
  return asStatementError(() => {
    const { body, ...rest } = draft
    const language = checkShape({ language: rest.language }, z.object({ language: languageSchema }))
    const direction = directionOf(language.language)
    return checkShape({ ...defaults, direction, ...tidyStrings(rest), body: tidyBody(body) }, statementSchema)
  })
}

/** @throws CoreError `statement_invalid`, `too_large`. */
export function encodeStatement(statement: Statement): Uint8Array {
  const bytes = encodeCanonical(asStatementError(() => checkShape(statement, statementSchema)))
  if (bytes.length > maximumBytes)
    throw new CoreError('too_large', 'a statement has at most 1 MiB', { size: bytes.length })
  return bytes
}

/** @throws CoreError `statement_invalid` (with the cause `malformed` or `not_canonical`), `too_large`. */
export function decodeStatement(bytes: Uint8Array): Statement {
  if (bytes.length > maximumBytes)
    throw new CoreError('too_large', 'a statement has at most 1 MiB', { size: bytes.length })
  return asStatementError(() => decodeCanonical(bytes, statementSchema))
}

/** The hash by which the act `publish` names a text. */
export const textHashOf = (statementBytes: Uint8Array): Hash =>
  hashWithDomain('avow/statement/v1', statementBytes)

/** Paragraphs from plain text: an empty line separates them, a single line break stays. */
export function parseBody(text: string): Body {
  return tidy(text)
    .split(/\n[ \t]*(?:\n[ \t]*)+/)
    .map((part) =>
      part
        .split('\n')
        .map((line) => line.trimEnd())
        .join('\n')
        .trim(),
    )
    .filter((part) => part !== '')
    .map((part) => [{ text: part }])
}

/** Plain text from paragraphs; marks are left out. */
export const formatBody = (body: Body): string =>
  body.map((spans) => spans.map(({ text }) => text).join('')).join('\n\n')
