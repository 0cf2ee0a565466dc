/** That a dealer knows what it deals: a proof of Schnorr, as in RFC 9591's key generation by its authors, bound to ceremony and dealer. */
import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js'
import { type Hash, concatBytes, decodeHex, utf8 } from './bytes.ts'
import {
  type GroupPoint,
  type SecretScalar,
  decodeScalar,
  encodeScalar,
  randomScalar,
  timesBase,
} from './oprf-group.ts'

const { Fn } = ristretto255.Point

export interface ProofOfPossession {
  readonly challenge: string
  readonly response: string
}

const challengeOf = (
  session: Hash,
  dealer: number,
  secretPoint: GroupPoint,
  noncePoint: GroupPoint,
): bigint =>
  ristretto255_hasher.hashToScalar(
    concatBytes(decodeHex(session), Uint8Array.of(dealer), secretPoint.toBytes(), noncePoint.toBytes()),
    { DST: utf8('avow/dkg-possession/v1') },
  )

/** @param secret the constant of the dealer's polynomial */
export function provePossession(session: Hash, dealer: number, secret: SecretScalar): ProofOfPossession {
  const nonce = randomScalar()
  const scalar = decodeScalar(secret)
  const challenge = challengeOf(session, dealer, timesBase(scalar), timesBase(nonce))
  const response = Fn.add(nonce, Fn.mul(challenge, scalar))
  return { challenge: encodeScalar(challenge), response: encodeScalar(response) }
}

/** Whether the challenge is that of the point `response × base − challenge × secretPoint`. */
export function verifyPossession(
  session: Hash,
  dealer: number,
  secretPoint: GroupPoint,
  proof: ProofOfPossession,
): boolean {
  try {
    const [challenge, response] = [decodeScalar(proof.challenge), decodeScalar(proof.response)]
    const noncePoint = timesBase(response).subtract(secretPoint.multiplyUnsafe(challenge))
    return challengeOf(session, dealer, secretPoint, noncePoint) === challenge
  } catch {
    return false
  }
}
