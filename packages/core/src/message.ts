/** Sentences for people, from a catalogue. Every package that speaks to people keeps its own `messages/en.ts`. */

export type Catalogue = Readonly<Record<string, string>>
export type Parameters = Readonly<Record<string, string | number>>

/** `{name}` in a sentence is replaced by the parameter `name`; `{count, one file, # files}` chooses by plural and `#` is the number. */
const placeholder = /\{(\w+)(?:, ([^,{}]+), ([^{}]+))?\}/g

export function formatMessage(sentence: string, parameters: Parameters, language: string): string {
  return sentence.replace(placeholder, (_, name: string, one?: string, other?: string) => {
    const value = Object.hasOwn(parameters, name) ? parameters[name]! : ''
    if (one === undefined || other === undefined) return String(value)
    const chosen = new Intl.PluralRules(language).select(Number(value)) === 'one' ? one : other
    return chosen.replaceAll('#', new Intl.NumberFormat(language).format(Number(value)))
  })
}

/** A translator whose keys are those of its catalogue: a sentence that does not exist is a type error. */
export function createTranslator<C extends Catalogue>(catalogue: C, language: string) {
  return (key: keyof C & string, parameters: Parameters = {}): string =>
    formatMessage(catalogue[key]!, parameters, language)
}

export type Translator<C extends Catalogue> = ReturnType<typeof createTranslator<C>>
