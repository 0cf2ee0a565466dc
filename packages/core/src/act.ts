/** Acts, and the entries that the log holds of them (spec/acts.md). */
import * as z from 'zod/mini'
import { type Hash, type Salt, decodeHex, randomSalt } from './bytes.ts'
import {
  checkShape,
  decodeCanonical,
  encodeCanonical,
  hashSchema,
  publicKeySchema,
  saltSchema,
  signatureSchema,
} from './canonical.ts'
import { conditionSchema, instantSchema } from './condition.ts'
import { isPause } from './sign-of-life.ts'
import { hashBytesWithDomain, publicKeyOf, sign, verifySignature } from './domain.ts'
import { CoreError } from './error.ts'
import { partSchema, shareSchema } from './shares.ts'
import { parseIdentity } from './words.ts'

export const maximumActBytes = 64 * 1024

const trustee = z.int().check(z.minimum(1), z.maximum(32))
const isAscending = (numbers: readonly number[]): boolean =>
  numbers.every((value, index) => index === 0 || numbers[index - 1]! < value)

/** A statement is handed on three times at most: what is to be disclosed grows each time (spec/opening.md, "Resharing"). */
export const mostRosters = 4
const isChanging = (path: readonly string[]): boolean =>
  path.every((hash, index) => index === 0 || path[index - 1] !== hash)

function isOpeningKey(value: unknown): boolean {
  try {
    return typeof value === 'string' && parseIdentity(value).length === 32
  } catch {
    return false
  }
}

export const openingKeySchema = z.custom<string>(isOpeningKey)

const nothing = z.strictObject({})
const releaseBody = z.strictObject({
  trustee,
  share: shareSchema,
  shareSalt: saltSchema,
  condition: conditionSchema,
  conditionSalt: saltSchema,
})
/** `time` is that of the author's own clock. */
const checkInBody = z.strictObject({ time: instantSchema })
const pauseBody = z
  .strictObject({ time: instantSchema, from: instantSchema, until: instantSchema })
  .check(z.refine(isPause, { path: ['until'] }))
const openBody = z.strictObject({
  openingKey: openingKeySchema,
  trustees: z.array(trustee).check(z.minLength(2), z.maxLength(32), z.refine(isAscending)),
})

/** Rosters by their hashes: the one for which the statement was sealed, and each to which it was handed on. */
const path = z.array(hashSchema).check(z.minLength(2), z.maxLength(mostRosters), z.refine(isChanging))
const perTrustee = z.array(hashSchema).check(z.minLength(2), z.maxLength(32))
/** `trustee` is the number in the last roster but one; `threshold` of those in the last put together what it held. */
const reshareBody = z
  .strictObject({
    path,
    trustee,
    threshold: z.int().check(z.minimum(2), z.maximum(32)),
    shares: perTrustee,
    notes: perTrustee,
  })
  .check(
    z.refine(({ shares, notes }) => shares.length === notes.length, { path: ['notes'] }),
    z.refine(({ shares, threshold }) => threshold <= shares.length, { path: ['threshold'] }),
  )
/** `trustee` is the number in the last roster, `of` are numbers in the one before. */
const holdBody = z.strictObject({
  path,
  trustee,
  of: z.array(trustee).check(z.minLength(2), z.maxLength(32), z.refine(isAscending)),
})

/** A part of what trustee `of` held. */
export const sharePartSchema = z.strictObject({ of: trustee, share: partSchema, shareSalt: saltSchema })
export type SharePart = z.infer<typeof sharePartSchema>

/** Ascending by `of`, each once. */
export const shareParts = z.array(sharePartSchema).check(
  z.minLength(2),
  z.maxLength(32),
  z.refine((parts) => isAscending(parts.map(({ of }) => of))),
)

const releasePartsBody = z.strictObject({
  path,
  trustee,
  parts: shareParts,
  condition: conditionSchema,
  conditionSalt: saltSchema,
})

const actOf = <Kind extends string, Statement extends z.ZodMiniType, Body extends z.ZodMiniType>(
  kind: Kind,
  statement: Statement,
  body: Body,
) =>
  z.strictObject({
    version: z.literal('avow/act/v1'),
    kind: z.literal(kind),
    statement,
    body,
    salt: saltSchema,
    actor: publicKeySchema,
    signature: signatureSchema,
  })

export const actSchema = z.discriminatedUnion('kind', [
  actOf('deposit', hashSchema, nothing),
  actOf('word', hashSchema, nothing),
  actOf('withdraw', hashSchema, nothing),
  actOf('check-in', hashSchema, checkInBody),
  actOf('pause', hashSchema, pauseBody),
  actOf('release', hashSchema, releaseBody),
  actOf('reshare', hashSchema, reshareBody),
  actOf('hold', hashSchema, holdBody),
  actOf('release-parts', hashSchema, releasePartsBody),
  actOf('open', hashSchema, openBody),
  actOf('publish', hashSchema, z.strictObject({ text: hashSchema })),
  actOf('roster', z.null(), z.strictObject({ roster: hashSchema })),
  actOf('page', z.null(), z.strictObject({ build: hashSchema })),
])

export type Act = z.infer<typeof actSchema>
export type ActKind = Act['kind']
export type ActOf<Kind extends ActKind> = Extract<Act, { kind: Kind }>

const reserved = new Set(['revise', 'translate', 'reply', 'retract', 'erase'])

/** What an act says, before it is signed. */
export interface ActFields<Kind extends ActKind> {
  readonly kind: Kind
  readonly statement: ActOf<Kind>['statement']
  readonly body: ActOf<Kind>['body']
}

/** Signs an act. `salt` is random unless a retry must give the identical act. */
export function createAct<Kind extends ActKind>(
  fields: ActFields<Kind>,
  seed: Uint8Array,
  salt: Salt = randomSalt(),
): ActOf<Kind> {
  const unsigned = { version: 'avow/act/v1', ...fields, salt, actor: publicKeyOf(seed) }
  // Only the shape is checked: verifying one's own signature would take as long as all the rest.
  return checkActShape({
    ...unsigned,
    signature: sign('avow/act/v1', seed, encodeCanonical(unsigned)),
  }) as ActOf<Kind>
}

/**
 * Checks shape and signature of an act. That the actor is the one who may do this is for the caller to check.
 * @throws CoreError `act_malformed`, `act_kind_unsupported` (a reserved kind), `too_large`, `signature_invalid`.
 */
export function checkAct(value: unknown): Act {
  const act = checkActShape(value)
  const { signature, ...unsigned } = act
  const bytes = encodeCanonical(unsigned)
  // Also where it did not come as bytes: what puts parts together takes time that grows with them.
  checkSize(bytes)
  verifySignature('avow/act/v1', act.actor, bytes, signature)
  return act
}

function checkSize({ length: size }: Uint8Array): void {
  if (size > maximumActBytes) throw new CoreError('too_large', 'an act has at most 64 KiB', { size })
}

function checkActShape(value: unknown): Act {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined
  if (typeof kind === 'string' && reserved.has(kind))
    throw new CoreError('act_kind_unsupported', 'this version does not know the kind of the act', { kind })
  try {
    return checkShape(value, actSchema)
  } catch (cause) {
    throw new CoreError('act_malformed', 'the act is not as the format says', {}, cause)
  }
}

/** @throws CoreError as `checkAct`. */
export function decodeAct(bytes: Uint8Array): Act {
  checkSize(bytes)
  return checkAct(readAct(bytes))
}

function readAct(bytes: Uint8Array): unknown {
  try {
    return decodeCanonical(bytes, z.looseObject({ kind: z.string() }))
  } catch (cause) {
    throw new CoreError('act_malformed', 'the act is not as the format says', {}, cause)
  }
}

export const encodeAct = (act: Act): Uint8Array => encodeCanonical(act)

/** The 32 bytes that the log holds of an act: `SHA-256("avow/entry/v1" || 0x00 || salt || canonical act)`. */
export const entryOf = (act: Act): Uint8Array =>
  hashBytesWithDomain('avow/entry/v1', decodeHex(act.salt), encodeAct(act))

/** The statement's identifier as a hash, for acts that have one. */
export const statementOf = (act: Act): Hash | null => act.statement
