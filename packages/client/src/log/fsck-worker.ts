/** A thread that checks units of a log. */
import { workerData } from 'node:worker_threads'
import { answerQuestions } from '../threads.ts'
import { type Unit, checkUnit } from './check-unit.ts'
import type { FoundFault, WorkerSetup } from './fsck-pool.ts'
import { openSource } from './source.ts'

const { place, ahead, progress } = workerData as WorkerSetup
const source = openSource(place, { concurrency: 2 * ahead })
const checked = new BigInt64Array(progress)
const onEntries = (count: number) => void Atomics.add(checked, 0, BigInt(count))

answerQuestions(async (unit: Unit): Promise<readonly FoundFault[]> => {
  const faults = await checkUnit(unit, { source, ahead, onEntries })
  return faults.map(({ code, details }) => ({ code, details }))
})
