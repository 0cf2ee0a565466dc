/** The drand network for whose signatures date locks wait (spec/envelope.md, "Date lock"). Its key is fixed here; nothing is asked of it. */
import * as z from 'zod/mini'
import { CoreError } from './error.ts'

/** The chain that drand calls quicknet: scheme `bls-unchained-g1-rfc9380`, a round every three seconds. */
export const quicknet = {
  /** Hash of the chain, hex. */
  chain: '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971',
  /** A compressed point of G2, hex. */
  publicKey:
    '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451' +
    '0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
  /** Of round 1, milliseconds since the epoch. */
  genesis: 1_692_803_367_000,
  /** Milliseconds from one round to the next. */
  period: 3000,
} as const

declare const brand: unique symbol
/** What drand publishes for a round: a compressed point of G1, 48 bytes as hex. */
export type RoundSignature = string & { readonly [brand]: 'RoundSignature' }

const digits = /^[0-9a-f]{96}$/

export const roundSignatureSchema = z.custom<RoundSignature>(
  (value) => typeof value === 'string' && digits.test(value),
)

/** The form alone; whether it is a round's is for `verifyRound`. @throws CoreError `round_signature_invalid` */
export function parseRoundSignature(text: string): RoundSignature {
  if (!digits.test(text))
    throw new CoreError('round_signature_invalid', 'the signature of a round is 96 hex digits')
  return text as RoundSignature
}

/** The first round that is not before an instant. @param instant milliseconds since the epoch */
export const roundAt = (instant: number): number =>
  Math.max(1, Math.ceil((instant - quicknet.genesis) / quicknet.period) + 1)

/** When a round is published, milliseconds since the epoch. @param round from 1 */
export const timeOfRound = (round: number): number => quicknet.genesis + (round - 1) * quicknet.period
