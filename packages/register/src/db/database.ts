/** The connection to PostgreSQL, and the migrations that bring it to the present schema. */
import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { type CustomTypesConfig, Pool, type PoolConfig, types as parsers } from 'pg'
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
  if (/^(08|57P)/.test(code) || ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE'].includes(code))
    return new RegisterError('database_unavailable', 'the database does not answer', {}, cause)
  return cause
}

/** @param where a connection string, or host and user of the embedded server */
export async function openDatabase(
  where: Pick<PoolConfig, 'connectionString' | 'host' | 'user' | 'database'>,
  onError: (cause: Error) => void,
): Promise<OpenedDatabase> {
  const pool = new Pool({ ...where, types, max: 10, application_name: 'avow' })
  // A connection that breaks while idle is replaced at the next query.
  let isClosing = false
  pool.on('error', (cause) => isClosing || onError(cause))
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  try {
    await migrate(db)
    return {
      db,
      close() {
        isClosing = true
        return db.destroy()
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
