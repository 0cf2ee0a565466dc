/** From text and options to a sealed file; `seal` and `demo` do it alike. */
import { basename } from 'node:path'
import {
  type Condition,
  type Declarant,
  type Entropy,
  type Roster,
  type Sealed,
  type Statement,
  type Voucher,
  AvowError,
  checkEvaluated,
  dateLockFinding,
  dateLockFor,
  describeAttachment,
  explainCondition,
  seal,
} from '@avow/core'
import { unconfirmed } from './condition/confirm.ts'
import { shortCondition, usableCondition } from './condition/input.ts'
import { CliError, fail } from './error.ts'
import { readFile } from './io/files.ts'

/** A short form, a sentence of any of the languages, or JSON; institutions by ids or tags. @throws CliError `usage`, `input_invalid` */
export function conditionOf(text: string): Condition {
  const short = shortCondition(text)
  try {
    return checkEvaluated(short ?? usableCondition([text]).condition)
  } catch (cause) {
    if (cause instanceof CliError) throw cause
    if (short !== undefined) throw fail('usage', { key: 'usage.condition' }, cause)
    throw fail('input_invalid', {}, cause)
  }
}

/** Findings that a person must confirm; a short form is what it says. */
export function findingsToConfirm(
  text: string,
  condition: Condition,
  confirmed: readonly string[],
  isDateLocked = false,
) {
  const ofCondition = shortCondition(text) ? [] : explainCondition(condition, Date.now())
  return unconfirmed([...ofCondition, ...(isDateLocked ? [dateLockFinding] : [])], confirmed)
}

/** That a date lock fits the condition. @throws CliError `input_invalid` */
export function checkDateLock(condition: Condition): void {
  try {
    dateLockFor(condition)
  } catch (cause) {
    throw fail('input_invalid', {}, cause)
  }
}

const manners = ['name', 'role', 'pseudonym'] as const

/** `name:N. N.`, `role:An officer`, `pseudonym:…` or `nobody`. @throws CliError `usage` */
export function declarantOf(text: string): Declarant {
  if (text === 'nobody') return { as: 'nobody' }
  const [, as, name] = /^(\w+):(.+)$/su.exec(text) ?? []
  const manner = manners.find((one) => one === as)
  if (!manner || !name) throw fail('usage', { key: 'usage.declarant' })
  return { as: manner, name }
}

const mediaTypes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  html: 'text/html',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  mp4: 'video/mp4',
  json: 'application/json',
  odt: 'application/vnd.oasis.opendocument.text',
}

const mediaTypeOf = (name: string): string =>
  mediaTypes[name.split('.').at(-1)!.toLowerCase()] ?? 'application/octet-stream'

export interface Attached {
  readonly described: Statement['attachments']
  readonly data: readonly Uint8Array[]
}

/** Files are sealed as they are: whatever they hold beside what they show goes with them. */
export function readAttachments(paths: readonly string[]): Attached {
  const data = paths.map((path) => readFile(path))
  const described = paths.map((path, index) =>
    describeAttachment(basename(path), mediaTypeOf(path), data[index]!, 'original'),
  )
  return { described, data }
}

export interface Sealing {
  readonly statement: Statement
  readonly attachments: readonly Uint8Array[]
  readonly condition: Condition
  readonly roster: Roster
  readonly threshold?: number
  readonly isForDesk?: boolean
  readonly entropy: Entropy
  readonly voucher?: Voucher
  readonly dateLock?: boolean
}

/** @throws CliError `input_invalid` with what core found wrong */
export async function sealStatement(sealing: Sealing): Promise<Sealed> {
  try {
    return await seal(sealing)
  } catch (cause) {
    if (cause instanceof AvowError) throw fail('input_invalid', {}, cause)
    throw cause
  }
}
