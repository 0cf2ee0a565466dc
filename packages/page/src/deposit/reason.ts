/** Why somebody did not do it, as a sentence that says what to do. */
import { ClientError, refusalOf } from '@avow/client'
import { coreErrorCodes } from '@avow/core'
import { en, type MessageKey } from '../messages/en.ts'
import { t } from '../translate.ts'

/** Keys of the sentences, by who refuses: the register; a trustee its share; a trustee what it is told directly. */
const keys = {
  register: (name: string) => `refused.${name}`,
  holder: (name: string) => `holder.refused.${name}`,
  inbox: (name: string) => `direct.refused.${name}`,
} as const

const isKey = (key: string): key is MessageKey => Object.hasOwn(en, key)

const isOfFormat = (code: string): boolean => coreErrorCodes.some((one) => one === code)

/** The codes of the formats without a sentence of their own have one for all; `other` is for codes that are newer than this page. */
export function refusalText(who: keyof typeof keys, code: string): string {
  const names = [code, isOfFormat(code) ? 'damaged' : 'other']
  return t(names.map(keys[who]).find(isKey)!, { code })
}

/** Why the register did not do it, or why what it answered is not taken. */
export function reasonOf(fault: unknown): string {
  const code = refusalOf(fault)
  if (code !== undefined) return refusalText('register', code)
  const isAway = fault instanceof ClientError && fault.code === 'unreachable'
  return t(isAway ? 'reason.unreachable' : 'reason.malformed')
}
