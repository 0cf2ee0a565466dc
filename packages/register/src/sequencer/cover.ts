/** Covers (spec/log.md, "Covers"): entries that stand for no act, so that the log grows alike on busy and empty days. */
import { createHash } from 'node:crypto'
import { type Salt, decodeHex, randomSalt } from '@avow/core'

/** What is kept of a cover, and told to nobody: with it the register can show later that the entry was one. */
export interface Cover {
  readonly index: number
  readonly salt: Salt
}

/** The word for a cover where there is the kind of an act otherwise. */
export const coverKind = 'cover'

/** `SHA-256("avow/cover/v1" || 0x00 || salt)`: to whoever has not the salt, 32 bytes like those of an act. */
export const coverEntryOf = (salt: Salt): Uint8Array =>
  createHash('sha256').update('avow/cover/v1\0').update(decodeHex(salt)).digest()

/** Covers for places that nobody has. */
export const createCovers = (indexes: readonly number[]): Cover[] =>
  indexes.map((index) => ({ index, salt: randomSalt() }))
