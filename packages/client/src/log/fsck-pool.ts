/** Threads that check units, one at a time each. */
import { Worker } from 'node:worker_threads'
import type { ErrorDetails } from '@avow/core/error'
import { ClientError, type ClientErrorCode } from '../error.ts'
import type { Unit } from './check-unit.ts'
import { type LogFault, type LogFaultCode, faultOf } from './fault.ts'

export interface WorkerSetup {
  readonly place: string
  readonly ahead: number
  /** A shared count of entries that were checked. */
  readonly progress: SharedArrayBuffer
}

export type WorkerAnswer =
  | { readonly faults: readonly { readonly code: LogFaultCode; readonly details: ErrorDetails }[] }
  | { readonly failure: { readonly code: string; readonly details: ErrorDetails; readonly message: string } }

export interface UnitChecker {
  /** How many units it checks at once. */
  readonly width: number
  /** @throws ClientError `unreachable` */
  check(unit: Unit): Promise<readonly LogFault[]>
  close(): Promise<void>
}

function faultsIn(answer: WorkerAnswer): LogFault[] {
  if ('faults' in answer) return answer.faults.map(({ code, details }) => faultOf(code, details))
  const { code, message, details } = answer.failure
  throw new ClientError(code as ClientErrorCode, message, details)
}

function ask(worker: Worker, unit: Unit): Promise<WorkerAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<WorkerAnswer>()
  worker.once('message', resolve)
  worker.once('error', reject)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  worker.postMessage(unit)
  return promise.finally(() => worker.removeListener('error', reject))
}

/** @param width threads; each begins to work as soon as it is given something */
export function startPool(width: number, setup: WorkerSetup): UnitChecker {
  const start = () =>
    new Worker(new URL(import.meta.resolve('@avow/client/fsck-worker')), { workerData: setup, execArgv: [] })
  const workers = Array.from({ length: width }, start)
  const free = [...workers]
  const waiting: ((worker: Worker) => void)[] = []
  const take = async (): Promise<Worker> => free.pop() ?? new Promise((resolve) => waiting.push(resolve))
  const giveBack = (worker: Worker): void => {
    const next = waiting.shift()
    if (next) next(worker)
    else free.push(worker)
  }
  return {
    width,
    async check(unit) {
      const worker = await take()
      try {
        return faultsIn(await ask(worker, unit))
      } finally {
        giveBack(worker)
      }
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
