/**
 * What requests and answers look like (spec/http-api.md). The register validates by these schemas and generates its
 * OpenAPI document from them; the client checks answers by them.
 */
import {
  type Act,
  type Envelope,
  type FeedRequest,
  type Hash,
  type Holding,
  type Locator,
  type Roster,
  type Statement,
  actSchema as coreAct,
  envelopeSchema as coreEnvelope,
  feedRequestSchema as coreFeedRequest,
  holdingSchema as coreHolding,
  rosterSchema as coreRoster,
  statementSchema as coreStatement,
} from '@avow/core'
import * as z from 'zod'

interface Checker {
  safeParse(value: unknown): { success: boolean }
}

/** A format of core inside an answer: core's own schema decides, the description says where the format is specified. */
export const formatOf = <T>(schema: Checker, description: string) =>
  z
    .custom<T>((value) => schema.safeParse(value).success, `not ${description}`)
    .meta({ type: 'object', description })

const hexDigits = <T extends string>(description: string) =>
  z
    .custom<T>((value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value), 'not 64 hex digits')
    .meta({ type: 'string', pattern: '^[0-9a-f]{64}$', description })

export const actSchema = formatOf<Act>(coreAct, 'an act (spec/acts.md)')
export const envelopeSchema = formatOf<Envelope>(coreEnvelope, 'envelope.json (spec/envelope.md)')
export const holdingSchema = formatOf<Holding>(coreHolding, 'a holding (spec/acts.md)')
export const rosterSchema = formatOf<Roster>(coreRoster, 'a roster (spec/acts.md)')
export const statementDocumentSchema = formatOf<Statement>(
  coreStatement,
  'statement.json (spec/statement.md)',
)
export const feedRequestSchema = formatOf<FeedRequest>(coreFeedRequest, 'a feed request (spec/http-api.md)')

export const hashSchema = hexDigits<Hash>('a hash in hex')
export const locatorSchema = hexDigits<Locator>('the locator itself in hex')

/** Index of an entry, or size of a log. */
const indexSchema = z.int().min(0)
const base64Schema = z.base64()
/** RFC 3339, UTC, whole seconds. */
export const instantSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  .meta({ description: 'RFC 3339 in UTC, whole seconds' })
const receiptSchema = z.string().meta({ description: 'a C2SP tlog-proof' })

export const depositStateSchema = z.enum([
  'received',
  'logged',
  'witnessed',
  'opened',
  'published',
  'delivered',
  'withdrawn',
])
/**
 * How far a deposit is. `received`: durable, with a place that is final, and not in the log yet. `logged`: in the log
 * that the register has signed. `witnessed`: under a quorum of the witnesses' cosignatures. `delivered`: opened, for
 * the desk only.
 */
export type DepositState = z.infer<typeof depositStateSchema>

export const evidenceSchema = z.object({
  time: instantSchema.meta({ description: 'no later than, by the quorum' }),
  witnesses: z.array(z.string()).min(1).meta({ description: 'who cosigned, by name' }),
})
/** What the witnesses say of an entry: the receipt carries their cosignatures. */
export type Evidence = z.infer<typeof evidenceSchema>

/** Null until a quorum has cosigned. */
const witnessedSchema = evidenceSchema.nullable()

export const loggedActSchema = z.object({
  index: indexSchema,
  act: actSchema,
  receipt: receiptSchema,
  witnessed: witnessedSchema,
})
/** An act with the proof that the log holds it. */
export type LoggedAct = z.infer<typeof loggedActSchema>

/** How far the answer to what is sent shall wait: `until` a state, for at most `wait` seconds. */
export const patienceSchema = z.object({
  until: z.enum(['received', 'logged', 'witnessed']).default('logged'),
  wait: z.coerce.number().int().min(0).max(25).default(20),
})
export type Patience = z.input<typeof patienceSchema>

const loggedBySchema = instantSchema.meta({ description: 'when the log holds it at the latest' })

export const depositReceivedSchema = z.object({
  statement: hashSchema,
  state: z.literal('received'),
  loggedBy: loggedBySchema,
})
/** It is durable and will be in the log; sending the file again waits for the receipt. */
export type DepositReceived = z.infer<typeof depositReceivedSchema>

export const depositAnswerSchema = z.object({
  statement: hashSchema,
  index: indexSchema,
  state: depositStateSchema.exclude(['received']),
  act: actSchema,
  receipt: receiptSchema,
  witnessed: witnessedSchema,
})
export type DepositAnswer = z.infer<typeof depositAnswerSchema>
export const depositSubmittedSchema = z.union([depositReceivedSchema, depositAnswerSchema])

export const statusSchema = z.object({
  statement: hashSchema,
  state: depositStateSchema,
  envelope: envelopeSchema,
  acts: z.array(loggedActSchema),
  waiting: z
    .array(z.object({ kind: z.string(), loggedBy: loggedBySchema }))
    .meta({ description: 'acts that are received and not in the log yet' }),
  holdings: z.array(holdingSchema),
})
export type DepositStatus = z.infer<typeof statusSchema>

export const actReceivedSchema = z.object({ state: z.literal('received'), loggedBy: loggedBySchema })
export type ActReceived = z.infer<typeof actReceivedSchema>

export const actAnswerSchema = z.object({
  index: indexSchema,
  state: z.enum(['logged', 'witnessed']),
  act: actSchema,
  receipt: receiptSchema,
  witnessed: witnessedSchema,
})
export type ActAnswer = z.infer<typeof actAnswerSchema>
export const actSubmittedSchema = z.union([actReceivedSchema, actAnswerSchema])

const provenActSchema = z.object({ index: indexSchema, act: actSchema, receipt: receiptSchema })

export const feedItemSchema = provenActSchema.extend({
  envelope: envelopeSchema.optional(),
  note: base64Schema
    .optional()
    .meta({ description: "the trustee's note, `trustee-N.age`, or the one that hands a part on to it" }),
  earlier: z
    .array(provenActSchema)
    .max(64)
    .optional()
    .meta({ description: 'of an act `reshare`: deposit, word, withdrawal, and pauses that are not over' }),
})
export type FeedItem = z.infer<typeof feedItemSchema>

export const feedPageSchema = z.object({
  items: z.array(feedItemSchema).max(64),
  next: indexSchema,
  checkpoint: z.string().meta({ description: "the newest checkpoint with the quorum's cosignatures" }),
  consistency: z.array(base64Schema).max(64),
})
export type FeedPage = z.infer<typeof feedPageSchema>

const declarantSchema = z.object({
  as: z.enum(['name', 'role', 'pseudonym', 'nobody']),
  name: z.string().optional(),
})

export const listedStatementSchema = z.object({
  statement: hashSchema,
  index: indexSchema.meta({ description: 'index of the act `deposit` in the log' }),
  title: z.string(),
  language: z.string(),
  direction: z.enum(['ltr', 'rtl']),
  kind: z.string(),
  declarant: declarantSchema,
  institutions: z.array(
    z.object({ name: z.string(), id: z.string().optional(), unit: z.string().optional() }),
  ),
  deposited: instantSchema,
  published: instantSchema,
})
export type ListedStatement = z.infer<typeof listedStatementSchema>

export const statementsPageSchema = z.object({
  statements: z.array(listedStatementSchema),
  next: indexSchema.nullable(),
})
export type StatementsPage = z.infer<typeof statementsPageSchema>

export const statementsQuerySchema = z.object({
  before: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

export const publishedStatementSchema = z.object({
  statement: hashSchema,
  document: statementDocumentSchema,
  acts: z.array(
    z.object({
      kind: z.string(),
      index: indexSchema,
      time: instantSchema.nullable().meta({ description: 'no later than, by the witnesses' }),
      act: actSchema,
    }),
  ),
  deposited: instantSchema,
  published: instantSchema,
  proofSize: z.int().min(1).meta({ description: 'size of the proof bundle in bytes' }),
})
export type PublishedStatement = z.infer<typeof publishedStatementSchema>

export const healthSchema = z.object({ ok: z.literal(true) })

/** It is shown, logged and posted by whoever asked: whatever a register sends, it is short and one line. */
const lineSchema = z
  .string()
  .regex(/^[^\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]{0,200}$/)
const codeSchema = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/)
const detailSchema = z.union([lineSchema, z.number(), z.boolean(), z.null()])

export const errorSchema = z.object({
  error: z.object({
    code: codeSchema.meta({ description: 'one of a closed list' }),
    message: lineSchema,
    details: z.record(z.string().regex(/^[a-zA-Z]{1,64}$/), detailSchema),
  }),
})
export type ErrorAnswer = z.infer<typeof errorSchema>
