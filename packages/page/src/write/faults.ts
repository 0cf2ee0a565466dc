/** What is wrong with a step of the form: a sentence for each field at fault. */
import {
  AvowError,
  type Parameters,
  type Roster,
  type StatementDraft,
  type Voucher,
  conditionBounds,
  createStatement,
  isLanguage,
  isVoucherFor,
  tidy,
} from '@avow/core'
import { boundsOf, parseInstant, parseTypedDate } from '../dates.ts'
import type { MessageKey } from '../messages/en.ts'
import { chosenWays, dayBounds, daysOf, sizeOf } from './condition-of.ts'
import type { Draft, TypedCondition, TypedInstitution } from './draft.ts'
import { parseInstitution } from './institution-id.ts'
import { statementDraftOf } from './statement-of.ts'

export type FieldName =
  | 'title'
  | 'text'
  | 'tag'
  | 'files'
  | 'convictions'
  | 'place'
  | 'written'
  | 'name'
  | `institutions.${number}.${keyof TypedInstitution}`
  | 'ways'
  | 'date'
  | 'time'
  | 'duration'
  | 'grace'
  | 'size'
  | 'institution'
  | 'voucher'

export interface Fault {
  readonly field: FieldName
  readonly key: MessageKey
  readonly params?: Parameters
}

const mostBytes = 16_000_000

const isBlank = (text: string): boolean => tidy(text) === ''
const isNoDate = (typed: string): boolean => !isBlank(typed) && parseTypedDate(typed) === undefined

/** Where a member of a statement stands in the form. */
function fieldAt(path: string, { affiliations = [] }: StatementDraft): FieldName {
  const [first = '', second = '', third = 'name'] = path.split('.')
  if (first === 'body') return 'text'
  if (first === 'language') return 'tag'
  if (first === 'declarant') return 'name'
  if (first === 'attachments') return 'files'
  if (first === 'institutions') return `institutions.${Number(second)}.${third as 'name' | 'unit'}`
  if (first === 'affiliations') {
    const institution = affiliations[Number(second)]?.institution ?? 0
    return `institutions.${institution}.${third as 'role' | 'since' | 'until'}`
  }
  return first as FieldName
}

const longFields = new Set<string>(['text', 'convictions'])

/** What core's own schema says of a draft; one member at a time. */
function faultByCore(draft: Draft): Fault[] {
  const said = statementDraftOf(draft)
  try {
    createStatement(said)
    return []
  } catch (fault) {
    if (!(fault instanceof AvowError) || fault.code !== 'statement_invalid') throw fault
    const path = String(fault.details['path'] ?? '')
    const field = fieldAt(path, said)
    if (field === 'files') {
      const name = said.attachments?.[Number(path.split('.')[1])]?.name ?? ''
      return [{ field, key: 'fault.files.name', params: { name } }]
    }
    return [{ field, key: longFields.has(field) ? 'fault.long' : 'fault.line' }]
  }
}

/** The rest of a draft filled with what is right, so that a step is judged by its own fields. */
const filled = {
  as: 'nobody',
  institutions: [{ name: '-', unit: '', role: '', since: '', until: '' }],
} as const

/** Number and size of the attachments. */
export function faultsOfFiles({ files }: Draft): Fault[] {
  if (files.length > 64) return [{ field: 'files', key: 'fault.files.count' }]
  const size = files.reduce((sum, { bytes }) => sum + bytes.length, 0)
  return size > mostBytes ? [{ field: 'files', key: 'fault.files.size', params: { size } }] : []
}

const orByCore = (faults: Fault[], draft: Draft): Fault[] => (faults.length > 0 ? faults : faultByCore(draft))

/** The step "Text". */
export function faultsOfText(draft: Draft): Fault[] {
  const faults: Fault[] = []
  if (!isLanguage(draft.language)) faults.push({ field: 'tag', key: 'fault.tag' })
  if (isBlank(draft.title)) faults.push({ field: 'title', key: 'fault.title.empty' })
  if (isBlank(draft.text)) faults.push({ field: 'text', key: 'fault.text.empty' })
  faults.push(...faultsOfFiles(draft))
  if (isNoDate(draft.written)) faults.push({ field: 'written', key: 'fault.date' })
  return orByCore(faults, { ...draft, ...filled, name: '', institutions: [...filled.institutions] })
}

function faultsOfInstitution(typed: TypedInstitution, at: number): Fault[] {
  const faults: Fault[] = []
  if (isBlank(typed.name)) faults.push({ field: `institutions.${at}.name`, key: 'fault.institution.empty' })
  for (const key of ['since', 'until'] as const)
    if (isNoDate(typed[key])) faults.push({ field: `institutions.${at}.${key}`, key: 'fault.date' })
  const [since, until] = [parseTypedDate(typed.since), parseTypedDate(typed.until)]
  if (since !== undefined && until !== undefined && boundsOf(until).last < boundsOf(since).first)
    faults.push({ field: `institutions.${at}.until`, key: 'fault.until' })
  return faults
}

/** The step "Names". */
export function faultsOfNames(draft: Draft): Fault[] {
  const { as, name, institutions } = draft
  const unnamed: Fault[] =
    as !== 'nobody' && isBlank(name) ? [{ field: 'name', key: `fault.${as}.empty` }] : []
  return orByCore([...unnamed, ...institutions.flatMap(faultsOfInstitution)], draft)
}

/** @param now milliseconds since the epoch */
function faultsOfDate({ date, time }: TypedCondition, now: number): Fault[] {
  if (parseInstant(date, '00:00') === undefined) return [{ field: 'date', key: 'fault.instant.date' }]
  const instant = parseInstant(date, time)
  if (instant === undefined) return [{ field: 'time', key: 'fault.instant.time' }]
  return Date.parse(instant) <= now ? [{ field: 'date', key: 'fault.instant.past' }] : []
}

const faultsOfSilence = (typed: TypedCondition): Fault[] =>
  (['duration', 'grace'] as const)
    .filter((name) => daysOf(typed, name) === undefined)
    .map((name) => ({ field: name, key: 'fault.days', params: { most: dayBounds[name] } }))

const faultsOfTogether = (typed: TypedCondition): Fault[] => [
  ...(sizeOf(typed) === undefined
    ? [{ field: 'size', key: 'fault.together', params: { most: conditionBounds.size } } as const]
    : []),
  ...(parseInstitution(typed.institution) === undefined
    ? [{ field: 'institution', key: 'fault.institution.id' } as const]
    : []),
]

/** What is wrong with the voucher, where one is needed. @param roster for which is sealed; undefined as long as it is not there */
export function faultsOfVoucher(
  { condition }: Draft,
  voucher: Voucher | undefined,
  roster: Roster | undefined,
): Fault[] {
  if (!chosenWays(condition).includes('together') || !condition.vouched) return []
  if (!voucher) return [{ field: 'voucher', key: 'fault.voucher.missing' }]
  return roster && !isVoucherFor(voucher, roster) ? [{ field: 'voucher', key: 'fault.voucher.other' }] : []
}

/** The step "Condition". @param now milliseconds since the epoch */
export function faultsOfCondition({ condition }: Draft, now: number): Fault[] {
  const chosen = chosenWays(condition)
  if (condition.opens === 'later' && chosen.length === 0) return [{ field: 'ways', key: 'fault.ways' }]
  return [
    ...(chosen.includes('at') ? faultsOfDate(condition, now) : []),
    ...(chosen.includes('silence') ? faultsOfSilence(condition) : []),
    ...(chosen.includes('together') ? faultsOfTogether(condition) : []),
  ]
}
