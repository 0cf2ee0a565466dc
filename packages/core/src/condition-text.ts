/** Conditions as sentences (spec/conditions.md, "Text"). */
import type { DurationParts } from './condition-duration.ts'
import { parseDuration } from './condition-duration.ts'
import { type ConditionLanguage, conditionPhrases } from './condition-messages/index.ts'
import type { Phrases, PluralForms } from './condition-messages/phrases.ts'
import {
  type Group,
  type InstitutionId,
  type InstitutionTag,
  type Leaf,
  type Term,
  isGroup,
} from './condition-terms.ts'

type Institution = InstitutionId | InstitutionTag

export interface ConditionTextOptions {
  /** The name of an institution, where it is known; it is printed before the id, which is what is read back. */
  readonly nameOf?: (institution: Institution) => string | undefined
}

const fill = (sentence: string, parts: Readonly<Record<string, string | number>>): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(parts[name]))

function formatNumber(forms: PluralForms, value: number, language: string): string {
  const category = new Intl.PluralRules(language).select(value)
  return (forms[category] ?? forms.other).replace('#', String(value))
}

function formatDurationIn({ days, hours }: DurationParts, phrases: Phrases, language: string): string {
  const parts = [
    ...(days > 0 ? [formatNumber(phrases.days, days, language)] : []),
    ...(hours > 0 ? [formatNumber(phrases.hours, hours, language)] : []),
  ]
  return parts.join(phrases.and)
}

function formatAt(time: string, phrases: Phrases): string {
  const [year, month, day] = time.slice(0, 10).split('-').map(Number) as [number, number, number]
  const sentence = day === 1 ? (phrases.first ?? phrases.date) : phrases.date
  const date = fill(sentence, { year: String(year).padStart(4, '0'), month: phrases.months[month - 1]!, day })
  return fill(phrases.at, { date, time: time.slice(11, 19).replace(/:00$/, '') })
}

function formatInstitution(institution: Institution, { nameOf }: ConditionTextOptions): string {
  // Brackets would end the name too early.
  const name = nameOf?.(institution)
    ?.replace(/[[\]\s]+/g, ' ')
    .trim()
  return name ? `${name} [${institution}]` : institution
}

function formatLeaf(leaf: Leaf, language: ConditionLanguage, options: ConditionTextOptions): string {
  const phrases: Phrases = conditionPhrases[language]
  switch (leaf.type) {
    case 'now':
      return phrases.now
    case 'word':
      return phrases.word
    case 'at':
      return formatAt(leaf.time, phrases)
    case 'silence': {
      const parts = [leaf.duration, leaf.grace].map((one) =>
        formatDurationIn(parseDuration(one), phrases, language),
      )
      return fill(phrases.silence, { duration: parts[0]!, grace: parts[1]! })
    }
    case 'together': {
      const institution = formatInstitution(leaf.institution, options)
      return fill(leaf.vouched ? phrases.vouched : phrases.together, { size: leaf.size, institution })
    }
  }
}

/** Brackets only where the weaker `any` stands inside the stronger `all`. */
function formatPart(part: Term, group: Group, language: ConditionLanguage, options: ConditionTextOptions) {
  const text = formatCondition(part, language, options)
  return group.type === 'all' && part.type === 'any' ? `(${text})` : text
}

/**
 * A condition as a sentence that can be read aloud and that `parseCondition` reads back:
 * `on my word, or after 30 days of silence with 7 days of grace`.
 */
export function formatCondition(
  term: Term,
  language: ConditionLanguage = 'en',
  options: ConditionTextOptions = {},
): string {
  if (!isGroup(term)) return formatLeaf(term, language, options)
  const joint = conditionPhrases[language][term.type]
  return term.of.map((part) => formatPart(part, term, language, options)).join(joint)
}
