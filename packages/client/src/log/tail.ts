/** Gives the entries of a log as they come, each proven. */
import { type FollowOptions, createFollower } from './follow.ts'
import { type WatchOptions, endingQuietly, watch } from './watch.ts'

export interface TailedEntry {
  readonly index: number
  readonly entry: Uint8Array
  /** Size of the checkpoint that proves it. */
  readonly size: number
}

async function* follow(options: FollowOptions & Partial<WatchOptions>): AsyncGenerator<TailedEntry> {
  const follower = createFollower(options)
  const { every } = options
  for await (const _ of every === undefined ? [undefined] : watch({ ...options, every }))
    for await (const { entries, from, checkpoint } of follower.advance())
      for (const [at, entry] of entries.entries()) yield { index: from + at, entry, size: checkpoint.size }
}

/**
 * @param options without `every` it ends with the newest entry
 * @throws LogFault, ClientError `unreachable`
 */
export const tail = (options: FollowOptions & Partial<WatchOptions>): AsyncGenerator<TailedEntry> =>
  endingQuietly(follow(options), options.signal)
