/** Shorthand for the descriptions of answers in the OpenAPI document. */
import { errorSchema } from '@avow/client'
import type * as z from 'zod'

export const jsonAnswer = <T extends z.ZodType>(schema: T, description: string) => ({
  content: { 'application/json': { schema } },
  description,
})

/** A file or a text: its bytes are specified elsewhere. */
export const fileAnswer = (type: string, description: string) => ({
  content: { [type]: { schema: { type: 'string' as const, format: 'binary' } } },
  description,
})

const refused = jsonAnswer(errorSchema, 'the register says no, by a code of a closed list')

/** What any request may be answered, beside what it is meant to give. */
export const refusals = { '4XX': refused, '5XX': refused } as const

/** A body whose format core decodes, with error codes of its own; `name` is the schema in the OpenAPI document. */
export const coreBody = (name: string) => ({
  required: true,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
})
