/** What the witness remembers: of each log the checkpoint that it cosigned last. One SQLite file. */
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TreeHead } from '@avow/tlog'
import { WitnessError } from './error.ts'

/** A checkpoint that was cosigned. */
export interface Latest extends TreeHead {
  /** Of the cosignature; seconds since the epoch. */
  readonly time: number
  /** The signed note: the log's signatures, then the witness's. */
  readonly note: string
}

export interface Store {
  /** Undefined when nothing of this log was ever cosigned. */
  latest(origin: string): Latest | undefined
  /** The same, by the hex SHA-256 of the origin. */
  latestByHash(originHash: string): Latest | undefined
  /**
   * Remembers a checkpoint if what was remembered is still `from`; durable when it returns. One statement, so that
   * nobody, not even another process on the same file, comes between the comparison and the change.
   * @returns whether it did
   */
  advance(origin: Origin, from: Latest | undefined, to: Latest): boolean
  /** Keeps a checkpoint that contradicts one that was cosigned; of each log the first few. */
  keepEvidence(origin: string, note: string): void
  evidence(origin: string): string[]
  close(): void
}

export interface Origin {
  readonly name: string
  /** Hex SHA-256 of the name. */
  readonly hash: string
}

const evidenceLimit = 16

const schema = `
CREATE TABLE IF NOT EXISTS latest (
  origin TEXT PRIMARY KEY, origin_hash TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, root BLOB NOT NULL,
  time INTEGER NOT NULL, note TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS evidence (
  origin TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (origin, note)) STRICT;
PRAGMA user_version = 1;
`

/** Instead of a folder: a store that ends with the process, for simulations. */
const memory = ':memory:'

/** A store in memory as it begins: not built anew for each of many simulations. */
let fresh: Uint8Array | undefined

function openDatabase(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { timeout: 10_000 })
    if (path !== memory) chmodSync(path, 0o600)
    else if (fresh) database.deserialize(fresh)
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    database.exec(schema)
    if (path === memory) fresh ??= database.serialize()
    return database
  } catch (cause) {
    throw new WitnessError('store_unusable', 'the store cannot be opened', {}, cause)
  }
}

const latestOf = (row: Record<string, unknown> | undefined): Latest | undefined =>
  row && {
    size: row['size'] as number,
    root: row['root'] as Uint8Array,
    time: row['time'] as number,
    note: row['note'] as string,
  }

/** @param folder that exists, for the file `store.sqlite`, or `:memory:`. @throws WitnessError `store_unusable` */
export function openStore(folder: string): Store {
  const database = openDatabase(folder === memory ? memory : join(folder, 'store.sqlite'))
  const select = (column: string) =>
    database.prepare(`SELECT size, root, time, note FROM latest WHERE ${column} = ?`)
  const [byName, byHash] = [select('origin'), select('origin_hash')]
  const first = database.prepare(
    'INSERT INTO latest (origin, origin_hash, size, root, time, note) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const next = database.prepare(
    'UPDATE latest SET size = ?, root = ?, time = ?, note = ? WHERE origin = ? AND size = ? AND root = ? AND time <= ?',
  )
  const keep = database.prepare(
    `INSERT OR IGNORE INTO evidence SELECT ?, ? WHERE (SELECT count(*) FROM evidence WHERE origin = ?) < ${evidenceLimit}`,
  )
  const kept = database.prepare('SELECT note FROM evidence WHERE origin = ?')

  return {
    latest: (origin) => latestOf(byName.get(origin)),
    latestByHash: (originHash) => latestOf(byHash.get(originHash)),
    advance({ name, hash }, from, { size, root, time, note }) {
      const { changes } = from
        ? next.run(size, root, time, note, name, from.size, from.root, time)
        : first.run(name, hash, size, root, time, note)
      return Number(changes) === 1
    },
    keepEvidence: (origin, note) => void keep.run(origin, note, origin),
    evidence: (origin) => kept.all(origin).map((row) => row['note'] as string),
    close: () => database.close(),
  }
}
