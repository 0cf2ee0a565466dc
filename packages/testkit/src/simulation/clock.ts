/** Virtual time: what is to happen, in the order in which it happens. Nothing waits for real time. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Does some work after so many milliseconds. @returns what takes that back */
  after(milliseconds: number, work: () => void): () => void
  sleep(milliseconds: number): Promise<void>
  /** What would happen later than in so many milliseconds happens then. */
  hasten(milliseconds: number): void
  /** Goes on to the next event, if there is one until then, and does its work. @returns whether there was one */
  step(until: number): boolean
}

interface Event {
  time: number
  /** Undefined when it was taken back. */
  work: (() => void) | undefined
}

/** Where an event goes in a queue that ends with the next one. Of events at one time the first stays the first. */
function placeIn(queue: readonly Event[], time: number): number {
  let [low, high] = [0, queue.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (queue[middle]!.time > time) low = middle + 1
    else high = middle
  }
  return low
}

export function createClock(start: number): Clock {
  const queue: Event[] = []
  let now = start

  function after(milliseconds: number, work: () => void): () => void {
    const event: Event = { time: now + Math.max(0, Math.ceil(milliseconds)), work }
    queue.splice(placeIn(queue, event.time), 0, event)
    return () => void (event.work = undefined)
  }

  return {
    now: () => now,
    after,
    sleep: (milliseconds) => new Promise((resolve) => after(milliseconds, resolve)),
    hasten(milliseconds) {
      for (const event of queue) event.time = Math.min(event.time, now + milliseconds)
    },
    step(until) {
      while (queue.length > 0 && queue.at(-1)!.work === undefined) queue.pop()
      const event = queue.at(-1)
      if (!event || event.time > until) {
        now = Math.max(now, until)
        return false
      }
      queue.pop()
      now = event.time
      event.work!()
      return true
    },
  }
}

/** Resolves when everything that can go on without virtual time passing has gone on. @param isWorking whether something takes real time */
export async function settled(isWorking: () => boolean): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve))
  while (isWorking())
}
