/** Every sentence of the islands and of the offline page. Placeholders are filled by the translator of core. */
import { verdict } from './en/verdict.ts'

export const en = {
  /** how dates and numbers are written */
  locale: 'en-GB',
  ...verdict,
} as const

export type MessageKey = keyof typeof en
