/** Vectors that exist are never made again: what was valid once must stay valid, byte for byte. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type Kind = 'valid' | 'invalid'

const root = new URL('../../../../vectors/', import.meta.url)

export const pathOf = (kind: Kind, format: string, file: string): string =>
  fileURLToPath(new URL(`${kind}/${format}/${file}`, root))

export const readVector = (kind: Kind, format: string, file: string): Uint8Array =>
  new Uint8Array(readFileSync(pathOf(kind, format, file)))

export const readText = (kind: Kind, format: string, file: string): string =>
  Buffer.from(readVector(kind, format, file)).toString()

export function readIndex<T>(kind: Kind, format: string): T[] {
  const path = pathOf(kind, format, 'index.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T[]) : []
}

interface Entry {
  /** Of the file, or of the vector where the index holds all of it. */
  readonly name: string
  /** What the file holds. */
  readonly content?: string | Uint8Array
}

/** Writes what is not there yet: files, and their entries in the index. */
export function keep<T extends Entry>(kind: Kind, format: string, entries: readonly T[]): void {
  mkdirSync(pathOf(kind, format, '.'), { recursive: true })
  const kept = readIndex<Entry>(kind, format)
  const names = new Set(kept.map(({ name }) => name))
  const added = entries.filter(({ name }) => !names.has(name))
  for (const { name, content } of added)
    if (content !== undefined) writeFileSync(pathOf(kind, format, name), content, { flag: 'wx' })
  const listed = [...kept, ...added.map(({ content: _, ...entry }) => entry)]
  writeFileSync(pathOf(kind, format, 'index.json'), `${JSON.stringify(listed, null, 2)}\n`)
}
