/** The languages in which conditions are said and read back (spec/conditions.md, "Text"). */
import { ar } from './ar.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import type { Phrases } from './phrases.ts'
import { ru } from './ru.ts'
import { zh } from './zh.ts'

export const conditionPhrases = { en, zh, ru, ar, fr } as const satisfies Record<string, Phrases>

export type ConditionLanguage = keyof typeof conditionPhrases

export const conditionLanguages = Object.keys(conditionPhrases) as readonly ConditionLanguage[]
