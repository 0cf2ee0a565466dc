import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { makeCluster, makeTemplate } from '../src/db/cluster.ts'
import { openDatabase } from '../src/db/database.ts'
import { startEmbedded } from '../src/db/embedded.ts'
import { binariesFolder } from '../src/db/postgres-process.ts'
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

describe('a cluster that the build made', () => {
  /** The binaries in a folder of the test's own, and the template that stands beside them, with a mark in it. */
  async function templateIn(name: string) {
    const binaries = join(folder, name, 'bin')
    mkdirSync(join(folder, name))
    symlinkSync(binariesFolder(), binaries)
    // As root the binaries are run by a user who must get to them.
    for (const path of [folder, join(folder, name)]) chmodSync(path, 0o755)
    await makeTemplate(binaries)
    const template = readdirSync(join(folder, name)).find((file) => file.startsWith('cluster-'))
    const path = join(folder, name, template!)
    writeFileSync(join(path, 'mark'), '')
    return { binaries, path }
  }

  test('is copied, for its owner only, and is the same at the next call', async () => {
    const { binaries, path } = await templateIn('copied')
    const cluster = join(folder, 'copied/state/database')
    await makeCluster(binaries, cluster)
    expect(existsSync(join(cluster, 'mark'))).toBe(true)
    const [copy, template] = [statSync(cluster), statSync(path)]
    expect([copy.mode & 0o777, copy.uid]).toEqual([0o700, template.uid])
    expect(statSync(join(cluster, 'PG_VERSION')).ino).not.toBe(statSync(join(path, 'PG_VERSION')).ino)
    rmSync(join(cluster, 'mark'))
    await makeCluster(binaries, cluster)
    expect(readdirSync(join(folder, 'copied/state'))).toEqual(['database'])
    expect(existsSync(join(cluster, 'mark'))).toBe(false)
  })

  test('is passed over when it is somebody else’s or cannot be read: the register makes its own', async () => {
    const { binaries, path } = await templateIn('foreign')
    if (process.getuid!() === 0) chownSync(path, 12_345, 12_345)
    else chmodSync(path, 0)
    const cluster = join(folder, 'foreign/state/database')
    await makeCluster(binaries, cluster)
    expect([existsSync(join(cluster, 'PG_VERSION')), existsSync(join(cluster, 'mark'))]).toEqual([
      true,
      false,
    ])
    expect(statSync(cluster).mode & 0o777).toBe(0o700)
    chmodSync(path, 0o700)
  })
})
