/** Why a register did not do it, as a sentence. */
import { ClientError, refusalOf } from '@avow/client'
import { en, type MessageKey } from '../messages/en.ts'
import { t } from '../translate.ts'

const isKey = (key: string): key is MessageKey => key in en

export function reasonOf(fault: unknown): string {
  const code = refusalOf(fault) ?? (fault instanceof ClientError ? fault.code : 'malformed')
  const key = `reason.${code}`
  return isKey(key) ? t(key) : t('reason.other', { code })
}
