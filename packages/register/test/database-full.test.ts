/** A disk that is full where the database writes: PostgreSQL's own error for it, as it meets it at a device that is always full. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createClient, refusalOf } from '@avow/client'
import { createAct } from '@avow/core'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../src/db/database.ts'
import { startEmbedded } from '../src/db/embedded.ts'
import { createLogger } from '../src/logger.ts'
import { makeSetting, sealOne, startRegister } from './setting.ts'

const device = '/dev/full'

/** A register on a server of its own, and a way to that server beside it. */
async function startBeside() {
  const setting = await makeSetting()
  onTestFinished(() => setting.close())
  const quiet = createLogger('test', () => {})
  const server = await startEmbedded(join(setting.folder, 'server'), quiet)
  onTestFinished(() => server.stop())
  const { host, user, database } = server.where
  const DATABASE_URL = `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}`
  const register = await startRegister({ ...setting.environment, DATABASE_URL })
  const { db, close } = await openDatabase(server.where, () => {})
  onTestFinished(async () => {
    await close()
    await register.stop()
  })
  return { db, register }
}

test.runIf(existsSync(device))(
  'refuses as full, goes on answering, and takes the same when there is room; what it acknowledged stays where it was',
  async () => {
    const { db, register } = await startBeside()
    const client = createClient({ base: register.address })
    const roster = await client.roster()
    const [first, second] = [await sealOne(roster), await sealOne(roster)]
    const acknowledged = await client.deposit(first.file)
    const word = createAct({ kind: 'word', statement: first.statement, body: {} }, first.keys.seed)
    await sql
      .raw(
        `create function write_to_full() returns trigger language plpgsql
         as $$ begin execute 'copy (select 1) to ''${device}'''; return null; end $$`,
      )
      .execute(db)
    await sql`create trigger full_disk before insert on entries execute function write_to_full()`.execute(db)
    for (let times = 0; times < 3; times += 1) {
      const full = { code: 'refused', details: { code: 'storage_full', status: 507 } }
      await expect(client.deposit(second.file)).rejects.toMatchObject(full)
      await expect(client.act(word)).rejects.toMatchObject(full)
      expect((await client.status(first.keys.locator)).statement).toBe(first.statement)
      expect(await client.status(second.keys.locator).catch(refusalOf)).toBe('deposit_unknown')
    }
    expect(register.child.exitCode).toBeNull()
    await sql`drop trigger full_disk on entries`.execute(db)
    expect((await client.deposit(first.file)).index).toBe(acknowledged.index)
    const [late, given] = [await client.deposit(second.file), await client.act(word)]
    expect(new Set([acknowledged.index, late.index, given.index]).size).toBe(3)
  },
)
