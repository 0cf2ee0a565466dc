/** One network at a time in a folder. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Lock as FileLock, takeLock } from '@avow/client/lock'
import { fail } from '../error.ts'

export interface Lock {
  /** The network before was ended by force: its daemons may still be on their way out. */
  readonly wasLeft: boolean
  release(): void
}

function take(folder: string): FileLock | undefined {
  try {
    return takeLock(join(folder, 'lock.sqlite'))
  } catch (cause) {
    throw fail('file_unwritable', { file: folder }, cause)
  }
}

/**
 * A lock that goes with the process, however that ends.
 * @returns undefined when another process has it @throws CliError `file_unwritable`
 */
export function lockFolder(folder: string): Lock | undefined {
  const mark = join(folder, 'running')
  const lock = take(folder)
  if (!lock) return undefined
  const wasLeft = existsSync(mark)
  writeFileSync(mark, '')
  return {
    wasLeft,
    release() {
      rmSync(mark, { force: true })
      lock.release()
    },
  }
}
