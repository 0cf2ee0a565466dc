import { createTranslator } from '@avow/core'
import { en } from './messages/en.ts'

/** A key of the catalogue and its parameters give a sentence. */
export const t = createTranslator(en, en.locale)

export const locale = en.locale
