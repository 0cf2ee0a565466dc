import { concatBytes } from './bytes.ts'

/** Reads a stream of bytes in pieces of a size that is known when each is read. */
export interface ByteReader {
  /** @returns undefined when fewer bytes are left; they are then gone */
  take(count: number): Promise<Uint8Array | undefined>
  isAtEnd(): Promise<boolean>
}

export function createByteReader(body: AsyncIterable<Uint8Array>): ByteReader {
  const source = body[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array()

  /** @returns whether so many bytes are there */
  async function fill(count: number): Promise<boolean> {
    const parts = [rest]
    let length = rest.length
    while (length < count) {
      const next = await source.next()
      if (next.done) break
      parts.push(next.value)
      length += next.value.length
    }
    rest = parts.length === 1 ? rest : concatBytes(parts)
    return length >= count
  }

  return {
    async take(count) {
      const isThere = await fill(count)
      const taken = rest.subarray(0, count)
      rest = rest.subarray(count)
      return isThere ? taken : undefined
    },
    isAtEnd: async () => !(await fill(1)),
  }
}
