/** What is said in a ceremony, signed (spec/conditions.md, "Messages"). */
import * as z from 'zod/mini'
import { type Hash, type PublicKey, decodeBase64 } from './bytes.ts'
import { checkShape, decodeCanonical, encodeCanonical, hashSchema, signatureSchema } from './canonical.ts'
import type { DkgSetup } from './dkg-setup.ts'
import { hashWithDomain, sign, verifySignature } from './domain.ts'
import { CoreError } from './error.ts'
import { trusteeNumber } from './institution-key.ts'
import { elementSchema, scalarSchema } from './oprf-group.ts'

/** A sealed share is a small age file to one post-quantum hybrid recipient. */
const sealed = z.string().check(
  z.maxLength(8000),
  z.refine((text) => {
    try {
      return decodeBase64(text).length > 0
    } catch {
      return false
    }
  }),
)

const isAscending = (numbers: readonly number[]): boolean =>
  numbers.every((value, index) => index === 0 || numbers[index - 1]! < value)

const byTrustee = (list: readonly { readonly trustee: number }[]): boolean =>
  isAscending(list.map(({ trustee }) => trustee))

const messageOf = <Phase extends string, Body extends z.ZodMiniType>(phase: Phase, body: Body) =>
  z.strictObject({
    version: z.literal('avow/dkg/v1'),
    session: hashSchema,
    phase: z.literal(phase),
    /** The number of the dealer (`commit`, `deal`, `answer`) or of the receiver (`complain`, `confirm`). */
    from: trusteeNumber,
    body,
    signature: signatureSchema,
  })

const scalarHex = z.string().check(z.regex(/^[0-9a-f]{64}$/))

export const proofOfPossessionSchema = z.strictObject({ challenge: scalarHex, response: scalarHex })

const dealBody = z.strictObject({
  coefficients: z.array(elementSchema).check(z.minLength(2), z.maxLength(32)),
  proof: proofOfPossessionSchema,
  shares: z
    .array(z.strictObject({ trustee: trusteeNumber, sealed }))
    .check(z.maxLength(32), z.refine(byTrustee)),
})

export const dkgMessageSchema = z.discriminatedUnion('phase', [
  messageOf('commit', z.strictObject({ commitment: hashSchema })),
  messageOf('deal', dealBody),
  messageOf(
    'complain',
    z.strictObject({ against: z.array(trusteeNumber).check(z.maxLength(32), z.refine(isAscending)) }),
  ),
  messageOf(
    'answer',
    z.strictObject({
      shares: z
        .array(z.strictObject({ trustee: trusteeNumber, share: scalarSchema }))
        .check(z.maxLength(32), z.refine(byTrustee)),
    }),
  ),
  messageOf('confirm', z.strictObject({ confirmation: signatureSchema })),
])

export type DkgMessage = z.infer<typeof dkgMessageSchema>
export type DkgPhase = DkgMessage['phase']
export type DkgMessageOf<Phase extends DkgPhase> = Extract<DkgMessage, { phase: Phase }>
export type Deal = Pick<DkgMessageOf<'deal'>['body'], 'coefficients' | 'proof'>

export const dkgPhases = ['commit', 'deal', 'complain', 'answer', 'confirm'] as const

/** By which a dealer binds itself before it sees the others' deals. */
export const dealCommitment = (session: Hash, from: number, { coefficients, proof }: Deal): Hash =>
  hashWithDomain('avow/dkg-deal/v1', encodeCanonical({ session, from, coefficients, proof }))

export const dkgMessageHash = (message: DkgMessage): Hash =>
  hashWithDomain('avow/dkg-message/v1', encodeCanonical(message))

export function createDkgMessage<Phase extends DkgPhase>(
  fields: Pick<DkgMessageOf<Phase>, 'session' | 'phase' | 'from' | 'body'>,
  seed: Uint8Array,
): DkgMessageOf<Phase> {
  const unsigned = { version: 'avow/dkg/v1', ...fields }
  return {
    ...unsigned,
    signature: sign('avow/dkg/v1', seed, encodeCanonical(unsigned)),
  } as unknown as DkgMessageOf<Phase>
}

/** Who may speak in a phase. */
export function speakersOf(
  setup: DkgSetup,
  phase: DkgPhase,
): readonly { readonly trustee: number; readonly key: PublicKey }[] {
  return phase === 'complain' || phase === 'confirm' ? setup.receivers : setup.dealers
}

const invalid = (reason: string, cause?: unknown) =>
  new CoreError('dkg_message_invalid', 'not a message of this ceremony', { reason }, cause)

/** @throws CoreError `dkg_message_invalid` (details: reason: `shape`, `session`, `from`, `signature`). */
export function checkDkgMessage(value: unknown, setup: DkgSetup, session: Hash): DkgMessage {
  const message = shapeOf(() => checkShape(value, dkgMessageSchema))
  if (message.session !== session) throw invalid('session')
  const speaker = speakersOf(setup, message.phase).find(({ trustee }) => trustee === message.from)
  if (!speaker) throw invalid('from')
  const { signature, ...unsigned } = message
  try {
    verifySignature('avow/dkg/v1', speaker.key, encodeCanonical(unsigned), signature)
  } catch (cause) {
    throw invalid('signature', cause)
  }
  return message
}

/** @throws CoreError as `checkDkgMessage`. */
export const decodeDkgMessage = (bytes: Uint8Array, setup: DkgSetup, session: Hash): DkgMessage =>
  checkDkgMessage(
    shapeOf(() => decodeCanonical(bytes, dkgMessageSchema)),
    setup,
    session,
  )

function shapeOf<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw invalid('shape', cause)
  }
}
