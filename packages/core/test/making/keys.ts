/** Keys from fixed seeds. They are public: never use them for anything but tests. */
import { bech32 } from '@scure/base'
import {
  type Roster,
  createRoster,
  decodeHex,
  encodeBase64,
  hashOf,
  identityToRecipient,
  publicKeyOf,
  utf8,
} from '../../src/index.ts'

export const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)
export const registerSeed = seedOf(200)
const logSeed = seedOf(201)

/** The post-quantum hybrid age identity of trustee `n`. */
export const identityOf = (n: number): string =>
  bech32.encodeFromBytes('age-secret-key-pq-', seedOf(100 + n)).toUpperCase()

/** A verifier key of C2SP signed-note. @param type 1 Ed25519, 4 timestamped Ed25519 cosignature */
export function vkeyOf(name: string, seed: Uint8Array, type: 1 | 4): string {
  const key = Uint8Array.of(type, ...decodeHex(publicKeyOf(seed)))
  const id = hashOf(Uint8Array.of(...utf8(`${name}\n`), ...key)).slice(0, 8)
  return `${name}+${id}+${encodeBase64(key)}`
}

export const trusteeOf = async (n: number, name = `Trustee ${n}`) => ({
  name,
  key: publicKeyOf(seedOf(n)),
  recipient: await identityToRecipient(identityOf(n)),
})

export const witnessOf = (n: number) => ({
  name: `witness-${n}`,
  vkey: vkeyOf(`witness-${n}.example`, seedOf(210 + n), 4),
  url: `https://witness-${n}.example`,
})

export async function rosterOf(
  trustees: number,
  threshold: number,
  witnesses = 0,
  quorum = 0,
  desk: readonly string[] = [],
): Promise<Roster> {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
  return createRoster(
    {
      origin: 'register.example',
      log: vkeyOf('register.example', logSeed, 1),
      witnesses: numbers(witnesses).map(witnessOf),
      quorum,
      trustees: await Promise.all(numbers(trustees).map((n) => trusteeOf(n))),
      threshold,
      desk: [...desk],
    },
    registerSeed,
  )
}
