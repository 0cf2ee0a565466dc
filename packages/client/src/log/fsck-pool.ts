/** Checks units in this thread, which begins at once, and in others beside it as soon as those are there. */
import { ClientError, type ClientErrorCode } from '../error.ts'
import { type Failure, createThreads } from '../threads.ts'
import type { Unit } from './check-unit.ts'
import { type LogFault, faultOf } from './fault.ts'

export interface WorkerSetup {
  readonly place: string
  readonly ahead: number
  /** A shared count of entries that were checked. */
  readonly progress: SharedArrayBuffer
}

/** What is left of a fault on its way between threads. */
export type FoundFault = Pick<LogFault, 'code' | 'details'>

/** @throws ClientError `unreachable` */
export type CheckUnit = (unit: Unit) => Promise<readonly LogFault[]>

export interface UnitChecker {
  /** How many units it takes at once. */
  readonly width: number
  readonly check: CheckUnit
  close(): Promise<void>
}

const errorOf = ({ code, message, details }: Failure): ClientError =>
  new ClientError(code === 'unexpected' ? 'malformed' : (code as ClientErrorCode), message, details)

/** Units that a thread is given at once: when it is done with one, the next is there. */
const depth = 2

/** @param beside threads beside this one */
export function startPool(beside: number, setup: WorkerSetup, checkHere: CheckUnit): UnitChecker {
  const module = new URL(import.meta.resolve('@avow/client/fsck-worker'))
  const threads = createThreads<Unit, readonly FoundFault[]>({ module, width: beside, setup, errorOf })
  const checkThere: CheckUnit = async (unit) =>
    (await threads.ask(unit)).map(({ code, details }) => faultOf(code, details))
  const free: CheckUnit[] = [...Array.from({ length: depth * beside }, () => checkThere), checkHere]
  const waiting: ((check: CheckUnit) => void)[] = []
  const take = async (): Promise<CheckUnit> => free.pop() ?? new Promise((resolve) => waiting.push(resolve))
  const giveBack = (check: CheckUnit): void => {
    const next = waiting.shift()
    if (next) next(check)
    else free.push(check)
  }
  return {
    width: free.length,
    async check(unit) {
      const check = await take()
      return check(unit).finally(() => giveBack(check))
    },
    close: () => threads.close(),
  }
}
