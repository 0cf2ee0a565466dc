/** Programs that end at any moment and are started again: what they had in memory is gone, and what was on its way to them too. */
import type { Faults } from './faults.ts'
import type { Random } from './random.ts'

/** Thrown at a program that has ended: nothing that it still does counts. */
export class Ended extends Error {}

/** What a program is told when its disk fails. */
export class DiskFault extends Error {
  override readonly name = 'DiskFault'
}

/** One life of a program, from a start to an end. */
export interface Life {
  readonly signal: AbortSignal
  isOver(): boolean
  end(): void
  /** What comes after the end does not come. */
  bind<T>(promise: Promise<T>): Promise<T>
}

/** Why a life is over; made once, which is cheap. */
const ended = new Ended()

export function createLife(): Life {
  const ending = new AbortController()
  const isOver = () => ending.signal.aborted
  return {
    signal: ending.signal,
    isOver,
    end: () => ending.abort(ended),
    bind: (promise) =>
      new Promise((resolve, reject) => {
        promise.then(
          (value) => isOver() || resolve(value),
          (cause: unknown) => isOver() || reject(cause as Error),
        )
      }),
  }
}

/** Where a program keeps what it must not forget. */
export interface Disk {
  /** Does something that is durable when it returns. It may fail, or be the last that the program does, before or after it is done. */
  use<T>(work: () => T): T
}

export function createDisk(faults: Faults, random: Random, life: () => Life, crash: () => void): Disk {
  return {
    use(work) {
      if (life().isOver()) throw new Ended()
      const isEnd = faults.happens('crash')
      if (!isEnd && !faults.happens('disk fault')) return work()
      if (random.chance(0.5)) work()
      if (!isEnd) throw new DiskFault('the disk failed')
      crash()
      throw new Ended()
    },
  }
}

/** Every call of an object as a use of the disk. */
export function onDisk<T extends object>(target: T, disk: Disk): T {
  return new Proxy(target, {
    get(_, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...values: unknown[]) => disk.use(() => Reflect.apply(member, target, values) as unknown)
    },
  })
}
