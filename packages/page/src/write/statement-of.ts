/** From what was typed to a statement, by the rules of core. */
import {
  type Body,
  type Declarant,
  type Statement,
  type StatementDraft,
  createStatement,
  parseBody,
  tidy,
} from '@avow/core'
import { parseTypedDate } from '../dates.ts'
import type { Draft, TypedInstitution } from './draft.ts'

const isTyped = (text: string): boolean => tidy(text) !== ''

/** A member only when something was typed for it. */
const optional = <K extends string>(key: K, text: string): Partial<Record<K, string>> =>
  isTyped(text) ? ({ [key]: tidy(text) } as Record<K, string>) : {}

/** A typed date that cannot be read stays as it is, so that core refuses it. */
const dated = <K extends string>(key: K, typed: string): Partial<Record<K, string>> =>
  optional(key, isTyped(typed) ? (parseTypedDate(typed) ?? typed) : '')

const declarantOf = ({ as, name }: Draft): Declarant => (as === 'nobody' ? { as } : { as, name: tidy(name) })

const affiliationOf = ({ role, since, until }: TypedInstitution, institution: number) => ({
  institution,
  ...optional('role', role),
  ...dated('since', since),
  ...dated('until', until),
})

/** One conviction a paragraph. */
const convictionsOf = (text: string): string[] =>
  parseBody(text).map((spans: Body[number]) => spans.map((span) => span.text).join(''))

export function statementDraftOf(draft: Draft): StatementDraft {
  const { kind, title, language, text, institutions, licence, translate, files } = draft
  return {
    kind,
    title,
    language,
    body: parseBody(text),
    declarant: declarantOf(draft),
    institutions: institutions.map(({ name, unit }) => ({ name, ...optional('unit', unit) })),
    affiliations: institutions
      .map(affiliationOf)
      .filter((affiliation) => Object.keys(affiliation).length > 1),
    convictions: convictionsOf(draft.convictions),
    ...optional('place', draft.place),
    ...dated('written', draft.written),
    attachments: files.map(({ about }) => about),
    wishes: { translate, contact: false, licence },
  }
}

/** @throws CoreError `statement_invalid` with the member at fault in `details.path` */
export const statementOf = (draft: Draft): Statement => createStatement(statementDraftOf(draft))
