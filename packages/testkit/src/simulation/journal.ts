/** What a program keeps on a disk: records one after the other, of which the last may be lost until they are synced. */
import type { Disk } from './process.ts'

export interface Journal<Item> {
  append(item: Item): void
  /** What was appended survives from now on; when it throws, it does or does not. */
  sync(): void
  items(): readonly Item[]
  /** The program, or the machine, has ended: what was not synced is gone. */
  lose(): void
}

export function createJournal<Item>(disk: Disk): Journal<Item> {
  const items: Item[] = []
  let durable = 0
  return {
    append: (item) => void items.push(item),
    sync: () => disk.use(() => void (durable = items.length)),
    items: () => items,
    lose: () => void items.splice(durable),
  }
}
