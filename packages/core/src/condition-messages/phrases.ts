/**
 * What a language needs to say a condition and to read it back. Every sentence is used in both directions: what is printed is
 * what is understood. `{name}` is a part; `#` is a number; forms are chosen by the plural rules of the language, and a form
 * without `#` stands for exactly one number, given by its category.
 */
export interface Phrases {
  readonly now: string
  readonly word: string
  /** `{date}`, `{time}` */
  readonly at: string
  /** `{duration}`, `{grace}` */
  readonly silence: string
  /** `{size}`, `{institution}` */
  readonly together: string
  /** `{size}`, `{institution}` */
  readonly vouched: string
  /** Between the parts of `any` and of `all`; the latter binds more tightly. */
  readonly any: string
  readonly all: string
  /** `{year}`, `{month}`, `{day}` */
  readonly date: string
  /** The first day of a month, where a language says it in another way. */
  readonly first?: string
  readonly months: readonly string[]
  /** Between days and hours. */
  readonly and: string
  readonly days: PluralForms
  readonly hours: PluralForms
}

export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>
