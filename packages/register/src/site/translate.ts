import { type MessageKey, en } from './messages/en.ts'

/** The site's translator: a key of the catalogue and its parameters give a sentence. */
export const t = (key: MessageKey, params: Readonly<Record<string, string | number>> = {}): string =>
  en[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))

export const language = en.lang
export const direction = en.dir
