/** From text and options to a sealed file; `seal` and `demo` do it alike. */
import { basename } from 'node:path'
import {
  type Condition,
  type Declarant,
  type Entropy,
  type Roster,
  type Sealed,
  type Statement,
  AvowError,
  checkCondition,
  describeAttachment,
  seal,
} from '@avow/core'
import { fail } from './error.ts'
import { readFile } from './io/files.ts'

/** `now`, `word` or `at:INSTANT`; a day alone is its beginning in UTC. @throws CliError `usage` */
export function conditionOf(text: string): Condition {
  const [, instant] = /^at:(.+)$/.exec(text) ?? []
  const time = instant !== undefined && /^\d{4}-\d\d-\d\d$/.test(instant) ? `${instant}T00:00:00Z` : instant
  try {
    return checkCondition(time === undefined ? { type: text } : { type: 'at', time })
  } catch (cause) {
    throw fail('usage', { key: 'usage.condition' }, cause)
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
  readonly entropy: Entropy
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
