/** What a string of a statement may hold (spec/statement.md, "line" and "text"). */
import { parse as parseEdtf } from 'edtf'
import * as z from 'zod/mini'

// Control characters but U+000A, bidirectional embeddings, overrides and isolates, lone surrogates, noncharacters.
// They can make a reader see another text than the one that was sealed.
const forbidden =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\p{Noncharacter_Code_Point}]/u

const lengthOf = (text: string): number => [...text].length

function isText(value: unknown, most: number): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value === value.trim() &&
    value === value.normalize('NFC') &&
    !forbidden.test(value) &&
    lengthOf(value) <= most
  )
}

/** A string that may hold line breaks (U+000A). `most` counts code points. */
export const textOf = (most: number) => z.custom<string>((value) => isText(value, most))

/** A string without line breaks. `most` counts code points. */
export const lineOf = (most: number) =>
  z.custom<string>((value) => isText(value, most) && !value.includes('\n'))

/** A run of text inside a paragraph: white space at its ends belongs to the sentence around it. */
export const spanTextOf = (most: number) =>
  z.custom<string>(
    (value) =>
      typeof value === 'string' &&
      value !== '' &&
      value === value.normalize('NFC') &&
      !forbidden.test(value) &&
      lengthOf(value) <= most,
  )

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 64 || value.includes('T')) return false
  try {
    return parseEdtf(value, { level: 1 }).level <= 1
  } catch {
    return false
  }
}

/** An EDTF date of level 0 or 1 without a time of day (ISO 8601-2:2019). */
export const dateSchema = z.custom<string>(isDate)

function isLanguage(value: unknown): boolean {
  try {
    return typeof value === 'string' && value.length <= 35 && Intl.getCanonicalLocales(value)[0] === value
  } catch {
    return false
  }
}

/** A BCP 47 tag in canonical case. */
export const languageSchema = z.custom<string>(isLanguage)

const rightToLeft = new Set(
  'Adlm Arab Aran Armi Avst Chrs Cprt Elym Garz Hatr Hebr Hung Khar Lydi Mand Mani Mend Merc Mero Narb Nbat Nkoo Orkh Ougr Palm Phli Phlp Phnx Prti Rohg Samr Sarb Sogd Sogo Syrc Thaa Todr Yezi'.split(
    ' ',
  ),
)

/** The direction of a language's likely script (Unicode CLDR likely subtags). */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return rightToLeft.has(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr'
}

/** NFC, line breaks as U+000A, no white space at the ends: what a form does with what somebody typed. */
export function tidy(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/^\ufeff/, '')
    .normalize('NFC')
    .trim()
}
