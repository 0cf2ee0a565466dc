/** Checks a log again and again, a few units at a time. */
import { checkUnit, unitLength, unitOf } from './check-unit.ts'
import type { SeenCheckpoint } from './checkpoint.ts'
import { readEdge, readUpper } from './edge.ts'
import { type LogFault, isFault } from './fault.ts'
import { createLogReader } from './reader.ts'
import type { LogSource } from './source.ts'

export interface Replayed {
  /** Of everything, as of the last time that each part was looked at. */
  readonly faults: readonly LogFault[]
  /** Whether this was the last part of the log; the next step begins with the first again. */
  readonly isWhole: boolean
}

export interface Replayer {
  /** @throws ClientError `unreachable` */
  step(checkpoint: SeenCheckpoint): Promise<Replayed>
}

/** @param units of 65,536 entries in one step */
export function createReplayer(source: LogSource, units: number): Replayer {
  /** By unit; those above all units by -1. */
  const found = new Map<number, readonly LogFault[]>()
  let next = 0

  async function check(checkpoint: SeenCheckpoint, count: number): Promise<void> {
    const reader = createLogReader(source, checkpoint.size)
    const edge = await readEdge(reader, checkpoint)
    const { column, faults } = await readUpper(reader, edge)
    found.set(-1, faults)
    for (const end = Math.min(count, next + units); next < end; next += 1) {
      const unit = unitOf(next, checkpoint.size, edge, column)
      found.set(next, await checkUnit(unit, { source, ahead: 32 }))
    }
  }

  return {
    async step(checkpoint) {
      const count = Math.ceil(checkpoint.size / unitLength)
      try {
        await check(checkpoint, count)
      } catch (cause) {
        if (!isFault(cause)) throw cause
        found.set(-1, [cause])
        next = count
      }
      const isWhole = next >= count
      if (isWhole) next = 0
      return { faults: [...found.values()].flat(), isWhole }
    },
  }
}
