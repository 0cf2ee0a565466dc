/** The signed list of a register's keys (spec/acts.md, "Roster"). */
import * as z from 'zod/mini'
import type { Hash } from './bytes.ts'
import {
  checkShape,
  decodeCanonical,
  encodeCanonical,
  originSchema,
  publicKeySchema,
  signatureSchema,
} from './canonical.ts'
import { hashWithDomain, publicKeyOf, sign, verifySignature } from './domain.ts'
import { AvowError, CoreError } from './error.ts'
import { lineOf } from './text.ts'
import { vouchingKeySchema } from './vouching-key.ts'

/** More than 32 witnesses, 32 trustees and 16 desks need. */
const maximumRosterBytes = 1024 * 1024

// A name of C2SP tlog-policy that is none of the words with which a policy's text is made here.
const policyName = z.string().check(z.regex(/^(?!none$|witnesses$)[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/))
const vkey = z.string().check(z.regex(/^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$/), z.maxLength(4000))
/** A post-quantum hybrid age recipient. That it can be encrypted to shows when something is sealed. */
const recipient = z.string().check(z.regex(/^age1pq1[02-9ac-hj-np-z]+$/), z.maxLength(4000))
/** An address that a URL parser leaves as it is, and that means nothing else in a content security policy. */
const isAddress = (text: string): boolean =>
  /^https?:\/\/[a-z0-9.-]+(:\d+)?(\/[A-Za-z0-9._~-]+)+$/.test(text) &&
  URL.canParse(text) &&
  new URL(text).href === text
const isUnique = (values: readonly string[]): boolean => new Set(values).size === values.length

/** The key in a vkey: two vkeys with one key are duplicates whatever their names (C2SP tlog-policy, "Public key representation"). */
const keyOf = (vkey: string): string => vkey.slice(vkey.indexOf('+', vkey.indexOf('+') + 1))

const unsignedShape = {
  version: z.literal('avow/roster/v1'),
  origin: originSchema,
  register: publicKeySchema,
  log: vkey,
  witnesses: z
    .array(
      z.strictObject({
        name: policyName,
        vkey,
        url: z.optional(z.string().check(z.regex(/^https?:\/\/[^\s]+$/), z.maxLength(500))),
      }),
    )
    .check(z.maxLength(32)),
  quorum: z.int().check(z.minimum(0)),
  trustees: z
    .array(
      z.strictObject({
        name: lineOf(100),
        key: publicKeySchema,
        recipient,
        /** Where the trustee takes an author's signs of life itself (spec/http-api.md, "Inbox"). */
        inbox: z.optional(z.string().check(z.maxLength(500), z.refine(isAddress))),
      }),
    )
    .check(z.minLength(2), z.maxLength(32)),
  threshold: z.int().check(z.minimum(2)),
  desk: z.array(recipient).check(z.maxLength(16)),
  /** By which the desk vouches for authors; a register where nobody does has none. */
  vouching: z.optional(vouchingKeySchema),
}

export const rosterSchema = z.strictObject({ ...unsignedShape, signature: signatureSchema }).check(
  z.refine((roster) => roster.log.startsWith(`${roster.origin}+`), { path: ['log'] }),
  z.refine((roster) => roster.quorum <= roster.witnesses.length, { path: ['quorum'] }),
  z.refine((roster) => roster.threshold <= roster.trustees.length, { path: ['threshold'] }),
  z.refine(
    (roster) =>
      isUnique(roster.witnesses.map((one) => one.name)) &&
      isUnique(roster.witnesses.map((one) => keyOf(one.vkey))),
    { path: ['witnesses'] },
  ),
  z.refine(
    (roster) =>
      isUnique(roster.trustees.map((one) => one.key)) &&
      isUnique(roster.trustees.map((one) => one.recipient)),
    { path: ['trustees'] },
  ),
)

export type Roster = z.infer<typeof rosterSchema>
export type RosterFields = Omit<Roster, 'version' | 'register' | 'signature'>

const signedBytes = ({ signature: _, ...unsigned }: Roster): Uint8Array => encodeCanonical(unsigned)

/** @throws CoreError `roster_invalid`. */
export function createRoster(fields: RosterFields, seed: Uint8Array): Roster {
  const unsigned = { version: 'avow/roster/v1', register: publicKeyOf(seed), ...fields } as const
  return checkRoster({
    ...unsigned,
    signature: sign('avow/roster-signature/v1', seed, encodeCanonical(unsigned)),
  })
}

/** Checks the shape and the register's signature. @throws CoreError `roster_invalid`. */
export function checkRoster(value: unknown): Roster {
  try {
    const roster = checkShape(value, rosterSchema)
    verifySignature('avow/roster-signature/v1', roster.register, signedBytes(roster), roster.signature)
    return roster
  } catch (cause) {
    throw asRosterError(cause)
  }
}

/** @throws CoreError `roster_invalid`. */
export function decodeRoster(bytes: Uint8Array): Roster {
  if (bytes.length > maximumRosterBytes)
    throw new CoreError('roster_invalid', 'a roster has at most 1 MiB', { size: bytes.length })
  try {
    return checkRoster(decodeCanonical(bytes, rosterSchema))
  } catch (cause) {
    throw asRosterError(cause)
  }
}

function asRosterError(cause: unknown): unknown {
  if (!(cause instanceof AvowError) || cause.code === 'roster_invalid') return cause
  return new CoreError('roster_invalid', 'not a roster that its register has signed', cause.details, cause)
}

export const encodeRoster = (roster: Roster): Uint8Array => encodeCanonical(roster)

export const rosterHashOf = (roster: Roster): Hash => hashWithDomain('avow/roster/v1', encodeRoster(roster))

/** The C2SP tlog-policy of a roster; the one text of it. */
export function policyOf(roster: Roster): string {
  const witnesses = roster.witnesses.map((witness) => `witness ${witness.name} ${witness.vkey}`)
  const names = roster.witnesses.map((witness) => witness.name).join(' ')
  const quorum =
    roster.quorum === 0 ? ['quorum none'] : [`group witnesses ${roster.quorum} ${names}`, 'quorum witnesses']
  return [`log ${roster.log}`, ...witnesses, ...quorum, ''].join('\n')
}
