/**
 * `npm run torture -- [--kills N] [--storage folder|s3|both] [--rate]`: kills a register under load at random points,
 * again and again, and then checks all that it acknowledged and signed. Exit code 0 only if everything held.
 */
import { parseArgs } from 'node:util'
import { createClient } from '@avow/client'
import { openLocalStorage } from '../packages/register/src/storage/local.ts'
import { openS3Storage } from '../packages/register/src/storage/s3.ts'
import type { Storage } from '../packages/register/src/storage/storage.ts'
import { startObjectStore } from '../packages/register/test/object-store.ts'
import { makeSetting } from '../packages/register/test/setting.ts'
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
    environment: store.environmentOf(bucket),
    open: () => openS3Storage(bucket),
    stop: () => store.stop(),
  }
}

const steady = { AVOW_RATE_ENTRIES: '8', AVOW_RATE_PERIOD_MS: '100' }

/** @returns a sentence on what held @throws Error on the first thing that does not hold */
async function torture(place: Place, kills: number, rate: boolean): Promise<string> {
  const setting = await makeSetting({ ...place.environment, ...(rate ? steady : {}) })
  try {
    const { environment, witness } = setting
    const { told, roster, register } = await surviveKills({
      environment,
      kills,
      authors: 6,
      onKill(kill, { acknowledged, received }) {
        if (kill % 50 === 0)
          console.log(`  ${kill} kills, ${acknowledged.length + received.length} acknowledged`)
      },
    })
    const client = createClient({ base: register.address })
    const later = await Promise.all(told.received.map((file) => client.deposit(file)))
    await register.stop()
    const storage = await place.open(environment['AVOW_STATE']!)
    const acknowledged = [...told.acknowledged, ...later]
    const witnessed = witness.seen.map(({ note }) => note)
    const size = await checkLog({ acknowledged, roster, storage, witnessed })
    return `${kills} kills, ${acknowledged.length} acknowledged, none lost or twice; log of ${size} entries, ${witness.seen.length} checkpoints, no fork`
  } finally {
    setting.close()
  }
}

async function run(name: string, make: () => Promise<Place>, kills: number, rate: boolean): Promise<boolean> {
  const start = performance.now()
  console.log(`${name}${rate ? ', at a constant rate' : ''}`)
  const place = await make()
  try {
    console.log(`  ${await torture(place, kills, rate)}`)
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
    rate: { type: 'boolean', default: false },
  },
})
const kills = Number(values.kills)
let passed = 0
let failed = 0
const count = (isGood: boolean) => (isGood ? (passed += 1) : (failed += 1))
if (values.storage !== 's3') count(await run('folder', async () => folderPlace, kills, values.rate))
const reason = whyNoCeph()
if (values.storage !== 'folder' && reason === undefined)
  count(await run('object store', objectPlace, kills, values.rate))
else if (values.storage !== 'folder') console.log(`object store: skipped, ${reason}`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
