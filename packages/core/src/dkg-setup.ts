/** Who makes a key together, or hands one on (spec/conditions.md, "Ceremony"). */
import * as z from 'zod/mini'
import type { Hash } from './bytes.ts'
import { checkShape, decodeCanonical, encodeCanonical, publicKeySchema, saltSchema } from './canonical.ts'
import { hashWithDomain } from './domain.ts'
import { CoreError } from './error.ts'
import { checkInstitutionKey, institutionKeySchema, trusteeNumber } from './institution-key.ts'

const dealer = z.strictObject({ trustee: trusteeNumber, key: publicKeySchema })
const receiver = z.strictObject({
  trustee: trusteeNumber,
  key: publicKeySchema,
  recipient: z.string().check(z.regex(/^age1pq1[02-9ac-hj-np-z]+$/), z.maxLength(4000)),
})
const isUnique = (values: readonly unknown[]): boolean => new Set(values).size === values.length
const isList = (list: readonly { trustee: number; key: string }[]): boolean =>
  isUnique(list.map(({ key }) => key)) &&
  list.every(({ trustee }, index) => index === 0 || list[index - 1]!.trustee < trustee)

export const dkgSetupSchema = z
  .strictObject({
    version: z.literal('avow/dkg-setup/v1'),
    /** Random, so that no two ceremonies are alike. */
    nonce: saltSchema,
    threshold: z.int().check(z.minimum(2), z.maximum(32)),
    dealers: z.array(dealer).check(z.minLength(2), z.maxLength(32), z.refine(isList)),
    receivers: z.array(receiver).check(z.minLength(2), z.maxLength(32), z.refine(isList)),
    /** The key that is handed on; null for a new one. */
    previous: z.nullable(institutionKeySchema),
  })
  .check(z.refine(({ threshold, receivers }) => threshold <= receivers.length, { path: ['threshold'] }))

export type DkgSetup = z.infer<typeof dkgSetupSchema>

const invalid = (path: string, cause?: unknown) =>
  new CoreError('dkg_setup_invalid', 'not the setup of a ceremony', { path }, cause)

/** A new key is dealt by those who get it. */
function checkNew({ dealers, receivers }: DkgSetup): void {
  const same = receivers.map(({ trustee, key }) => ({ trustee, key }))
  if (JSON.stringify(dealers) !== JSON.stringify(same)) throw invalid('dealers')
}

/** A key is handed on by a threshold or more of those who hold it. */
function checkHandingOn({ dealers, previous }: DkgSetup): void {
  const { trustees, threshold } = checkInstitutionKey(previous)
  const isHolder = (one: DkgSetup['dealers'][number]) =>
    trustees.some(({ trustee, key }) => trustee === one.trustee && key === one.key)
  if (dealers.length < threshold || !dealers.every(isHolder)) throw invalid('dealers')
}

/** @throws CoreError `dkg_setup_invalid` (details: path). */
export function checkDkgSetup(value: unknown): DkgSetup {
  try {
    const setup = checkShape(value, dkgSetupSchema)
    if (setup.previous === null) checkNew(setup)
    else checkHandingOn(setup)
    return setup
  } catch (cause) {
    throw asSetupError(cause)
  }
}

/** @throws CoreError `dkg_setup_invalid`. */
export function decodeDkgSetup(bytes: Uint8Array): DkgSetup {
  try {
    return checkDkgSetup(decodeCanonical(bytes, dkgSetupSchema))
  } catch (cause) {
    throw asSetupError(cause)
  }
}

function asSetupError(cause: unknown): unknown {
  if (!(cause instanceof CoreError) || cause.code === 'dkg_setup_invalid') return cause
  return invalid(
    cause.code === 'institution_key_invalid' ? 'previous' : String(cause.details['path'] ?? ''),
    cause,
  )
}

/** What every message of a ceremony names. */
export const dkgSessionOf = (setup: DkgSetup): Hash =>
  hashWithDomain('avow/dkg-setup/v1', encodeCanonical(setup))
