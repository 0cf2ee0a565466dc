/** Conditions read back from sentences (spec/conditions.md, "Text"). */
import { formatDuration } from './condition-duration.ts'
import { type ConditionLanguage, conditionLanguages, conditionPhrases } from './condition-messages/index.ts'
import type { Phrases, PluralForms } from './condition-messages/phrases.ts'
import { type Term, type TermType, checkTerms } from './condition-terms.ts'
import { AvowError, CoreError } from './error.ts'

const maximumText = 4000
const maximumNesting = 16

const reference = String.raw`(?:wikidata:q\d+|local:[a-z0-9-]+|tag:[0-9a-f]{64})`

/** The bare id is tried first: a name in front of an id in brackets could otherwise swallow a sentence. */
const institution = String.raw`(?:(?<institution>${reference})|[^\[\]]{1,300}\[\s*(?<named>${reference})\s*\])`

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)

/** A sentence as an expression: white space may be wider or missing at joints of scripts that have none. */
function expressionOf(sentence: string, parts: Readonly<Record<string, string>>): string {
  return sentence
    .split(/(\{\w+\}|\s+)/)
    .map((piece) => {
      if (/^\s+$/.test(piece)) return String.raw`\s+`
      return piece.startsWith('{') ? (parts[piece.slice(1, -1)] ?? '') : escape(fold(piece))
    })
    .join('')
}

/** What typing does not decide: case, Unicode form, kinds of digits, spaces and brackets. */
const fold = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[０-９]/g, (digit) => String(digit.charCodeAt(0) - 0xff10))
    .replace(/（/g, '(')
    .replace(/）/g, ')')
    .replace(/\s+/g, ' ')

const exactly: Readonly<Partial<Record<Intl.LDMLPluralRule, number>>> = { zero: 0, one: 1, two: 2 }

/** Every form of a number, with the number itself where the form says it. A form may begin like a longer one, which is tried first. */
const formsOf = (forms: PluralForms): readonly { expression: string; value: number | undefined }[] =>
  Object.entries(forms)
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([category, form]) => ({
      expression: expressionOf(form, {}).replace('#', String.raw`(\d{1,6})`),
      value: form.includes('#') ? undefined : exactly[category as Intl.LDMLPluralRule],
    }))

function readNumber(text: string | undefined, forms: PluralForms): number {
  if (text === undefined) return 0
  for (const { expression, value } of formsOf(forms)) {
    const found = new RegExp(`^${expression}$`, 'u').exec(text)
    if (found) return value ?? Number(found[1])
  }
  return 0
}

/** Without groups of its own, so that it can stand twice in one expression. */
const anyForm = (forms: PluralForms): string =>
  `(?:${formsOf(forms)
    .map(({ expression }) => expression.replace('(', '(?:'))
    .join('|')})`

/** @param name of the part; groups are named after it */
function durationExpression(phrases: Phrases, name: string): string {
  const [days, hours] = [anyForm(phrases.days), anyForm(phrases.hours)]
  const and = expressionOf(phrases.and, {})
  return `(?:(?<${name}Days>${days})(?:${and}(?<${name}Hours>${hours}))?|(?<${name}Only>${hours}))`
}

type Groups = Readonly<Record<string, string | undefined>>

/** What a sentence says, before anybody has checked it. */
interface Unchecked {
  readonly type: string
  readonly of?: readonly Unchecked[]
}

interface Phrase {
  readonly expression: RegExp
  readonly read: (groups: Groups) => Unchecked
}

function readDuration(groups: Groups, name: string, phrases: Phrases): string {
  const days = readNumber(groups[`${name}Days`], phrases.days)
  const hours = readNumber(groups[`${name}Hours`] ?? groups[`${name}Only`], phrases.hours)
  return formatDuration({ days, hours })
}

function dateExpression(phrases: Phrases): string {
  const months = phrases.months.map((month) => escape(fold(month))).toSorted((a, b) => b.length - a.length)
  const month = `(?<month>${months.join('|')})`
  const date = expressionOf(phrases.date, {
    year: String.raw`(?<year>\d{4})`,
    month,
    day: String.raw`(?<day>\d{1,2})`,
  })
  if (phrases.first === undefined) return date
  const first = { year: String.raw`(?<firstYear>\d{4})`, month: month.replace('<month>', '<firstMonth>') }
  return `(?:${date}|${expressionOf(phrases.first, first)})`
}

function readAt(groups: Groups, phrases: Phrases) {
  const name = groups['month'] ?? groups['firstMonth'] ?? ''
  const month = phrases.months.findIndex((one) => fold(one) === name) + 1
  const day = `${groups['year'] ?? groups['firstYear']}-${String(month).padStart(2, '0')}-${(groups['day'] ?? '1').padStart(2, '0')}`
  const [hours = '', minutes = '', seconds = '00'] = (groups['time'] ?? '').split(':')
  return { type: 'at', time: `${day}T${hours.padStart(2, '0')}:${minutes}:${seconds}Z` }
}

const sizeExpression = String.raw`(?<size>\d{1,9})`

function phrasesOf(phrases: Phrases): readonly Phrase[] {
  const time = String.raw`(?<time>\d{1,2}:\d\d(?::\d\d)?)`
  const together = { size: sizeExpression, institution }
  const durations = {
    duration: durationExpression(phrases, 'duration'),
    grace: durationExpression(phrases, 'grace'),
  }
  const phrase = (sentence: string, parts: Record<string, string>, read: Phrase['read']): Phrase => ({
    expression: new RegExp(expressionOf(sentence, parts), 'uy'),
    read,
  })
  const togetherOf =
    (vouched: boolean): Phrase['read'] =>
    ({ size, institution, named }) => ({
      type: 'together',
      size: Number(size),
      institution: (institution ?? named)?.replace('wikidata:q', 'wikidata:Q'),
      vouched,
    })
  return [
    phrase(phrases.now, {}, () => ({ type: 'now' })),
    phrase(phrases.word, {}, () => ({ type: 'word' })),
    phrase(phrases.at, { date: dateExpression(phrases), time }, (groups) => readAt(groups, phrases)),
    phrase(phrases.silence, durations, (groups) => ({
      type: 'silence',
      duration: readDuration(groups, 'duration', phrases),
      grace: readDuration(groups, 'grace', phrases),
    })),
    phrase(phrases.together, together, togetherOf(false)),
    phrase(phrases.vouched, together, togetherOf(true)),
  ]
}

/** A cursor in a folded text. Nothing of the text gets into an error, only the place. */
class Reader {
  private at = 0
  private readonly text: string
  private readonly phrases: readonly Phrase[]
  private readonly joints: Readonly<Record<'any' | 'all', RegExp>>

  constructor(text: string, language: ConditionLanguage) {
    const phrases: Phrases = conditionPhrases[language]
    this.text = text
    this.phrases = phrasesOf(phrases)
    const joint = (sentence: string) => new RegExp(expressionOf(sentence, {}), 'uy')
    this.joints = { any: joint(phrases.any), all: joint(phrases.all) }
  }

  read(): Unchecked {
    this.skip(/\s*/y)
    const term = this.readGroup('any', 0)
    this.skip(/\s*[.。]?\s*/y)
    if (this.at < this.text.length) throw this.unreadable()
    return term
  }

  private unreadable(): CoreError {
    return new CoreError('condition_unreadable', 'the sentence is not a condition', { position: this.at })
  }

  private skip(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at
    const found = expression.exec(this.text)
    if (found) this.at += found[0].length
    return found
  }

  private readGroup(type: 'any' | 'all', nesting: number): Unchecked {
    const of = [this.readPart(type, nesting)]
    while (this.skip(this.joints[type])) of.push(this.readPart(type, nesting))
    // Brackets around parts of the same kind say nothing: (A, or B), or C is A, or B, or C.
    const flat = of.flatMap((part) => (part.type === type && part.of ? part.of : [part]))
    return flat.length === 1 ? flat[0]! : { type, of: flat }
  }

  private readPart(type: 'any' | 'all', nesting: number): Unchecked {
    if (type === 'any') return this.readGroup('all', nesting)
    return this.skip(/\(\s*/y) ? this.readBracket(nesting + 1) : this.readLeaf()
  }

  private readBracket(nesting: number): Unchecked {
    if (nesting > maximumNesting) throw this.unreadable()
    const term = this.readGroup('any', nesting)
    if (!this.skip(/\s*\)/y)) throw this.unreadable()
    return term
  }

  private readLeaf(): Unchecked {
    for (const { expression, read } of this.phrases) {
      const found = this.skip(expression)
      if (found) return read(found.groups ?? {})
    }
    throw this.unreadable()
  }
}

interface Read {
  readonly condition: Term
  readonly language: ConditionLanguage
}

function readIn(
  text: string,
  language: ConditionLanguage,
  evaluated: readonly TermType[] | undefined,
): Read | CoreError {
  try {
    return { condition: checkTerms(new Reader(fold(text), language).read(), evaluated), language }
  } catch (error) {
    if (error instanceof CoreError) return error
    throw error
  }
}

/** How far a language came; that of the furthest is what the person wrote in. */
const reachOf = (error: CoreError): number =>
  error.code === 'condition_unreadable' ? Number(error.details['position']) : Number.POSITIVE_INFINITY

/**
 * Reads a condition from a sentence of any of the languages.
 * @param language the language, where it is known; otherwise it is found
 * @param evaluated as for `checkTerms`
 * @throws CoreError `condition_unreadable` (details: position, in UTF-16 units), and as `checkTerms`, `duration_invalid`.
 */
export function parseCondition(
  text: string,
  language?: ConditionLanguage,
  evaluated?: readonly TermType[],
): Read {
  if (text.length > maximumText)
    throw new CoreError('condition_unreadable', 'the sentence is too long', { position: maximumText })
  const reads = (language ? [language] : conditionLanguages).map((one) => readIn(text, one, evaluated))
  const found = reads.find((read) => !(read instanceof AvowError))
  if (found) return found as Read
  throw (reads as CoreError[]).toSorted((a, b) => reachOf(b) - reachOf(a))[0]!
}
