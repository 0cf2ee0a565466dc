/** What has been typed so far. It lives in the memory of the page, and in a file only when the person asks for one. */
import { type Attachment, decodeUtf8, utf8 } from '@avow/core'
import * as z from 'zod/mini'
import { PageError } from '../error.ts'

export interface AttachedFile {
  readonly about: Attachment
  readonly bytes: Uint8Array
}

const institutionSchema = z.object({
  name: z.string(),
  unit: z.string(),
  role: z.string(),
  since: z.string(),
  until: z.string(),
})

/** When it opens: at once, or when one or all of the chosen ways have come about. */
const conditionSchema = z.object({
  opens: z.enum(['now', 'later']),
  word: z.boolean(),
  at: z.boolean(),
  silence: z.boolean(),
  together: z.boolean(),
  joined: z.enum(['any', 'all']),
  date: z.string(),
  time: z.string(),
  /** Days, as typed. */
  duration: z.string(),
  grace: z.string(),
  /** How many in all, and about which institution, as typed. */
  size: z.string(),
  institution: z.string(),
  /** Locked a second time until its date, where it has one. */
  dateLock: z.boolean(),
  /** Only statements whose authors are vouched for count. The voucher itself is not in a draft. */
  vouched: z.boolean(),
})

/** The members that are text. */
const typedSchema = z.object({
  kind: z.enum(['renunciation', 'resignation', 'retraction', 'testimony']),
  language: z.string(),
  title: z.string(),
  text: z.string(),
  convictions: z.string(),
  place: z.string(),
  written: z.string(),
  licence: z.enum(['CC0-1.0', 'CC-BY-4.0', 'CC-BY-ND-4.0']),
  translate: z.boolean(),
  as: z.enum(['name', 'role', 'pseudonym', 'nobody']),
  name: z.string(),
  institutions: z.array(institutionSchema).check(z.minLength(1), z.maxLength(16)),
  condition: conditionSchema,
})

type Typed = z.infer<typeof typedSchema>
export type TypedInstitution = Typed['institutions'][number]
export type Kind = Typed['kind']
export type NamedAs = Typed['as']
export type TypedCondition = Typed['condition']
export type Way = 'word' | 'at' | 'silence' | 'together'
export type Licence = Typed['licence']

/** The form writes into it as the person types. */
export type Draft = Typed & { files: AttachedFile[] }

export const newInstitution = (): TypedInstitution => ({ name: '', unit: '', role: '', since: '', until: '' })

const newCondition = (): TypedCondition => ({
  opens: 'later',
  word: true,
  at: false,
  silence: false,
  together: false,
  joined: 'any',
  date: '',
  time: '00:00',
  duration: '30',
  grace: '7',
  size: '3',
  institution: '',
  dateLock: false,
  vouched: false,
})

export const newDraft = (language: string): Draft => ({
  kind: 'resignation',
  language,
  title: '',
  text: '',
  convictions: '',
  place: '',
  written: '',
  licence: 'CC-BY-4.0',
  translate: true,
  as: 'name',
  name: '',
  institutions: [newInstitution()],
  condition: newCondition(),
  files: [],
})

/** Whether there is anything that somebody would miss. */
export const isEmptyDraft = ({ title, text, name, files, institutions }: Draft): boolean =>
  [title, text, name, ...institutions.map((one) => one.name)].every((typed) => typed.trim() === '') &&
  files.length === 0

const version = 'avow/draft/v5'

/** The draft as a file, without its attachments. It is not sealed: whoever has the file reads it. */
export const encodeDraft = ({ files: _, ...typed }: Draft): Uint8Array =>
  utf8(JSON.stringify({ version, ...typed }, null, 2))

type Saved = Record<string, unknown>

/** A draft of the first version knew one condition at a time. */
function fromFirst({ condition, date, time, ...typed }: Saved): Saved {
  const opens = condition === 'now' ? 'now' : 'later'
  const ways = { word: condition === 'word', at: condition === 'at' }
  return { ...typed, condition: { ...newCondition(), opens, ...ways, date, time } }
}

/** One of the second did not know others, one of the third no date lock, one of the fourth nobody who vouches. */
const withDefaults = ({ condition, ...typed }: Saved): Saved => ({
  ...typed,
  condition: { ...newCondition(), ...(condition as object) },
})

const readers: Readonly<Record<string, (saved: Saved) => Saved>> = {
  'avow/draft/v1': fromFirst,
  'avow/draft/v2': withDefaults,
  'avow/draft/v3': withDefaults,
  'avow/draft/v4': withDefaults,
  [version]: (saved) => saved,
}

/** @throws PageError `draft_invalid` */
export function decodeDraft(bytes: Uint8Array): Draft {
  try {
    const { version: found, ...saved } = JSON.parse(decodeUtf8(bytes)) as Saved
    const read = readers[String(found)]
    if (read) return { ...typedSchema.parse(read(saved)), files: [] }
  } catch {
    // What is wrong with it would quote it.
  }
  throw new PageError('draft_invalid', 'not a draft that was saved here')
}
