/** A thread that checks units of a log. */
import { parentPort, workerData } from 'node:worker_threads'
import { AvowError } from '@avow/core/error'
import { type Unit, checkUnit } from './check-unit.ts'
import type { WorkerAnswer, WorkerSetup } from './fsck-pool.ts'
import { openSource } from './source.ts'

const { place, ahead, progress } = workerData as WorkerSetup
const source = openSource(place, { concurrency: 2 * ahead })
const checked = new BigInt64Array(progress)
const onEntries = (count: number) => void Atomics.add(checked, 0, BigInt(count))

async function answer(unit: Unit): Promise<WorkerAnswer> {
  try {
    const faults = await checkUnit(unit, { source, ahead, onEntries })
    return { faults: faults.map(({ code, details }) => ({ code, details })) }
  } catch (cause) {
    // An error's class does not survive the way between threads.
    const { code, details } = cause instanceof AvowError ? cause : { code: 'malformed', details: {} }
    return { failure: { code, details, message: cause instanceof Error ? cause.message : String(cause) } }
  }
}

const port = parentPort!

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
port.on('message', (unit: Unit) => void answer(unit).then((found) => port.postMessage(found)))
