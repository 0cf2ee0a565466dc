/** What requests and answers about institutions look like (spec/http-api.md, "Exchange"). */
import {
  type DkgMessage,
  type DkgSetup,
  type Element,
  type Evaluation,
  type InstitutionKey,
  type PostedRequest,
  dkgMessageSchema as coreMessage,
  dkgPhases,
  dkgSetupSchema as coreSetup,
  elementSchema as coreElement,
  evaluationSchema as coreEvaluation,
  institutionKeySchema as coreKey,
  postedRequestSchema as corePosted,
} from '@avow/core'
import * as z from 'zod'
import { formatOf, hashSchema, instantSchema } from '../schemas.ts'

const keySchema = formatOf<InstitutionKey>(coreKey, "the key's document (spec/conditions.md)")
const setupSchema = formatOf<DkgSetup>(coreSetup, 'the setup of a ceremony (spec/conditions.md)')
const messageSchema = formatOf<DkgMessage>(coreMessage, 'a message of a ceremony (spec/conditions.md)')
const postedSchema = formatOf<PostedRequest>(corePosted, 'a posted request (spec/conditions.md)')
const evaluationSchema = formatOf<Evaluation>(coreEvaluation, 'an evaluation (spec/conditions.md)')

export const elementSchema = z
  .custom<Element>((value) => coreElement.safeParse(value).success, 'not an element of the group')
  .meta({ type: 'string', pattern: '^[0-9a-f]{64}$', description: 'an element of the group in hex' })

export const institutionsSchema = z.object({
  key: keySchema.nullable().meta({ description: 'the key in use' }),
  ceremony: z
    .object({
      session: hashSchema,
      phase: z.enum(dkgPhases),
      missing: z
        .array(z.int())
        .meta({ description: 'numbers of those who have not spoken in the open phase' }),
    })
    .nullable(),
  work: z.int().min(0).max(64).meta({ description: 'bits of work that a posted request needs' }),
  time: instantSchema.meta({ description: "the register's time" }),
})
export type InstitutionsStatus = z.infer<typeof institutionsSchema>

export const postedAnswerSchema = z.object({
  until: instantSchema.meta({ description: 'until then the request is answered' }),
})

export const answersQuerySchema = z.object({
  wait: z.coerce.number().int().min(0).max(25).default(0),
})

export const evaluationsSchema = z.object({ answers: z.array(evaluationSchema).max(32) })

export const exchangePageSchema = z.object({
  key: keySchema.nullable(),
  ceremony: z
    .object({ setup: setupSchema, closed: z.array(z.array(messageSchema).max(64)).max(5) })
    .nullable(),
  requests: z.array(postedSchema).max(16),
})
export type ExchangePage = z.infer<typeof exchangePageSchema>
