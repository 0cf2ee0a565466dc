/** A statement that was handed on to other trustees, in a bundle (spec/opening.md, "Resharing"). */
import { type ActOf, type Envelope, type Hash, type Roster, isPartOf } from '@avow/core'
import type { Checks } from './check.ts'
import { mismatch } from './error.ts'

type Reshare = ActOf<'reshare'>
type ReleaseParts = ActOf<'release-parts'>

const nameOf = ({ path, trustee }: { readonly path: readonly Hash[]; readonly trustee: number }): string =>
  [...path, trustee].join()

/** The path leads from the envelope, and what is handed on fits the roster at its end. */
function verifyPath({ body }: Reshare, where: string, envelope: Envelope, roster: Roster | undefined): void {
  if (body.path[0] !== envelope.roster) throw mismatch('roster_mismatch', `${where}.act.body.path`)
  const fits = roster?.trustees.length === body.shares.length && roster.threshold === body.threshold
  if (!fits) throw mismatch('roster_mismatch', `${where}.act.body.threshold`)
}

const isAlong = (path: readonly Hash[], whole: readonly Hash[]): boolean =>
  path.every((hash, at) => whole[at] === hash)

/**
 * Checks the acts by which a statement was handed on: along a path from the envelope, each once, and none for nothing.
 * @throws VerifyError
 */
export function verifyReshares(checks: Checks, releases: readonly ReleaseParts[]): readonly Reshare[] {
  const seen = new Set<string>()
  const acts = checks.places().reshares.map((place) => {
    const [act, where] = [checks.act(place, 'reshare'), `acts[${place}]`]
    verifyPath(act, where, checks.envelope(), checks.rosters().get(act.body.path.at(-1)!))
    const isNeeded = releases.some(({ body }) => isAlong(act.body.path, body.path))
    if (seen.has(nameOf(act.body)) || !isNeeded) throw mismatch('acts_incomplete', where, { kind: act.kind })
    seen.add(nameOf(act.body))
    return act
  })
  return acts
}

/** Every part that is disclosed is one that was handed on along the same path. @throws VerifyError `share_mismatch` */
export function verifyParts({ body }: ReleaseParts, reshares: readonly Reshare[]): void {
  const along = reshares.filter((act) => act.body.path.join() === body.path.join())
  const wrong = body.parts.findIndex((part) => !along.some((act) => isPartOf(act.body, body.trustee, part)))
  if (wrong >= 0) throw mismatch('share_mismatch', `body.parts[${wrong}].share`)
}
