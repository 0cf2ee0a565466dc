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
  condition: z.enum(['now', 'at', 'word']),
  date: z.string(),
  time: z.string(),
})

type Typed = z.infer<typeof typedSchema>
export type TypedInstitution = Typed['institutions'][number]
export type Kind = Typed['kind']
export type NamedAs = Typed['as']
export type When = Typed['condition']
export type Licence = Typed['licence']

/** The form writes into it as the person types. */
export type Draft = Typed & { files: AttachedFile[] }

export const newInstitution = (): TypedInstitution => ({ name: '', unit: '', role: '', since: '', until: '' })

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
  condition: 'word',
  date: '',
  time: '00:00',
  files: [],
})

/** Whether there is anything that somebody would miss. */
export const isEmptyDraft = ({ title, text, name, files, institutions }: Draft): boolean =>
  [title, text, name, ...institutions.map((one) => one.name)].every((typed) => typed.trim() === '') &&
  files.length === 0

const version = 'avow/draft/v1'

/** The draft as a file, without its attachments. It is not sealed: whoever has the file reads it. */
export const encodeDraft = ({ files: _, ...typed }: Draft): Uint8Array =>
  utf8(JSON.stringify({ version, ...typed }, null, 2))

/** @throws PageError `draft_invalid` */
export function decodeDraft(bytes: Uint8Array): Draft {
  try {
    const { version: found, ...typed } = JSON.parse(decodeUtf8(bytes)) as Record<string, unknown>
    if (found === version) return { ...typedSchema.parse(typed), files: [] }
  } catch {
    // What is wrong with it would quote it.
  }
  throw new PageError('draft_invalid', 'not a draft that was saved here')
}
