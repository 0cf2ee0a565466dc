/** Evaluations for the tag of an institution by 3 of 5 trustees, beside bare multiplications in the group. */
import { ristretto255 } from '@noble/curves/ed25519.js'
import {
  type Element,
  type SecretScalar,
  type UnsignedInstitutionKey,
  blindInput,
  combineEvaluations,
  encodeHex,
  evaluateBlinded,
  publicShareFor,
  utf8,
} from '@avow/core'
import { type Figure, figureOf, median } from '../figure.ts'

const { Point } = ristretto255
const { Fn } = Point
const rounds = 60

const randomScalar = (): bigint =>
  Fn.fromBytes(
    ristretto255.Point.Fn.toBytes(
      Fn.create(BigInt(`0x${encodeHex(crypto.getRandomValues(new Uint8Array(31)))}`)),
    ),
  )

/** A key that one party dealt: it measures like one that was born distributed. */
function dealtKey() {
  const coefficients = [randomScalar(), randomScalar(), randomScalar()]
  const at = (x: bigint) => coefficients.reduceRight((sum, one) => Fn.add(Fn.mul(sum, x), one), 0n)
  const shares = [1, 2, 3, 4, 5].map((x) => encodeHex(Fn.toBytes(at(BigInt(x)))) as SecretScalar)
  const trustees = shares.map((share, n) => ({ trustee: n + 1, share: publicShareFor(share) }))
  const key = encodeHex(Point.BASE.multiply(coefficients[0]!).toBytes()) as Element
  return { shares, key: { threshold: 3, key, trustees } as unknown as UnsignedInstitutionKey }
}

const secondsOf = (work: () => unknown): number => {
  const start = performance.now()
  work()
  return (performance.now() - start) / 1000
}

export async function bench(): Promise<Figure[]> {
  const { shares, key } = dealtKey()
  const { blinded } = blindInput(utf8('wikidata:Q42'))
  const point = Point.BASE.multiply(randomScalar())
  const scalar = randomScalar()
  const times = Array.from({ length: rounds }, () => {
    const three: ReturnType<typeof evaluateBlinded>[] = []
    return {
      evaluations: secondsOf(() => {
        for (const trustee of [1, 2, 3]) three.push(evaluateBlinded(trustee, shares[trustee - 1]!, blinded))
      }),
      combined: secondsOf(() => combineEvaluations(three, blinded, key)),
      multiplications: secondsOf(() => {
        for (let n = 0; n < 8; n += 1) point.multiply(scalar)
      }),
    }
  })
  const rate = (count: number, seconds: readonly number[]): number => count / median(seconds)
  const againstValue = rate(
    8,
    times.map(({ multiplications }) => multiplications),
  )
  const against = 'bare multiplications of a ristretto255 element'
  return [
    figureOf({
      name: 'evaluations with their proofs, one trustee',
      value: rate(
        3,
        times.map(({ evaluations }) => evaluations),
      ),
      unit: '1/s',
      against,
      againstValue,
      // Seven multiplications make an evaluation with its proof: the key's, the element's, and five for the proof.
      aim: { atLeast: Math.round(againstValue / 8) },
    }),
    figureOf({
      name: 'evaluations by 3 of 5, made, checked and combined',
      value: rate(
        1,
        times.map(({ evaluations, combined }) => evaluations + combined),
      ),
      unit: '1/s',
      against,
      againstValue,
      aim: { atLeast: Math.round(againstValue / 50) },
    }),
  ]
}
