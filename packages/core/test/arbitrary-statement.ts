/** Statements of every shape that the schema allows, for property tests. */
import * as fc from 'fast-check'
import {
  type Attachment,
  type Statement,
  type StatementDraft,
  createStatement,
  describeAttachment,
} from '../src/index.ts'
import { isText, tidy } from '../src/text.ts'

/** Real scripts, marks that join, marks of direction, and what is nearly a line break. */
const unit = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
  fc.constantFrom('a', ' ', '我', 'й', 'ه', '\u200f', '\u200d', '😀', 'e\u0301', '"', '\\', '\u00a0'),
)

export const lines: fc.Arbitrary<string> = fc
  .string({ unit, minLength: 1, maxLength: 40 })
  .map((text) => tidy(text))
  .filter((text) => isText(text, 200) && !text.includes('\n'))

const texts = fc.array(lines, { minLength: 1, maxLength: 3 }).map((all) => all.join('\n'))
const tags = fc.constantFrom('en', 'zh-Hant-TW', 'ar', 'ku-Arab', 'de-1996', 'es-419', 'pnb', 'sr-Latn')
const dates = fc.constantFrom(
  '1974-07-01',
  '1999~',
  '1984?',
  '198X',
  '1974/1989',
  '1974/..',
  '../1989',
  '2024-02-29',
)
const flag = fc.constant<true>(true)

/** Some members are there, some are not. */
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T

const spans = fc
  .record({ text: lines, emphasis: optional(flag), strong: optional(flag), language: optional(tags) })
  .map(present)

const paragraphs = fc
  .array(spans, { minLength: 1, maxLength: 3 })
  .filter((all) => isText(all.map(({ text }) => text).join(''), 100_000))

const declarants = fc.oneof(
  fc.record({ as: fc.constantFrom('name', 'role', 'pseudonym'), name: lines }),
  fc.constant({ as: 'nobody' as const }),
)

const institutions = fc
  .record({
    name: lines,
    id: optional(fc.integer({ min: 1, max: 9e9 }).map((number) => `wikidata:Q${number}`)),
    unit: optional(lines),
  })
  .map(present)

const drafts = fc
  .record({
    kind: fc.constantFrom('renunciation', 'resignation', 'retraction', 'testimony'),
    title: lines,
    language: tags,
    body: fc.array(paragraphs, { minLength: 1, maxLength: 4 }),
    declarant: declarants,
    institutions: fc.array(institutions, { minLength: 1, maxLength: 3 }),
    affiliations: fc.array(
      fc
        .record({
          institution: fc.constant(0),
          role: optional(lines),
          since: optional(dates),
          until: optional(dates),
        })
        .map(present),
      { maxLength: 2 },
    ),
    convictions: fc.array(texts, { maxLength: 2 }),
    events: fc.array(fc.record({ description: texts, date: optional(dates) }).map(present), { maxLength: 2 }),
    place: optional(lines),
    written: optional(dates),
    wishes: fc.record({
      translate: fc.boolean(),
      contact: fc.boolean(),
      licence: fc.constantFrom('CC0-1.0', 'CC-BY-4.0', 'CC-BY-ND-4.0'),
    }),
  })
  .map((draft) => present(draft) as StatementDraft)

const files = fc.record({
  name: lines.filter((name) => !/[/\\]|^\.\.?$/.test(name)),
  state: fc.constantFrom<Attachment['state']>('cleaned', 'original'),
  data: fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .tuple(fc.integer({ min: 0, max: 60_000 }), fc.nat(255))
      .map(([size, byte]) => new Uint8Array(size).fill(byte)),
  ),
})

export interface Made {
  readonly statement: Statement
  readonly attachments: readonly Uint8Array[]
}

/** A statement with the bytes of its attachments. */
export const statements: fc.Arbitrary<Made> = fc
  .tuple(drafts, fc.array(files, { maxLength: 3 }))
  .map(([draft, attached]) => ({
    statement: createStatement({
      ...draft,
      attachments: attached.map(({ name, state, data }) =>
        describeAttachment(name, 'image/jpeg', data, state),
      ),
    }),
    attachments: attached.map(({ data }) => data),
  }))
