/**
 * `npm run torture -- [--kills N] [--storage folder|s3|both] [--registers N] [--rate]`: kills a register under load at
 * random points, again and again, and then checks all that was acknowledged and signed. With several registers they
 * share one database. Exit code 0 only if everything held.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createClient } from '@avow/client'
import { startEmbedded } from '../packages/register/src/db/embedded.ts'
import { createLogger } from '../packages/register/src/logger.ts'
import { openLocalStorage } from '../packages/register/src/storage/local.ts'
import { openS3Storage } from '../packages/register/src/storage/s3.ts'
import type { Storage } from '../packages/register/src/storage/storage.ts'
import { environmentOf, startObjectStore } from '../packages/register/test/object-store.ts'
import { type Setting, makeSetting } from '../packages/register/test/setting.ts'
import { checkLog, surviveKills } from '../packages/register/test/torture.ts'
import { whyNoCeph } from './ceph.ts'

interface Place {
  readonly environment: Readonly<Record<string, string>>
  open(state: string): Promise<Storage>
  stop(): void
}

const folderPlace: Place = {
  environment: {},
  open: (state) => openLocalStorage(state, { reserve: 0 }),
  stop() {},
}

async function objectPlace(): Promise<Place> {
  const store = await startObjectStore()
  const bucket = await store.makeBucket()
  return {
    environment: environmentOf(bucket),
    open: () => openS3Storage(bucket),
    stop: () => store.stop(),
  }
}

const steady = { AVOW_RATE_ENTRIES: '8', AVOW_RATE_PERIOD_MS: '100' }

interface Torture {
  readonly kills: number
  readonly registers: number
  readonly rate: boolean
}

/** A database that several registers share. One register has its own, which is killed with it. */
async function sharedDatabase({ folder }: Setting) {
  const server = await startEmbedded(
    join(folder, 'server'),
    createLogger('torture', () => {}),
  )
  const { host, user, database } = server.where
  return { server, url: `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}` }
}

async function surviveAndCheck(
  place: Place,
  { kills, registers }: Torture,
  setting: Setting,
): Promise<string> {
  const shared = registers > 1 ? await sharedDatabase(setting) : undefined
  const environment: Setting['environment'] = {
    ...setting.environment,
    ...(shared ? { DATABASE_URL: shared.url } : {}),
  }
  const { witness } = setting
  const survived = await surviveKills({
    environments: Array.from({ length: registers }, () => environment),
    kills,
    authors: 6,
    onKill(kill, { acknowledged, received }) {
      if (kill % 50 === 0)
        console.log(`  ${kill} kills, ${acknowledged.length + received.length} acknowledged`)
    },
  })
  const { told, roster } = survived
  const client = createClient({ base: survived.registers[0]!.address })
  const later = await Promise.all(told.received.map((file) => client.deposit(file)))
  await Promise.all(survived.registers.map((register) => register.stop()))
  await shared?.server.stop()
  const storage = await place.open(environment['AVOW_STATE']!)
  const acknowledged = [...told.acknowledged, ...later]
  const witnessed = witness.seen.map(({ note }) => note)
  const size = await checkLog({ acknowledged, roster, storage, witnessed })
  return `${kills} kills, ${acknowledged.length} acknowledged, none lost or twice; log of ${size} entries, ${witness.seen.length} checkpoints, no fork`
}

/** @returns a sentence on what held @throws Error on the first thing that does not hold */
async function torture(place: Place, how: Torture): Promise<string> {
  const setting = await makeSetting({ ...place.environment, ...(how.rate ? steady : {}) })
  try {
    return await surviveAndCheck(place, how, setting)
  } finally {
    setting.close()
  }
}

const titleOf = (name: string, { registers, rate }: Torture): string =>
  [name, ...(registers > 1 ? [`${registers} registers`] : []), ...(rate ? ['at a constant rate'] : [])].join(
    ', ',
  )

async function run(name: string, make: () => Promise<Place>, how: Torture): Promise<boolean> {
  const start = performance.now()
  console.log(titleOf(name, how))
  const place = await make()
  try {
    console.log(`  ${await torture(place, how)}`)
    return true
  } catch (cause) {
    console.log(`  FAILED: ${cause instanceof Error ? cause.message : String(cause)}`)
    return false
  } finally {
    place.stop()
    console.log(`  ${Math.round((performance.now() - start) / 1000)} s`)
  }
}

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    storage: { type: 'string', default: 'both' },
    registers: { type: 'string', default: '1' },
    rate: { type: 'boolean', default: false },
  },
})
const how: Torture = {
  kills: Number(values.kills),
  registers: Number(values.registers),
  rate: values.rate,
}
let passed = 0
let failed = 0
const count = (isGood: boolean) => (isGood ? (passed += 1) : (failed += 1))
if (values.storage !== 's3') count(await run('folder', async () => folderPlace, how))
const reason = whyNoCeph()
if (values.storage !== 'folder' && reason === undefined) count(await run('object store', objectPlace, how))
else if (values.storage !== 'folder') console.log(`object store: skipped, ${reason}`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
