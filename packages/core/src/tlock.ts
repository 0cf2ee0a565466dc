/**
 * The age stanza `tlock` of drand, byte for byte: a file key that the signature of a round opens (spec/envelope.md, "Date lock").
 * Hashing to the curve, the groups and the pairing are the audited library's. Around them stands the identity-based encryption of
 * Boneh and Franklin in the form that resists chosen ciphertexts ("FullIdent"), with the hashes of drand's Go implementation.
 * Large: nothing may import it but by `import()`.
 */
import { bls12_381 } from '@noble/curves/bls12-381.js'
import { bytesToNumberBE } from '@noble/curves/utils.js'
import { type Identity, type Recipient, Stanza } from 'age-encryption'
import { sha256 } from '#sha256'
import { concatBytes, isEqualBytes, randomBytes, utf8 } from './bytes.ts'
import { type RoundSignature, quicknet } from './drand.ts'
import { CoreError } from './error.ts'

const { G1, G2, fields, pairing, shortSignatures } = bls12_381
const { Fp12, Fr } = fields
type Target = ReturnType<typeof pairing>
type Round = InstanceType<typeof G1.Point>

const hashToCurve = { DST: 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_' }
const chainKey = G2.Point.fromHex(quicknet.publicKey)
const fileKeyLength = 16
const pointLength = 96

/** The hash of the round's number, on the curve: what drand signs, and to whom a file key is encrypted. */
function pointOf(round: number): Round {
  const number = new Uint8Array(8)
  new DataView(number.buffer).setBigUint64(0, BigInt(round))
  return G1.hashToCurve(sha256(number), hashToCurve)
}

const wrongSignature = (round: number, cause?: unknown) =>
  new CoreError('round_signature_invalid', 'the signature is not the one of this round', { round }, cause)

/**
 * Checks that drand published a signature for a round.
 * @returns the signature as a point of G1
 * @throws CoreError `round_signature_invalid` (details: round)
 */
export function verifySignedRound(round: number, signature: RoundSignature): Round {
  try {
    const point = G1.Point.fromHex(signature)
    if (shortSignatures.verify(point, pointOf(round), chainKey)) return point
  } catch (cause) {
    throw wrongSignature(round, cause)
  }
  throw wrongSignature(round)
}

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, index) => byte ^ b[index]!)

/** drand writes the twelve coordinates of 48 bytes in the opposite order. */
function bytesOf(target: Target): Uint8Array {
  const bytes = Fp12.toBytes(target)
  const coordinates = Array.from({ length: 12 }, (_, index) => bytes.subarray(index * 48, index * 48 + 48))
  return concatBytes(...coordinates.toReversed())
}

/** The hash H2, of an element of the target group. */
const maskOf = (target: Target): Uint8Array =>
  sha256(utf8('IBE-H2'), bytesOf(target)).subarray(0, fileKeyLength)

/** The hash H4. */
const padOf = (sigma: Uint8Array): Uint8Array => sha256(utf8('IBE-H4'), sigma).subarray(0, fileKeyLength)

/** The hash H3: the first of a row of hashes, each without its top bit, that is a scalar. */
function scalarOf(sigma: Uint8Array, fileKey: Uint8Array): bigint {
  const seed = sha256(utf8('IBE-H3'), sigma, fileKey)
  for (let count = 1; count < 65_535; count += 1) {
    const hash = sha256(Uint8Array.of(count & 0xff, count >> 8), seed)
    // Not `Fr.fromBytes`, which reduces what is too large.
    const scalar = bytesToNumberBE(hash.with(0, hash[0]! >> 1))
    if (Fr.isValidNot0(scalar)) return scalar
  }
  throw new CoreError('malformed', 'no hash was a scalar')
}

/**
 * The body of a stanza: U, V and W, 128 bytes.
 * @param sigma 16 random bytes
 */
export function lockFileKey(
  fileKey: Uint8Array,
  round: number,
  sigma: Uint8Array = randomBytes(fileKeyLength),
): Uint8Array {
  const scalar = scalarOf(sigma, fileKey)
  const shared = Fp12.pow(pairing(pointOf(round), chainKey), scalar)
  return concatBytes(
    G2.Point.BASE.multiply(scalar).toBytes(),
    xor(sigma, maskOf(shared)),
    xor(fileKey, padOf(sigma)),
  )
}

/**
 * Undoes `lockFileKey` with the signature of the round.
 * @throws CoreError `payload_malformed` for a body that was not made by it
 */
export function unlockFileKey(
  body: Uint8Array,
  signature: Round,
): { fileKey: Uint8Array; sigma: Uint8Array } {
  const [point, v, w] = [
    body.subarray(0, pointLength),
    body.subarray(pointLength, pointLength + fileKeyLength),
    body.subarray(pointLength + fileKeyLength),
  ]
  try {
    const sigma = xor(v, maskOf(pairing(signature, G2.Point.fromBytes(point))))
    const fileKey = xor(w, padOf(sigma))
    // Whoever made it knew what they encrypted: U is made of nothing but sigma and the file key.
    if (isEqualBytes(G2.Point.BASE.multiply(scalarOf(sigma, fileKey)).toBytes(), point))
      return { fileKey, sigma }
  } catch {
    // Said below, in one way for every reason.
  }
  throw new CoreError('payload_malformed', 'the date lock is not as the format says')
}

/** A recipient of age: whoever has the signature of a round. */
export const recipientOf = (round: number): Recipient => ({
  wrapFileKey: (fileKey) => [
    new Stanza(['tlock', String(round), quicknet.chain], lockFileKey(fileKey, round)),
  ],
})

/** An identity of age: the signature of a round. @throws CoreError `round_signature_invalid` */
export function identityOf(round: number, signature: RoundSignature): Identity {
  const point = verifySignedRound(round, signature)
  return {
    unwrapFileKey(stanzas) {
      const own = stanzas.find(({ args }) => args.join(' ') === `tlock ${round} ${quicknet.chain}`)
      return own ? unlockFileKey(own.body, point).fileKey : null
    },
  }
}
