import { createTranslator } from '@avow/core'
import { en } from './messages/en.ts'

export type MessageKey = keyof typeof en

/** A sentence of the catalogue. */
export const t = createTranslator(en, 'en-GB')

export const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(en, key)
