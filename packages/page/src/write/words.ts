/** Whether somebody has entered the words that they were shown. */

/** Case, accents and white space do not matter, as they do not when the words are read (core, `parseWords`). */
const keyOf = (word: string): string =>
  word
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .trim()
    .toLowerCase()

export type WordFault = 'empty' | 'wrong'

/** For each of the twelve, what is wrong with it; undefined for what is right. */
export const wordFaults = (
  shown: readonly string[],
  entered: readonly string[],
): readonly (WordFault | undefined)[] =>
  shown.map((word, at) => {
    const typed = keyOf(entered[at] ?? '')
    if (typed === '') return 'empty'
    return typed === keyOf(word) ? undefined : 'wrong'
  })

/** The words in a text that was pasted: numbers and punctuation left out, Chinese characters taken one by one. */
export const splitWords = (text: string): string[] =>
  text
    .split(/[^\p{L}\p{M}]+/u)
    .filter(Boolean)
    .flatMap((word) => (/^\p{Script=Han}+$/u.test(word) ? Array.from(word) : word))
