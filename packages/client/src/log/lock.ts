/** One process at a time. */
import { DatabaseSync } from 'node:sqlite'

export interface Lock {
  release(): void
}

/**
 * The system's own lock on a file, by way of SQLite: it goes with the process, however that ends.
 * @param file that is made where there is none, in a folder that there is
 * @returns undefined when somebody else has it
 */
export function takeLock(file: string): Lock | undefined {
  const database = new DatabaseSync(file)
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch {
    database.close()
    return undefined
  }
  return { release: () => void (database.isOpen && database.close()) }
}
