/** The connection to PostgreSQL, and the migrations that bring it to the present schema. */
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { type CustomTypesConfig, Pool, type PoolClient, type PoolConfig, types as parsers } from 'pg'
import { RegisterError } from '../error.ts'
import { migrations } from './migrations.ts'
import type { Schema } from './schema.ts'

export type Database = Kysely<Schema>

/** `bigint` columns hold indexes and sizes, far below 2^53. */
const types: CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text') =>
    id === parsers.builtins.INT8
      ? Number
      : parsers.getTypeParser(id, format)) as CustomTypesConfig['getTypeParser'],
}

export interface OpenedDatabase {
  readonly db: Database
  close(): Promise<void>
}

/** A disk that is full on the side of the database is the same to whoever deposits. */
export function asDatabaseError(cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === '53100')
    return new RegisterError(
      'storage_full',
      'the disk is full; nothing that was acknowledged is lost',
      {},
      cause,
    )
  const isCut = cause instanceof Error && /^Connection terminated|^timeout exceeded/.test(cause.message)
  if (isCut || /^(08|57P)/.test(code) || ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE'].includes(code))
    return new RegisterError('database_unavailable', 'the database does not answer', {}, cause)
  return cause
}

/** Milliseconds without a word from the database after which its connections are given up. */
const patience = 10_000
const beat = 2000

/**
 * A network that has lost the database says nothing, and a query would wait for ever. Connections of which one that is
 * used for nothing else hears nothing are cut: what waits fails, is told to whoever waits, and may be sent again.
 */
async function watch(where: PoolConfig, cut: (cause: Error) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const pulse = new Pool({ ...where, max: 1, connectionTimeoutMillis: patience, query_timeout: patience })
    pulse.on('error', () => {})
    try {
      while (!signal.aborted) {
        await pulse.query('select 1')
        await delay(beat, undefined, { signal }).catch(() => {})
      }
    } catch (cause) {
      cut(cause as Error)
      await delay(beat, undefined, { signal }).catch(() => {})
    }
    // The connection may be the one that hangs: its end is not waited for.
    void pulse.end().catch(() => {})
  }
}

/** Ends the connections of a pool at once. */
function cutterOf(pool: Pool): () => void {
  const open = new Set<PoolClient>()
  pool.on('connect', (client) => {
    open.add(client)
    // One that is in use and waits for no answer has nobody else to tell: unheard, its end would be the process's.
    client.on('error', () => {})
  })
  pool.on('remove', (client) => open.delete(client))
  return () => {
    for (const client of open)
      (client as unknown as { connection: { stream: Duplex } }).connection.stream.destroy()
  }
}

/** @param where a connection string, or host and user of the embedded server */
export async function openDatabase(
  where: Pick<PoolConfig, 'connectionString' | 'host' | 'user' | 'database'>,
  onError: (cause: Error) => void,
): Promise<OpenedDatabase> {
  const pool = new Pool({
    ...where,
    types,
    max: 10,
    application_name: 'avow',
    connectionTimeoutMillis: patience,
  })
  const [cut, closing] = [cutterOf(pool), new AbortController()]
  // A connection that breaks while idle is replaced at the next query.
  let isClosing = false
  pool.on('error', (cause) => isClosing || onError(cause))
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  try {
    await migrate(db)
    const watching = watch(
      { ...where, application_name: 'avow' },
      (cause) => {
        onError(cause)
        cut()
      },
      closing.signal,
    )
    return {
      db,
      async close() {
        isClosing = true
        closing.abort()
        await watching
        await db.destroy()
      },
    }
  } catch (cause) {
    await db.destroy()
    throw asDatabaseError(cause)
  }
}

async function migrate(db: Database): Promise<void> {
  const provider = { getMigrations: async () => migrations }
  const { error } = await new Migrator({ db, provider }).migrateToLatest()
  if (error) throw error
}
