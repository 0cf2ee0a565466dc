import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { openDatabase } from '../src/db/database.ts'
import { startEmbedded } from '../src/db/embedded.ts'
import { createLogger } from '../src/logger.ts'

const folder = mkdtempSync(join(tmpdir(), 'avow-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const logger = createLogger('test', () => {})

test('the embedded database starts, keeps what was committed, and ends in order', async () => {
  for (const round of [0, 1]) {
    const server = await startEmbedded(join(folder, 'database'), logger)
    const { db, close } = await openDatabase(server.where, () => {})
    const { next_index: next } = await db.selectFrom('log').select('next_index').executeTakeFirstOrThrow()
    expect(next).toBe(round)
    await db
      .updateTable('log')
      .set({ next_index: round + 1 })
      .execute()
    await close()
    await server.stop()
  }
})

test('a database whose register was killed ends by itself, and the next one starts on the same folder', async () => {
  const program = `
    import { startEmbedded } from ${JSON.stringify(join(import.meta.dirname, '../src/db/embedded.ts'))}
    const server = await startEmbedded(${JSON.stringify(join(folder, 'killed'))}, { info() {} })
    console.log(JSON.stringify(server.where))
    setInterval(() => {}, 1000)
  `
  const child = spawn(process.execPath, ['--conditions=source', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const first = await openDatabase(JSON.parse(line.toString()), () => {})
  await first.db.updateTable('log').set({ next_index: 7 }).execute()
  child.kill('SIGKILL')
  const server = await startEmbedded(join(folder, 'killed'), logger)
  const { db, close } = await openDatabase(server.where, () => {})
  const { rows } = await sql<{ next_index: number }>`select next_index from log`.execute(db)
  expect(rows[0]?.next_index).toBe(7)
  await close()
  await first.close()
  await server.stop()
})
