/** Clocks that are set back, at register, witness and database: what is published does not go back, and nothing stalls. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Client, createClient } from '@avow/client'
import { createReceiptVerifier } from '@avow/verify'
import { parseCheckpoint, parseNote } from '@avow/tlog'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../src/db/database.ts'
import { startEmbedded } from '../src/db/embedded.ts'
import { createLogger } from '../src/logger.ts'
import { type RegisterProcess, type Setting, makeSetting, startRegister } from './setting.ts'
import { envelopeMaker } from './torture.ts'

const [entries, period] = [8, 200]

let setting: Setting
let register: RegisterProcess
let client: Client
let makeEnvelope: () => Uint8Array
beforeAll(async () => {
  setting = await makeSetting({
    AVOW_RATE_ENTRIES: String(entries),
    AVOW_RATE_PERIOD_MS: String(period),
    AVOW_COSIGN_MS: '300',
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'set-back-clock.ts')}`,
  })
  register = await startRegister(setting.environment)
  client = createClient({ base: register.address })
  makeEnvelope = await envelopeMaker(await client.roster())
})
afterAll(async () => {
  await register?.stop()
  setting?.close()
})

const setBack = () => register.child.kill('SIGUSR2')
const sizeOf = (checkpoint: string) => parseCheckpoint(parseNote(checkpoint).text).size

async function depositWitnessed() {
  const answer = await client.submit(makeEnvelope(), { until: 'witnessed', wait: 20 })
  if (answer.state !== 'witnessed') throw new Error(`only ${answer.state}`)
  return answer
}

test('the register’s: periods go on one by one, and receipts hold as before', async () => {
  const roster = await client.roster()
  const before = await depositWitnessed()
  setBack()
  const start = performance.now()
  const after = []
  for (let count = 0; count < 5; count += 1) after.push(await depositWitnessed())
  // From the period of the first, which had not ended at the start: what is cosigned may be behind by some.
  const from = Math.floor(after[0]!.index / entries) * entries
  const grown = sizeOf(await client.checkpoint()) - from
  // No burst: a period is never shorter than it is, by a clock that nobody sets. No standstill: five came through.
  expect(grown / entries).toBeLessThanOrEqual((performance.now() - start) / period + 2)
  const sizes = setting.witness.seen.map(({ size }) => size)
  expect(sizes.every((size, at) => size % entries === 0 && size >= (sizes[at - 1] ?? 0))).toBe(true)
  const verifier = createReceiptVerifier(roster)
  const times = [before, ...after].map(({ receipt, act }) => verifier.receipt(receipt, act).time!)
  expect(times).toEqual([...times].sort((a, b) => a - b))
})

test('the witness’s: newer cosignatures that say an earlier time are not published in place of later ones', async () => {
  // Without growth only the time can change.
  const quiet = await makeSetting({ AVOW_COSIGN_MS: '100' })
  const other = await startRegister(quiet.environment)
  try {
    const roster = await createClient({ base: other.address }).roster()
    const verifier = createReceiptVerifier(roster)
    const published = () => {
      const file = join(quiet.environment['AVOW_STATE']!, 'log/checkpoint')
      return verifier.checkpoint(readFileSync(file, 'utf8')).observed!
    }
    quiet.witness.ahead = 7200
    const make = await envelopeMaker(roster)
    const asked = createClient({ base: other.address })
    const { act, receipt } = (await asked.submit(make(), { until: 'witnessed', wait: 20 })) as Awaited<
      ReturnType<typeof depositWitnessed>
    >
    quiet.witness.ahead = 0
    /** Until the register has taken in what the witness had said before: it asks for one after the other. */
    const askedAgain = async (times: number) => {
      const seen = quiet.witness.seen.length
      while (quiet.witness.seen.length < seen + times) await setTimeout(20)
    }
    await askedAgain(2)
    const latest = published()
    expect(latest).toBeGreaterThan(Date.now() + 3_600_000)
    await askedAgain(3)
    expect(published()).toBe(latest)
    expect(verifier.checkpoint(await asked.checkpoint()).observed).toBe(latest)
    expect(verifier.receipt(receipt, act).isWitnessed).toBe(true)
  } finally {
    await other.stop()
    quiet.close()
  }
})

test('the database’s: a lease from before, which would last for an hour, holds nobody up', async () => {
  const own = await makeSetting({ AVOW_COSIGN_MS: '300' })
  const server = await startEmbedded(
    join(own.folder, 'server'),
    createLogger('test', () => {}),
  )
  const { host, user, database } = server.where
  const { db, close } = await openDatabase(server.where, () => {})
  try {
    // Somebody who is there, and does nothing.
    await db.connection().execute(async (held) => {
      await sql`update log set leader_until = now() + interval '1 hour', leader = (
        select pid || '@' || extract(epoch from backend_start) from pg_stat_activity where pid = pg_backend_pid()
      )`.execute(held)
      const DATABASE_URL = `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}`
      const other = await startRegister({ ...own.environment, DATABASE_URL })
      const asked = createClient({ base: other.address })
      const make = await envelopeMaker(await asked.roster())
      expect((await asked.submit(make(), { until: 'witnessed', wait: 20 })).state).toBe('witnessed')
      await other.stop()
    })
  } finally {
    await close()
    await server.stop()
    own.close()
  }
})
