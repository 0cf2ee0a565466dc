/** The languages that the form offers by name. Any other is typed as its tag. */

export const offeredLanguages = [
  'af am ar az be bg bn bo ca ckb cs da de el en es et fa fi fr he hi hr hu hy id it ja ka kk km ko ku ky lo lt lv mk mn',
  'ms my ne nl no pa pl ps pt ro ru rw si sk sl so sq sr sv sw ta tg th ti tk tr ug uk ur uz vi zh-Hans zh-Hant zu',
].flatMap((line) => line.split(' '))

/** The offered language that fits best to those that the browser prefers. */
export function preferredLanguage(preferred: readonly string[]): string {
  for (const tag of preferred) {
    const [primary = '', ...rest] = tag.split('-')
    if (primary === 'zh') return rest.some((part) => /^(Hant|TW|HK|MO)$/i.test(part)) ? 'zh-Hant' : 'zh-Hans'
    if (offeredLanguages.includes(primary)) return primary
  }
  return 'en'
}

const lists = {
  'zh-Hans': 'chinese-simplified',
  'zh-Hant': 'chinese-traditional',
  cs: 'czech',
  fr: 'french',
  it: 'italian',
  ja: 'japanese',
  ko: 'korean',
  pt: 'portuguese',
  es: 'spanish',
} as const

/** The list of words in a language, or the English one. */
export const wordLanguageFor = (tag: string): (typeof lists)[keyof typeof lists] | 'english' =>
  tag in lists ? lists[tag as keyof typeof lists] : 'english'

const tags: Readonly<Record<string, string>> = {
  english: 'en',
  ...Object.fromEntries(Object.entries(lists).map(([tag, list]) => [list, tag])),
}

/** The BCP 47 tag of a list of words, so that a screen reader speaks them in their language. */
export const tagOfWords = (list: string): string => tags[list] ?? 'en'
