/** Folders with logs, and what can happen to them. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'avow-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function copyOf(folder: string): string {
  const copy = makeFolder()
  cpSync(folder, copy, { recursive: true })
  return copy
}

/** The file is again as it was when the test is over. */
function restoreLater(folder: string, path: string): Buffer {
  const file = join(folder, path)
  const bytes = readFileSync(file)
  onTestFinished(() => {
    if (existsSync(folder)) writeFileSync(file, bytes)
  })
  return bytes
}

export function replace(folder: string, path: string, content: string | Uint8Array): void {
  restoreLater(folder, path)
  writeFileSync(join(folder, path), content)
}

/** Flips one bit of a file. */
export function flip(folder: string, path: string, byte: number): void {
  const bytes = Buffer.from(restoreLater(folder, path))
  bytes[byte]! ^= 1
  writeFileSync(join(folder, path), bytes)
}

export function truncate(folder: string, path: string, length: number): void {
  writeFileSync(join(folder, path), restoreLater(folder, path).subarray(0, length))
}

export function remove(folder: string, path: string): void {
  restoreLater(folder, path)
  rmSync(join(folder, path))
}
