/** The log: appends, proofs, checking, serving, and taking in, each beside its limit or its peer. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Figure } from './figure.ts'
import { bench as entries } from './log/entries.ts'
import { bench as checking } from './log/fsck.ts'
import { bench as register } from './log/register.ts'
import { bench as tree } from './log/tree.ts'

export async function bench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'avow-bench-log-'))
  try {
    return [
      ...(await tree()),
      ...(await checking(folder)),
      ...(await entries(folder)),
      ...(await register(folder)),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
