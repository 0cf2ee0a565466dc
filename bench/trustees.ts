/** Trustees: notes, tags, memory, and many openings at once, each beside its limit. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Figure } from './figure.ts'
import { bench as cascade } from './trustees/cascade.ts'
import { bench as evaluations } from './trustees/evaluations.ts'
import { bench as memory } from './trustees/memory.ts'
import { bench as notes } from './trustees/notes.ts'
import { bench as releases } from './trustees/releases.ts'

export async function bench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'avow-bench-trustees-'))
  try {
    return [
      ...(await notes()),
      ...(await evaluations()),
      ...(await releases(folder)),
      ...(await memory(folder)),
      ...(await cascade(folder)),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
