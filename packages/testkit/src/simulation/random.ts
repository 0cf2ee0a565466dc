/** Chance that can be repeated: everything that a history leaves to chance comes from one seed. */
import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

export interface Random {
  /** From 0 to below 1. */
  next(): number
  /** A whole number from 0 to `count` - 1. */
  below(count: number): number
  /** A whole number from `low` to `high`. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
}

/** The generator sfc32 (Chris Doty-Humphrey), seeded with one number. */
export function createRandom(seed: number): Random {
  let [a, b, c, counter] = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, 0x9e3779b9, 1]

  function word(): number {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  for (let round = 0; round < 12; round += 1) word()
  const next = () => word() / 2 ** 32
  const below = (count: number) => Math.floor(next() * count)
  return {
    next,
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)]!,
  }
}

export const shuffled = <T>(random: Random, items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)

function fill<T extends ArrayBufferView>(random: Random, target: T): T {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = random.below(256)
  return target
}

/**
 * Does some work during which salts, keys and nonces that the real code makes come from a seed, too, so that the same
 * seed gives the same bytes. One at a time.
 */
export async function withChanceOf<T>(random: Random, work: () => Promise<T>): Promise<T> {
  const { randomBytes } = crypto
  const set = (own: typeof randomBytes) => {
    crypto.randomBytes = own
    syncBuiltinESMExports()
  }
  Object.defineProperty(globalThis.crypto, 'getRandomValues', {
    configurable: true,
    value: <T extends ArrayBufferView>(target: T) => fill(random, target),
  })
  set(((length: number) => fill(random, Buffer.alloc(length))) as typeof randomBytes)
  try {
    return await work()
  } finally {
    Reflect.deleteProperty(globalThis.crypto, 'getRandomValues')
    set(randomBytes)
  }
}
