/** A mirror that fetches what is new from the log itself, or from another mirror. */
import type { LogSource } from '../source.ts'
import { isFault } from '../fault.ts'
import { type Growth, createFollower } from '../follow.ts'
import type { Mirror, Mirrored } from './mirror.ts'

export interface FetchLogOptions {
  readonly source: LogSource
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((size: number, of: number) => void) | undefined
}

export interface Fetched extends Mirrored {
  /** How many entries are new. */
  readonly added: number
}

/** Somebody else has shown the mirror another checkpoint meanwhile. */
const overtaken = Symbol('overtaken')

async function keep(mirror: Mirror, { from, entries }: Growth): Promise<number> {
  const added = await mirror.add(from, entries)
  // What was found to be damaged is asked for again the next time.
  if (added === undefined) throw new RangeError('the mirror has less than it had')
  return added
}

async function fetchOnce(mirror: Mirror, options: FetchLogOptions): Promise<Fetched | typeof overtaken> {
  const { source, signal, onProgress } = options
  const { policy } = mirror
  const before = mirror.pending()
  const known = before && { checkpoint: before, range: mirror.range() }
  const follower = createFollower({ source, policy, signal, known })
  let isShown = false
  let added = 0
  for await (const growth of follower.advance()) {
    // The follower has proven that it holds what was pending.
    isShown ||= await mirror.show(before, growth.checkpoint)
    if (!isShown) return overtaken
    added += await keep(mirror, growth)
    onProgress?.(growth.range.size, growth.checkpoint.size)
  }
  const checkpoint = follower.checkpoint()!
  if (!isShown && !(await mirror.show(before, checkpoint))) return overtaken
  const mirrored = await mirror.commit(checkpoint)
  return mirrored ? { ...mirrored, added } : overtaken
}

/**
 * Fetches what is new and makes it durable, then cosigns.
 * @throws LogFault when the log is not what it was or should be: the mirror stays on what it has. ClientError `unreachable`
 */
export async function fetchLog(mirror: Mirror, options: FetchLogOptions): Promise<Fetched> {
  try {
    for (;;) {
      const fetched = await fetchOnce(mirror, options)
      if (fetched !== overtaken) return fetched
    }
  } catch (cause) {
    // Two files here that were damaged alike look like another past of the log.
    if (isFault(cause) && cause.code === 'forked') await mirror.forget()
    throw cause
  }
}
