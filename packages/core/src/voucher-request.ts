/**
 * How an author gets a voucher without the desk learning what it is (spec/vouching.md, "Request and answer"): the blind signatures
 * of RFC 9474 by a library, which is loaded when it is needed. Apart from the rest of this package, so that only who asks or answers has it.
 */
import * as z from 'zod/mini'
import {
  type Hash,
  type VouchingKey,
  type VouchingSignature,
  decodeBase64,
  encodeBase64,
  encodeHex,
  randomBytes,
} from './bytes.ts'
import { decodeCanonical, encodeCanonical, hashSchema, originSchema, saltSchema } from './canonical.ts'
import { hashWithDomain } from './domain.ts'
import { CoreError, type CoreErrorCode } from './error.ts'
import type { Roster } from './roster.ts'
import { type Voucher, tokenOf, vouchedMessage } from './voucher.ts'
import {
  blindedSchema,
  importVouchingKey,
  rsaAlgorithm,
  vouchingKeyHash,
  vouchingKeySchema,
  vouchingSignatureSchema,
} from './vouching-key.ts'

/** RSABSSA-SHA384-PSS-Deterministic. */
async function loadSuite() {
  const { RSABSSA } = await import('@cloudflare/blindrsa-ts')
  return RSABSSA.SHA384.PSS.Deterministic()
}

const requestSchema = z.strictObject({
  version: z.literal('avow/voucher-request/v1'),
  key: hashSchema,
  blinded: blindedSchema,
})

/** What the author brings to the desk. It is a random number and says nothing about the voucher. */
export type VoucherRequest = z.infer<typeof requestSchema>

const answerSchema = z.strictObject({
  version: z.literal('avow/voucher-answer/v1'),
  request: hashSchema,
  signature: vouchingSignatureSchema,
})

/** What the desk gives back. It is of use only with what the author has kept. */
export type VoucherAnswer = z.infer<typeof answerSchema>

const secretSchema = z.strictObject({
  version: z.literal('avow/voucher-secret/v1'),
  origin: originSchema,
  key: vouchingKeySchema,
  seed: saltSchema,
  request: hashSchema,
  inverse: blindedSchema,
})

/** What the author keeps until the answer comes. With it the desk could tell which voucher it has signed. */
export type VoucherSecret = z.infer<typeof secretSchema>

const decoderOf =
  <T extends z.ZodMiniType>(schema: T, code: CoreErrorCode) =>
  (bytes: Uint8Array): z.infer<T> => {
    try {
      return decodeCanonical(bytes, schema)
    } catch (cause) {
      throw new CoreError(code, 'not as the format says', { reason: 'shape' }, cause)
    }
  }

/** @throws CoreError `voucher_request_invalid` (details: reason `shape`). */
export const decodeVoucherRequest = decoderOf(requestSchema, 'voucher_request_invalid')
/** @throws CoreError `voucher_answer_invalid` (details: reason `shape`). */
export const decodeVoucherAnswer = decoderOf(answerSchema, 'voucher_answer_invalid')
/** @throws CoreError `voucher_invalid` (details: reason `shape`). */
export const decodeVoucherSecret = decoderOf(secretSchema, 'voucher_invalid')

const requestHash = (request: VoucherRequest): Hash =>
  hashWithDomain('avow/voucher-request/v1', encodeCanonical(request))

/**
 * Makes a token and hides it.
 * @returns `request` for the desk, `secret` for nobody
 * @throws CoreError `voucher_invalid` (details: reason `roster`) where the register's desk does not vouch
 */
export async function createVoucherRequest({
  origin,
  vouching: key,
}: Roster): Promise<{ request: VoucherRequest; secret: VoucherSecret }> {
  if (key === undefined)
    throw new CoreError('voucher_invalid', 'the desk of this register does not vouch', { reason: 'roster' })
  const suite = await loadSuite()
  const seed = encodeHex(randomBytes(32)) as VoucherSecret['seed']
  const message = suite.prepare(vouchedMessage(origin, tokenOf(seed)))
  const { blindedMsg, inv } = await suite.blind(await importVouchingKey(key), message)
  const request = {
    version: 'avow/voucher-request/v1',
    key: vouchingKeyHash(key),
    blinded: encodeBase64(blindedMsg),
  } as const
  const secret = { origin, key, seed, request: requestHash(request), inverse: encodeBase64(inv) }
  return { request, secret: { version: 'avow/voucher-secret/v1', ...secret } }
}

/**
 * The desk's signature, over what it cannot read.
 * @param key its vouching key, by `readVouchingKey`
 * @throws CoreError `voucher_request_invalid` (details: reason `key` for a request to another key, `blinded` for a number that is too large)
 */
export async function answerVoucherRequest(
  request: VoucherRequest,
  { privateKey, publicKey }: DeskKey,
): Promise<VoucherAnswer> {
  if (request.key !== vouchingKeyHash(publicKey)) throw refused('key')
  return {
    version: 'avow/voucher-answer/v1',
    request: requestHash(request),
    signature: await signBlindly(privateKey, request.blinded),
  }
}

async function signBlindly(privateKey: CryptoKey, blinded: string): Promise<VouchingSignature> {
  const suite = await loadSuite()
  try {
    return encodeBase64(await suite.blindSign(privateKey, decodeBase64(blinded))) as VouchingSignature
  } catch (cause) {
    throw refused('blinded', cause)
  }
}

const refused = (reason: 'key' | 'blinded', cause?: unknown): CoreError =>
  new CoreError('voucher_request_invalid', 'the request cannot be signed', { reason }, cause)

/**
 * Makes the voucher of the desk's answer.
 * @throws CoreError `voucher_answer_invalid` (details: reason `request` for an answer to another request, `signature` for a wrong one)
 */
export async function finishVoucher(answer: VoucherAnswer, secret: VoucherSecret): Promise<Voucher> {
  if (answer.request !== secret.request) throw wrongAnswer('request')
  const { origin, key, seed } = secret
  return { version: 'avow/voucher/v1', origin, key, seed, signature: await unblind(answer, secret) }
}

async function unblind(
  { signature }: VoucherAnswer,
  { origin, key, seed, inverse }: VoucherSecret,
): Promise<VouchingSignature> {
  const suite = await loadSuite()
  const message = suite.prepare(vouchedMessage(origin, tokenOf(seed)))
  try {
    const publicKey = await importVouchingKey(key)
    const [blind, inv] = [decodeBase64(signature), decodeBase64(inverse)]
    return encodeBase64(await suite.finalize(publicKey, message, blind, inv)) as VouchingSignature
  } catch (cause) {
    throw wrongAnswer('signature', cause)
  }
}

const wrongAnswer = (reason: 'request' | 'signature', cause?: unknown): CoreError =>
  new CoreError('voucher_answer_invalid', 'the answer makes no voucher', { reason }, cause)

/** The desk's vouching key: for blind signatures and nothing else. */
export interface DeskKey {
  readonly privateKey: CryptoKey
  readonly publicKey: VouchingKey
}

const [pemStart, pemEnd] = ['-----BEGIN PRIVATE KEY-----\n', '-----END PRIVATE KEY-----\n']

/** A new vouching key as PKCS #8 in PEM, which stock `openssl` reads. */
export async function generateVouchingKey(): Promise<string> {
  const suite = await loadSuite()
  const { privateKey } = await suite.generateKey({
    modulusLength: 3072,
    publicExponent: Uint8Array.of(1, 0, 1),
  })
  const pkcs8 = encodeBase64(new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey)))
  return `${pemStart}${pkcs8.replaceAll(/.{1,64}/g, '$&\n')}${pemEnd}`
}

function decodePem(pem: string): Uint8Array {
  if (!pem.startsWith(pemStart) || !pem.endsWith(pemEnd)) throw new RangeError('not PEM')
  return decodeBase64(pem.slice(pemStart.length, -pemEnd.length).replaceAll('\n', ''))
}

/** base64 of JSON Web Keys, which is base64url. */
const fromBase64Url = (text: string): string => {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/')
  return plain.padEnd(Math.ceil(plain.length / 4) * 4, '=')
}

/**
 * @param pem as `generateVouchingKey` gives it
 * @throws CoreError `vouching_key_invalid`: what it is is not said, for it is secret
 */
export async function readVouchingKey(pem: string): Promise<DeskKey> {
  try {
    const pkcs8 = decodePem(pem) as Uint8Array<ArrayBuffer>
    const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, rsaAlgorithm, true, ['sign'])
    const { n = '', e } = await crypto.subtle.exportKey('jwk', privateKey)
    if (e !== 'AQAB') throw new RangeError('another exponent')
    return { privateKey, publicKey: z.parse(vouchingKeySchema, fromBase64Url(n)) }
  } catch {
    throw new CoreError('vouching_key_invalid', 'not a vouching key')
  }
}
