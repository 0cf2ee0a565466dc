/** The keys of the vectors: each seed is one byte, repeated. */
import {
  type Cosigner,
  type KeyType,
  type NoteSigner,
  createCosigner,
  createNoteSigner,
  formatVkey,
  keyType,
} from '../../src/index.ts'

export const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

export const signerOf = (name: string, byte: number): NoteSigner =>
  createNoteSigner({ name, type: keyType.ed25519, seed: seedOf(byte) })

export const cosignerOf = (name: string, byte: number, type: KeyType = keyType.cosignature): Cosigner =>
  createCosigner({ name, type, seed: seedOf(byte) })

export const vkeyOf = ({ key }: NoteSigner | Cosigner): string => formatVkey(key)

/** A time for cosignatures, seconds: noon of the first day of 2027. */
export const noon = 1_798_804_800
