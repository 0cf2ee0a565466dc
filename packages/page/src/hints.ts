/**
 * What in a text may point at its author. Patterns only, looked for on the device; the page says that they are few.
 * Nothing here decides anything: a hint shows a place to look at again.
 */

type HintKind =
  | 'email'
  | 'phone'
  | 'web'
  | 'handle'
  | 'number'
  | 'file'
  | 'path'
  | 'clock'
  | 'place'
  | 'address'
  | 'hidden'

export interface Hint {
  readonly kind: HintKind
  /** what was found, as it stands in the text; for hidden characters their names */
  readonly found: string
  /** where it begins, in UTF-16 units */
  readonly at: number
}

type Rule = readonly [kind: HintKind, pattern: RegExp]

/**
 * The more telling rule comes first: a place in the text is given one hint. Every repetition that may fail at its end
 * has a bound, so that a long text takes a time that grows with its length and not with its square.
 */
const rules: readonly Rule[] = [
  ['email', /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu],
  ['web', /(?:https?:\/\/|www\.)[^\s<>"»”]+/giu],
  [
    'file',
    /[\p{L}\p{N}_-]{1,80}\.(?:jpe?g|png|heic|gif|pdf|docx?|odt|xlsx?|pptx?|mp[34]|mov|m4a|wav|zip|txt|eml)\b/giu,
  ],
  ['file', /\b(?:IMG|DSC|DSCN|VID|PXL|MVIMG|WhatsApp Image)[_ -]?\d[\w-]*/gu],
  ['path', /(?:\b[A-Za-z]:\\|\/(?:home|Users|media|mnt)\/)[^\s"<>]+/gu],
  ['place', /[-+]?\d{1,2}\.\d{4,}\s*,\s*[-+]?\d{1,3}\.\d{4,}/gu],
  ['handle', /(?<![\p{L}\p{N}@])@[\p{L}\p{N}_.]{3,}/gu],
  ['phone', /(?<![\p{N}.])(?:\+|00)\d[\d ()/.-]{6,24}\d|(?<![\p{N}.-])0\d[\d ()/-]{6,24}\d(?!\p{N})/gu],
  ['number', /(?<![\p{L}\p{N}])(?:[A-Z]{1,3}[- ]?)?\p{Nd}{6,}/gu],
  ['clock', /(?<!\p{N})(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\.?)?(?![\p{N}.])/giu],
  [
    'address',
    /\p{Lu}[\p{L}.'’-]{1,30}(?: \p{Lu}[\p{L}.'’-]{1,30}){0,2} (?:Street|St\.|Road|Rd\.|Avenue|Ave\.|Lane|Boulevard|Square)(?![\p{L}])/gu,
  ],
  ['address', /\p{Lu}[\p{L}-]{0,40}(?:straße|strasse|gasse|weg|platz|gata|gatan|straat|laan)\s+\d+\p{L}?/gu],
  ['address', /\p{Script=Han}{2,12}(?:路|街|巷|弄)\p{Nd}+号/gu],
]

/**
 * Characters that are not seen and can mark a copy or make a text look like another. Joiners and marks that scripts
 * need are not among them; control characters and embeddings, which a statement must not hold, are.
 */
const hidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]+/gu

/** The text without what is not seen. */
export const removeHidden = (text: string): string => text.replace(hidden, '')

const overlaps = (found: readonly Hint[], at: number, end: number): boolean =>
  found.some((hint) => at < hint.at + hint.found.length && end > hint.at)

/** More of one kind than are shown are not looked for. */
function* firstOf<T>(all: Iterable<T>, most: number): Generator<T> {
  let count = 0
  for (const one of all) {
    if (count === most) return
    count += 1
    yield one
  }
}

const trimmed = (text: string): string => text.replace(/[\s).,;:!?]+$/u, '')

/** The places in a text worth a second look, in the order of the text, at most `most` of them. */
export function findHints(text: string, most = 50): Hint[] {
  const found: Hint[] = []
  for (const [kind, pattern] of rules)
    for (const match of firstOf(text.matchAll(pattern), most)) {
      const word = trimmed(match[0])
      if (!overlaps(found, match.index, match.index + word.length))
        found.push({ kind, found: word, at: match.index })
    }
  for (const match of firstOf(text.matchAll(hidden), most))
    found.push({ kind: 'hidden', found: formatCodePoints(match[0]), at: match.index })
  return found.sort((a, b) => a.at - b.at).slice(0, most)
}

const formatCodePoints = (text: string): string =>
  [...text]
    .slice(0, 4)
    .map((c) => `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ')
