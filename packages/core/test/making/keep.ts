/** Vectors that exist are never made again: what was valid once must stay valid, byte for byte. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type Kind = 'valid' | 'invalid'

const root = new URL('../../../../vectors/', import.meta.url)

export const pathOf = (kind: Kind, format: string, file: string): string =>
  fileURLToPath(new URL(`${kind}/${format}/${file}`, root))

export const readVector = (kind: Kind, format: string, file: string): Uint8Array =>
  new Uint8Array(readFileSync(pathOf(kind, format, file)))

export function readIndex<T>(kind: Kind, format: string): T[] {
  const path = pathOf(kind, format, 'index.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T[]) : []
}

/** Writes a file unless it is there. @returns whether it was written */
export function keepFile(kind: Kind, format: string, file: string, bytes: Uint8Array): boolean {
  mkdirSync(pathOf(kind, format, '.'), { recursive: true })
  if (existsSync(pathOf(kind, format, file))) return false
  writeFileSync(pathOf(kind, format, file), bytes)
  return true
}

/** Adds to the index the entries whose `file` or `name` it does not have. */
export function keepIndex<T extends { readonly file: string } | { readonly name: string }>(
  kind: Kind,
  format: string,
  entries: readonly T[],
): void {
  const nameOf = (entry: T): string => ('file' in entry ? entry.file : entry.name)
  const kept = readIndex<T>(kind, format)
  const names = new Set(kept.map(nameOf))
  const all = [...kept, ...entries.filter((entry) => !names.has(nameOf(entry)))]
  mkdirSync(pathOf(kind, format, '.'), { recursive: true })
  writeFileSync(pathOf(kind, format, 'index.json'), `${JSON.stringify(all, null, 2)}\n`)
}
