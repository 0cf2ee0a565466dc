/**
 * What the primitives of a history are. Real: Ed25519 and age as the programs use them anywhere. Ideal: a signature is a hash
 * that only the holder of the key can make here, since nobody breaks Ed25519 in a history anyway, and an age file is a number
 * under which its content is kept for whoever has the identity. Statements are sealed with the real ones in either case.
 */
import crypto, { type KeyObject } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption'

export type Primitives = 'real' | 'ideal'

let current: Primitives = 'real'

/** One history at a time. */
export function usePrimitives(primitives: Primitives): void {
  current = primitives
  sealed.clear()
}

/** Answers that are kept before all are forgotten: memory stays small. */
const most = 20_000

/** What the real ones answered to exactly the same question. */
function remembering<Answer>() {
  const known = new Map<string, Answer>()
  return (question: string, ask: () => Answer): Answer => {
    const before = known.get(question)
    if (before !== undefined) return before
    const answer = ask()
    if (known.size >= most) known.clear()
    known.set(question, answer)
    return answer
  }
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

const ed25519 = {
  createPrivateKey: crypto.createPrivateKey,
  createPublicKey: crypto.createPublicKey,
  sign: crypto.sign,
  verify: crypto.verify as unknown as Verify,
}

type Verify = (algorithm: null, data: Uint8Array, key: unknown, signature: Uint8Array) => boolean

/** The ends of a key in DER and in PEM are all that tells one Ed25519 key from another. */
const seedLength = 32

const seeds = new WeakMap<KeyObject, Buffer>()
/** By public keys in PEM, as tlog and core ask for them. */
const seedsOf = new Map<string, Buffer>()
const rememberKey = remembering<KeyObject>()
const rememberVerdict = remembering<boolean>()

function readKey(input: Parameters<typeof crypto.createPrivateKey>[0]): KeyObject {
  const key = ed25519.createPrivateKey(input)
  const seed = key.export({ format: 'der', type: 'pkcs8' }).subarray(-seedLength)
  seeds.set(key, seed)
  const pem = ed25519.createPublicKey(key).export({ format: 'pem', type: 'spki' })
  seedsOf.set(String(pem), seed)
  return key
}

function createPrivateKey(input: Parameters<typeof crypto.createPrivateKey>[0]): KeyObject {
  const der = current === 'ideal' && typeof input === 'object' && 'key' in input ? input.key : undefined
  return Buffer.isBuffer(der) ? rememberKey(textOf(der), () => readKey(input)) : readKey(input)
}

const idealSignature = (seed: Buffer, data: Uint8Array): Buffer =>
  crypto.hash('sha512', Buffer.concat([seed, data]), 'buffer')

function sign(algorithm: null, data: Uint8Array, key: KeyObject): Buffer {
  const seed = current === 'ideal' ? seeds.get(key) : undefined
  return seed ? idealSignature(seed, data) : ed25519.sign(algorithm, data, key)
}

/** What was sealed once for all histories is signed by the real one. */
const verify: Verify = (algorithm, data, key, signature) => {
  const ask = () => ed25519.verify(algorithm, data, key, signature)
  if (current === 'real' || typeof key !== 'string') return ask()
  const seed = seedsOf.get(key)
  if (seed && idealSignature(seed, data).equals(signature)) return true
  return rememberVerdict(`${key}${textOf(signature)} ${textOf(data)}`, ask)
}

let underWay = 0

/** Whether age works on something, which takes real time and no virtual time. */
export const isWorking = (): boolean => underWay > 0

async function counted<T>(work: Promise<T>): Promise<T> {
  underWay += 1
  try {
    return await work
  } finally {
    underWay -= 1
  }
}

type Encrypt = (this: Encrypter, data: Uint8Array) => Promise<Uint8Array>
type Decrypt = (this: Decrypter, file: Uint8Array) => Promise<Uint8Array>

const age = {
  addRecipient: Encrypter.prototype.addRecipient,
  encrypt: Encrypter.prototype.encrypt as unknown as Encrypt,
  addIdentity: Decrypter.prototype.addIdentity,
  decrypt: Decrypter.prototype.decrypt as unknown as Decrypt,
}

/** Of this history, by the ideal age file. */
const sealed = new Map<string, { readonly recipients: readonly string[]; readonly data: Uint8Array }>()
const recipients = new WeakMap<Encrypter, string[]>()
const identities = new WeakMap<Decrypter, string[]>()
const rememberOpened = remembering<Promise<Uint8Array>>()
const rememberRecipient = remembering<Promise<string>>()

async function encryptIdeally(encrypter: Encrypter, data: Uint8Array): Promise<Uint8Array> {
  const file = globalThis.crypto.getRandomValues(new Uint8Array(32))
  sealed.set(textOf(file), { recipients: recipients.get(encrypter) ?? [], data: data.slice() })
  return file
}

async function decryptIdeally(decrypter: Decrypter, file: Uint8Array): Promise<Uint8Array> {
  const own = identities.get(decrypter) ?? []
  const known = sealed.get(textOf(file))
  if (!known) {
    const ask = () => counted(age.decrypt.call(decrypter, file))
    return (await rememberOpened(`${own} ${textOf(file)}`, ask)).slice()
  }
  for (const identity of own) {
    const recipient = await rememberRecipient(identity, () => counted(identityToRecipient(identity)))
    if (known.recipients.includes(recipient)) return known.data.slice()
  }
  throw new Error('no identity matched')
}

function replaceAge(): void {
  const [encrypter, decrypter] = [Encrypter.prototype, Decrypter.prototype]
  encrypter.addRecipient = function add(recipient) {
    if (typeof recipient === 'string') recipients.set(this, [...(recipients.get(this) ?? []), recipient])
    age.addRecipient.call(this, recipient)
  }
  decrypter.addIdentity = function add(identity) {
    if (typeof identity === 'string') identities.set(this, [...(identities.get(this) ?? []), identity])
    age.addIdentity.call(this, identity)
  }
  const encrypt: Encrypt = function seal(data) {
    return current === 'ideal' ? encryptIdeally(this, data) : counted(age.encrypt.call(this, data))
  }
  const decrypt: Decrypt = function open(file) {
    return current === 'ideal' ? decryptIdeally(this, file) : counted(age.decrypt.call(this, file))
  }
  encrypter.encrypt = encrypt as unknown as typeof encrypter.encrypt
  decrypter.decrypt = decrypt as unknown as typeof decrypter.decrypt
}

let isReplaced = false

/** From now on programs of this process go by what `usePrimitives` says. */
export function replacePrimitives(): void {
  if (isReplaced) return
  isReplaced = true
  crypto.createPrivateKey = createPrivateKey
  crypto.sign = sign as unknown as typeof crypto.sign
  crypto.verify = verify as unknown as typeof crypto.verify
  syncBuiltinESMExports()
  replaceAge()
}
