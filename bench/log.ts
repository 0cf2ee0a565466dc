/** The log: appends, proofs, checking, serving, and taking in, each beside its limit or its peer. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Figure } from './figure.ts'
import { bench as checking } from './log/fsck.ts'
import { bench as sustained } from './log/sustained.ts'
import { bench as tree } from './log/tree.ts'

export async function bench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'avow-bench-log-'))
  try {
    return [...(await tree()), ...(await checking(folder)), ...(await sustained(folder))]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
