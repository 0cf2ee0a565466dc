import { describe, test } from 'vitest'
import { type Kind, readIndex } from './making/keep.ts'

/** A test for each vector of a format, or for those of them that `isOf` picks. */
export const each = <T extends { readonly name: string }>(
  kind: Kind,
  format: string,
  check: (vector: T) => void | Promise<void>,
  isOf: (vector: T) => boolean = () => true,
) =>
  describe(`${kind}/${format}`, () => {
    test.each(
      readIndex<T>(kind, format)
        .filter(isOf)
        .map((vector) => [vector.name, vector] as const),
    )('%s', async (_name, vector) => check(vector))
  })

/** Picks the vectors that have a member. */
export const isOf = (member: string) => (vector: object) => member in vector
