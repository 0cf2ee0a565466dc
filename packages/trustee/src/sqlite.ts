/** The SQLite file of a trustee, and the few ways in which it is asked. */
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { TrusteeError } from './error.ts'
import { institutionSchema } from './institutions/store.ts'
import { reshareSchema } from './reshare/sqlite-store.ts'
import { togetherSchema, vouchedSchema } from './store-together.ts'

/** The store's history. A schema that has been released is never changed; the next one is added. */
export const firstSchema = `
CREATE TABLE IF NOT EXISTS position (
  only INTEGER PRIMARY KEY CHECK (only = 1), cursor INTEGER NOT NULL, size INTEGER NOT NULL, root TEXT, read_time INTEGER) STRICT;
INSERT OR IGNORE INTO position VALUES (1, 0, 0, NULL, NULL);
CREATE TABLE IF NOT EXISTS rosters (hash TEXT PRIMARY KEY, roster TEXT NOT NULL, pinned INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS deposits (
  statement TEXT PRIMARY KEY, deposited INTEGER NOT NULL, author TEXT, trustee INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('holds', 'refused', 'releasing', 'released', 'destroyed')),
  code TEXT, due INTEGER, answered TEXT) STRICT;
CREATE INDEX IF NOT EXISTS deposits_due ON deposits (due) WHERE due IS NOT NULL AND state IN ('holds', 'releasing');
CREATE INDEX IF NOT EXISTS deposits_unanswered ON deposits (deposited) WHERE answered IS NOT state AND state <> 'releasing';
CREATE TABLE IF NOT EXISTS shares (statement TEXT PRIMARY KEY, held TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS releases (statement TEXT PRIMARY KEY, act TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS acts (
  statement TEXT NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, place INTEGER NOT NULL,
  PRIMARY KEY (statement, kind, actor)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS evidence (kind TEXT NOT NULL, checkpoint TEXT NOT NULL, time INTEGER NOT NULL,
  PRIMARY KEY (kind, checkpoint)) STRICT;
`

/** Observed times of deposits and acts, signs of life, pauses, and when authors could be heard. */
const hearing = `
ALTER TABLE deposits ADD COLUMN time INTEGER;
ALTER TABLE acts ADD COLUMN time INTEGER;
ALTER TABLE deposits ADD COLUMN sign INTEGER;
ALTER TABLE deposits ADD COLUMN check_in INTEGER;
CREATE TABLE pauses (statement TEXT NOT NULL, start INTEGER NOT NULL, until INTEGER NOT NULL,
  PRIMARY KEY (statement, start)) STRICT, WITHOUT ROWID;
CREATE TABLE heard (start INTEGER PRIMARY KEY, until INTEGER NOT NULL) STRICT;
`

/** What the author was told, and what is new since. */
const reports = `
DROP INDEX deposits_unanswered;
ALTER TABLE deposits DROP COLUMN answered;
ALTER TABLE deposits ADD COLUMN warned TEXT NOT NULL DEFAULT '';
ALTER TABLE deposits ADD COLUMN news INTEGER NOT NULL DEFAULT 1;
ALTER TABLE deposits ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
CREATE INDEX deposits_untold ON deposits (deposited) WHERE told <> news AND state <> 'releasing';
`

const schemas = [
  firstSchema,
  hearing,
  institutionSchema,
  togetherSchema,
  reports,
  vouchedSchema,
  reshareSchema,
]

type Value = string | number | null
export type Row = Record<string, unknown>

/** SQL with its values. Statements are few, and each is compiled once. */
export interface Sql {
  one(sql: string, ...values: Value[]): Row | undefined
  all(sql: string, ...values: Value[]): Row[]
  /** @returns how many rows it changed */
  run(sql: string, ...values: Value[]): number
  /** All or nothing, and durable when the outermost returns. */
  transaction(work: () => void): void
  /** Moves everything into the main file and cuts the write-ahead file, where old pages would stay readable. */
  truncateLog(): void
  close(): void
}

/** Instead of a folder: a store that ends with the process, for simulations. */
const memory = ':memory:'

/** A store in memory as it begins: not built anew for each of many simulations. */
let fresh: Uint8Array | undefined

/** Brings the file to the newest schema, each step whole or not at all. */
function migrate(database: DatabaseSync): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number }
  for (const [at, schema] of schemas.entries())
    if (at >= version) database.exec(`BEGIN;${schema}PRAGMA user_version = ${at + 1};COMMIT`)
}

/** EXCLUSIVE: a second daemon on the same folder must not start. */
function openDatabase(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path)
    if (path !== memory) chmodSync(path, 0o600)
    else if (fresh) database.deserialize(fresh)
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    database.exec('PRAGMA secure_delete = ON;')
    migrate(database)
    if (path === memory) fresh ??= database.serialize()
    return database
  } catch (cause) {
    const message = 'the store cannot be opened; is another daemon using it?'
    throw new TrusteeError('store_unusable', message, {}, cause)
  }
}

/** @throws TrusteeError `store_unusable` */
export function openSql(folder: string): Sql {
  const database = openDatabase(folder === memory ? memory : join(folder, 'store.sqlite'))
  const prepared = new Map<string, StatementSync>()
  let isInTransaction = false
  let isToBeCut = false
  function prepare(sql: string): StatementSync {
    const known = prepared.get(sql) ?? database.prepare(sql)
    prepared.set(sql, known)
    return known
  }
  function truncateLog(): void {
    isToBeCut = isInTransaction
    if (!isInTransaction) database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  }
  function transaction(work: () => void): void {
    if (isInTransaction) return work()
    prepare('BEGIN IMMEDIATE').run()
    isInTransaction = true
    try {
      work()
      prepare('COMMIT').run()
    } catch (cause) {
      prepare('ROLLBACK').run()
      throw cause
    } finally {
      isInTransaction = false
    }
    if (isToBeCut) truncateLog()
  }
  // A daemon that was killed while it destroyed a share may have left the old page there.
  truncateLog()
  return {
    one: (sql, ...values) => prepare(sql).get(...values) as Row | undefined,
    all: (sql, ...values) => prepare(sql).all(...values) as Row[],
    run: (sql, ...values) => Number(prepare(sql).run(...values).changes),
    transaction,
    truncateLog,
    close: () => database.close(),
  }
}
