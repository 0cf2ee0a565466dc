/** Every sentence of the islands and of the offline page. Placeholders are filled by the translator of core. */
import { common } from './en/common.ts'
import { offline } from './en/offline.ts'
import { comeBack } from './en/return.ts'
import { verdict } from './en/verdict.ts'
import { write } from './en/write.ts'

export const en = {
  /** how dates and numbers are written */
  locale: 'en-GB',
  ...common,
  ...verdict,
  ...write,
  ...comeBack,
  ...offline,
} as const

export type MessageKey = keyof typeof en
