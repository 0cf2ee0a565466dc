/** Where the log stands, for everybody in this process who reads or waits. */
import { EventEmitter, once } from 'node:events'

/** The log's own signed checkpoint. */
export interface Head {
  readonly size: number
  /** A signed note; empty before the first. */
  readonly checkpoint: string
}

/** A checkpoint with the quorum's cosignatures. */
export interface Cosigned extends Head {
  /** Milliseconds since the epoch, by the quorum; without a quorum by the register's own clock. */
  readonly time: number
}

export interface LogHead {
  /** The newest that is in tiles and on disk. */
  head(): Head
  /** The newest with the quorum's cosignatures, and of that size the newest cosignatures. */
  cosigned(): Cosigned | undefined
  setHead(head: Head): void
  setCosigned(cosigned: Cosigned): void
  /** Resolves at the next new checkpoint of the log's own. Rejects when aborted. */
  grows(signal: AbortSignal): Promise<void>
  /** Resolves at the next new cosigned checkpoint or newer cosignature. Rejects when aborted. */
  isCosigned(signal: AbortSignal): Promise<void>
  /** Resolves when the entry is in the signed log. Rejects when aborted. */
  holds(index: number, signal: AbortSignal): Promise<void>
  /** Resolves when a cosigned checkpoint covers the entry. Rejects when aborted. */
  covers(index: number, signal: AbortSignal): Promise<void>
}

/** A larger log, or newer cosignatures of one as large. */
export const isNewer = (next: Cosigned, known: Cosigned): boolean =>
  next.size > known.size || (next.size === known.size && next.time > known.time)

export function createLogHead(): LogHead {
  const events = new EventEmitter().setMaxListeners(0)
  let head: Head = { size: 0, checkpoint: '' }
  let cosigned: Cosigned | undefined
  const wait = async (name: string, signal: AbortSignal): Promise<void> => {
    await once(events, name, { signal })
  }
  const waitUntil = async (holds: () => boolean, name: string, signal: AbortSignal): Promise<void> => {
    while (!holds()) await wait(name, signal)
  }
  return {
    head: () => head,
    cosigned: () => cosigned,
    setHead(next) {
      if (next.size <= head.size) return
      head = next
      events.emit('head')
    },
    setCosigned(next) {
      if (cosigned && !isNewer(next, cosigned)) return
      cosigned = next
      events.emit('cosigned')
    },
    grows: (signal) => wait('head', signal),
    isCosigned: (signal) => wait('cosigned', signal),
    holds: (index, signal) => waitUntil(() => head.size > index, 'head', signal),
    covers: (index, signal) => waitUntil(() => (cosigned?.size ?? 0) > index, 'cosigned', signal),
  }
}
