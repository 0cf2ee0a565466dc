/** One network at a time in a folder. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fail } from '../error.ts'

export interface Lock {
  /** The network before was ended by force: its daemons may still be on their way out. */
  readonly wasLeft: boolean
  release(): void
}

function open(folder: string): DatabaseSync {
  try {
    return new DatabaseSync(join(folder, 'lock.sqlite'))
  } catch (cause) {
    throw fail('file_unwritable', { file: folder }, cause)
  }
}

/**
 * A lock that goes with the process, however that ends: the system's own lock on a file, by way of SQLite.
 * @returns undefined when another process has it @throws CliError `file_unwritable`
 */
export function lockFolder(folder: string): Lock | undefined {
  const mark = join(folder, 'running')
  const file = open(folder)
  try {
    file.exec('BEGIN EXCLUSIVE')
  } catch {
    file.close()
    return undefined
  }
  const wasLeft = existsSync(mark)
  writeFileSync(mark, '')
  return {
    wasLeft,
    release() {
      rmSync(mark, { force: true })
      file.close()
    },
  }
}
