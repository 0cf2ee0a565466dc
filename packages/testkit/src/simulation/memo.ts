/**
 * Primitives that many histories ask the same of: what they answer is remembered by everything that they were asked.
 * The real ones give every first answer, so that no check is left out and no answer is another one.
 */
import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { Decrypter, Encrypter } from 'age-encryption'

/** Answers that are kept before all are forgotten: memory stays small, and a history repeats what it asked just before. */
const most = 20_000

function remembering<Answer>(limit: number) {
  const known = new Map<string, Answer>()
  return (question: string, ask: () => Answer): Answer => {
    const before = known.get(question)
    if (before !== undefined) return before
    const answer = ask()
    if (known.size >= limit) known.clear()
    known.set(question, answer)
    return answer
  }
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

/** Verification by a public key in PEM, as tlog and core ask for it. */
type Verify = (algorithm: null, data: Uint8Array, key: unknown, signature: Uint8Array) => boolean

function remembersVerdicts(verify: Verify): Verify {
  const remember = remembering<boolean>(most)
  return (algorithm, data, key, signature) => {
    const ask = () => verify(algorithm, data, key, signature)
    return typeof key === 'string' ? remember(`${key}${textOf(signature)} ${textOf(data)}`, ask) : ask()
  }
}

type Decrypt = (this: Decrypter, file: Uint8Array) => Promise<Uint8Array>

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

function countEncryptions(): void {
  const encrypt = Encrypter.prototype.encrypt as unknown as Encrypt
  const own = function seal(this: Encrypter, data: Uint8Array): Promise<Uint8Array> {
    return counted(encrypt.call(this, data))
  }
  Encrypter.prototype.encrypt = own as unknown as typeof Encrypter.prototype.encrypt
}

function rememberDecryptions(): void {
  const { addIdentity, decrypt } = Decrypter.prototype
  const identities = new WeakMap<Decrypter, string>()
  const remember = remembering<Promise<Uint8Array>>(most)
  Decrypter.prototype.addIdentity = function add(identity) {
    if (typeof identity === 'string') identities.set(this, (identities.get(this) ?? '') + identity)
    addIdentity.call(this, identity)
  }
  const own = async function open(this: Decrypter, file: Uint8Array): Promise<Uint8Array> {
    const ask = () => (decrypt as unknown as Decrypt).call(this, file)
    return (await counted(remember(`${identities.get(this)} ${textOf(file)}`, ask))).slice()
  }
  Decrypter.prototype.decrypt = own as unknown as typeof decrypt
}

let isOn = false

/** Ed25519 and age of this process remember from now on. */
export function rememberPrimitives(): void {
  if (isOn) return
  isOn = true
  crypto.verify = remembersVerdicts(crypto.verify as unknown as Verify) as typeof crypto.verify
  syncBuiltinESMExports()
  rememberDecryptions()
  countEncryptions()
}
