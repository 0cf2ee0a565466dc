/** Arithmetic in ristretto255 for sharing one key (spec/conditions.md, "Key"). Only group and field operations of the audited library are composed. */
import { ristretto255, ristretto255_oprf } from '@noble/curves/ed25519.js'
import * as z from 'zod/mini'
import { decodeHex, encodeHex } from './bytes.ts'
import { CoreError } from './error.ts'

const { Point } = ristretto255
const { Fn } = Point

declare const brand: unique symbol
/** An element of the group that is not the identity: its 32 bytes (RFC 9496) as hex. */
export type Element = string & { readonly [brand]: 'Element' }
/** A secret number below the order of the group: 32 bytes, little-endian, as hex. Never written into a message or a log. */
export type SecretScalar = string & { readonly [brand]: 'SecretScalar' }
export type GroupPoint = InstanceType<typeof Point>

/** @throws CoreError `malformed` for anything but the one encoding of an element, and for the identity. */
export function decodeElement(text: string): GroupPoint {
  try {
    const point = Point.fromBytes(decodeHex(text))
    if (!point.is0()) return point
  } catch {
    // Said below, in one way for every reason.
  }
  throw new CoreError('malformed', 'not an element of the group')
}

/** @throws CoreError `malformed` for the identity, which stands for no key and for no evaluation. */
export function encodeElement(point: GroupPoint): Element {
  if (point.is0()) throw new CoreError('malformed', 'the identity is not an element here')
  return encodeHex(point.toBytes()) as Element
}

/** @throws CoreError `malformed` for anything but 32 bytes below the order of the group. */
export function decodeScalar(text: string): bigint {
  try {
    return Fn.fromBytes(decodeHex(text))
  } catch {
    // The library's message may quote its input, which may be a share: it is not passed on.
    throw new CoreError('malformed', 'not a scalar of the group')
  }
}

export const encodeScalar = (scalar: bigint): SecretScalar => encodeHex(Fn.toBytes(scalar)) as SecretScalar

const isDecoded = (work: () => unknown): boolean => {
  try {
    work()
    return true
  } catch {
    return false
  }
}

export const elementSchema = z.custom<Element>(
  (value) => typeof value === 'string' && isDecoded(() => decodeElement(value)),
)
export const scalarSchema = z.custom<SecretScalar>(
  (value) => typeof value === 'string' && isDecoded(() => decodeScalar(value)),
)

/** A number from 1 to the order of the group without it. */
export const randomScalar = (): bigint => Fn.fromBytes(ristretto255_oprf.voprf.generateKeyPair().secretKey)

/** In time that does not depend on the scalar. Zero gives the identity. */
export const timesBase = (scalar: bigint): GroupPoint =>
  Fn.is0(scalar) ? Point.ZERO : Point.BASE.multiply(scalar)

/** A polynomial at `x`. @param coefficients the constant first */
export const evaluatePolynomial = (coefficients: readonly bigint[], x: number): bigint =>
  coefficients.reduceRight((sum, coefficient) => Fn.add(Fn.mul(sum, BigInt(x)), coefficient), Fn.ZERO)

/** The same in the exponent, of public values. */
export const evaluateInExponent = (coefficients: readonly GroupPoint[], x: number): GroupPoint =>
  coefficients.reduceRight((sum, coefficient) => sum.multiplyUnsafe(BigInt(x)).add(coefficient), Point.ZERO)

/** Lagrange's coefficient of each of `xs` for the value at `at`. The places are different. */
export const lagrange = (xs: readonly number[], at: number): readonly bigint[] =>
  xs.map((x) =>
    xs
      .filter((other) => other !== x)
      .reduce(
        (product, other) =>
          Fn.mul(product, Fn.div(Fn.create(BigInt(at - other)), Fn.create(BigInt(x - other)))),
        Fn.ONE,
      ),
  )

export const sumOf = (numbers: readonly bigint[]): bigint => numbers.reduce((a, b) => Fn.add(a, b), Fn.ZERO)

export const productOf = (a: bigint, b: bigint): bigint => Fn.mul(a, b)

/** The sum of public points, each times its public factor. */
export const combinePoints = (points: readonly GroupPoint[], factors: readonly bigint[]): GroupPoint =>
  points.reduce((sum, point, index) => sum.add(point.multiplyUnsafe(factors[index]!)), Point.ZERO)

/** Interpolates points at the places `xs` for the place `at`. */
export const interpolate = (xs: readonly number[], points: readonly GroupPoint[], at: number): GroupPoint =>
  combinePoints(points, lagrange(xs, at))
