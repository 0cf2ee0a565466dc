/** What a proof bundle shows, of what the log and the files hold. Pure. */
import type { Act, ActOf, Hash, Roster } from '@avow/core'
import { parseCheckpoint, parseNote } from '@avow/tlog'
import { bundleCheckpointOf } from '@avow/verify'
import type { IndexedAct } from '../reads/deposits.ts'

const beforeOpening = (acts: readonly IndexedAct[]): Act[] => {
  const end = acts.find(({ act }) => act.kind === 'open')?.index ?? Number.POSITIVE_INFINITY
  return acts.flatMap(({ act, index }) => (index < end ? [act] : []))
}

/** The releases that count: each trustee once, and none after the opening. */
export const releasesOf = (acts: readonly IndexedAct[]): ActOf<'release'>[] =>
  beforeOpening(acts).filter((act) => act.kind === 'release')

const isAlong = (path: readonly Hash[], whole: readonly Hash[]): boolean =>
  path.every((hash, at) => whole[at] === hash)

/** What was disclosed of what was handed on, and the acts that commit to it. */
export function handedOnIn(acts: readonly IndexedAct[]): ActOf<'reshare' | 'release-parts'>[] {
  const counted = beforeOpening(acts)
  const paths = counted.flatMap((act) => (act.kind === 'release-parts' ? [act.body.path] : []))
  return counted.filter(
    (act): act is ActOf<'reshare' | 'release-parts'> =>
      act.kind === 'release-parts' ||
      (act.kind === 'reshare' && paths.some((path) => isAlong(act.body.path, path))),
  )
}

/** By their hashes, each once: to whom the statement was handed on, as far as that counts. */
export const rostersAlong = (acts: readonly IndexedAct[]): Hash[] => [
  ...new Set(handedOnIn(acts).flatMap(({ body }) => body.path.slice(1))),
]

/** What a bundle holds: one deposit, the word if there was one, what handed it on, the releases before the opening, one open, one publish. */
export function actsForBundle(acts: readonly IndexedAct[]): IndexedAct[] {
  const releases = new Set<unknown>([...releasesOf(acts), ...handedOnIn(acts)])
  const others = new Set(['deposit', 'word', 'open', 'publish'])
  return acts.filter(({ act }) => others.has(act.kind) || releases.has(act))
}

const isRelease = ({ kind }: Act): boolean => kind === 'release' || kind === 'release-parts'

/**
 * The checkpoint that shows the log when a time had come and before anybody released. Where a first trustee released for another
 * reason, such as the word in "on my word, or at a date", the checkpoint of a later one shows nothing and has no place in a bundle.
 * @param kept the checkpoint that was kept with a release for which a time had come
 */
export function notBeforeFor(kept: string, acts: readonly IndexedAct[], roster: Roster): string | undefined {
  const first = Math.min(...acts.filter(({ act }) => isRelease(act)).map(({ index }) => index))
  const { size } = parseCheckpoint(parseNote(kept).text)
  return size <= first ? bundleCheckpointOf(kept, roster) : undefined
}
