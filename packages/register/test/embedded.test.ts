import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
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
    const [own, binaries] = [join(folder, name), join(folder, name, 'bin')]
    mkdirSync(own)
    symlinkSync(binariesFolder(), binaries)
    // As root the binaries are run by a user who must get to them.
    for (const path of [folder, own]) chmodSync(path, 0o755)
    await makeTemplate(binaries)
    const template = join(
      own,
      readdirSync(own).find((file) => file.endsWith('.tar'))!,
    )
    writeFileSync(join(own, 'mark'), '')
    execFileSync('tar', ['-rf', template, '-C', own, 'mark'])
    return { binaries, template, state: join(own, 'state'), cluster: join(own, 'state/database') }
  }

  test('is unpacked, for its owner only, and left alone at the next call', async () => {
    const { binaries, state, cluster } = await templateIn('unpacked')
    await makeCluster(binaries, cluster)
    expect(existsSync(join(cluster, 'mark'))).toBe(true)
    expect(statSync(cluster).mode & 0o777).toBe(0o700)
    const owners = new Set(readdirSync(cluster).map((file) => statSync(join(cluster, file)).uid))
    expect([...owners]).toEqual([statSync(cluster).uid])
    rmSync(join(cluster, 'mark'))
    await makeCluster(binaries, cluster)
    expect(existsSync(join(cluster, 'mark'))).toBe(false)
    expect(readdirSync(state)).toEqual(['database'])
  })

  test('is passed over when it is damaged: the register makes its own', async () => {
    const { binaries, template, cluster } = await templateIn('damaged')
    truncateSync(template, 1_000_100)
    await makeCluster(binaries, cluster)
    expect(existsSync(join(cluster, 'global/pg_control'))).toBe(true)
    expect(statSync(cluster).mode & 0o777).toBe(0o700)
  })
})
