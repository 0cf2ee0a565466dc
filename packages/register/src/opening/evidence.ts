/** What a proof bundle shows, of what the log and the files hold. Pure. */
import type { ActOf, Roster } from '@avow/core'
import { parseCheckpoint, parseNote } from '@avow/tlog'
import { bundleCheckpointOf } from '@avow/verify'
import type { IndexedAct } from '../reads/deposits.ts'

/** The releases that count: each trustee once, and none after the opening. */
export const releasesOf = (acts: readonly IndexedAct[]): ActOf<'release'>[] => {
  const end = acts.find(({ act }) => act.kind === 'open')?.index ?? Number.POSITIVE_INFINITY
  return acts.flatMap(({ act, index }) => (act.kind === 'release' && index < end ? [act] : []))
}

/** What a bundle holds: one deposit, the word if there was one, the releases before the opening, one open, one publish. */
export function actsForBundle(acts: readonly IndexedAct[]): IndexedAct[] {
  const releases = new Set<unknown>(releasesOf(acts))
  const others = new Set(['deposit', 'word', 'open', 'publish'])
  return acts.filter(({ act }) => others.has(act.kind) || releases.has(act))
}

/**
 * The checkpoint that shows the log when a time had come and before anybody released. Where a first trustee released for another
 * reason, such as the word in "on my word, or at a date", the checkpoint of a later one shows nothing and has no place in a bundle.
 * @param kept the checkpoint that was kept with a release for which a time had come
 */
export function notBeforeFor(kept: string, acts: readonly IndexedAct[], roster: Roster): string | undefined {
  const first = Math.min(...acts.filter(({ act }) => act.kind === 'release').map(({ index }) => index))
  const { size } = parseCheckpoint(parseNote(kept).text)
  return size <= first ? bundleCheckpointOf(kept, roster) : undefined
}
