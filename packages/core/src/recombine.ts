/** From parts that were disclosed back to the shares of the envelope (spec/opening.md, "Resharing"). */
import type { Act, ActOf, SharePart } from './act.ts'
import type { Hash } from './bytes.ts'
import { type DisclosedShare, isCommitted } from './disclosed.ts'
import type { Envelope } from './envelope.ts'
import { AvowError } from './error.ts'
import { type Held, decodeHeld, isPartOf } from './reshare.ts'
import { combineShares } from './shares.ts'

/** Somebody who has signed what is not right. */
export interface ReshareFault {
  readonly kind: 'reshare' | 'release-parts'
  readonly path: readonly Hash[]
  /** The number in the last roster of the path, of who disclosed; in the one before, of who handed on. */
  readonly trustee: number
}

export interface Recombined {
  /** Only such as the envelope commits to; one a trustee. */
  readonly shares: readonly DisclosedShare[]
  readonly faults: readonly ReshareFault[]
}

type Reshare = ActOf<'reshare'>

/** What a trustee of the last roster of a path had. */
interface Disclosed {
  readonly path: readonly Hash[]
  readonly trustee: number
  readonly parts: readonly SharePart[]
}

const isSamePath = (one: readonly Hash[], other: readonly Hash[]): boolean =>
  one.length === other.length && one.every((hash, index) => hash === other[index])

/** What `act` split, put together of right parts; undefined where there are too few. `null` where it is nothing that could be held. */
async function combinedOf(
  { body }: Reshare,
  disclosed: readonly Disclosed[],
): Promise<Held | null | undefined> {
  const right = disclosed
    .filter(({ path }) => isSamePath(path, body.path))
    .flatMap(({ trustee, parts }) =>
      parts.filter((part) => isPartOf(body, trustee, part)).map((part) => [trustee, part.share] as const),
    )
  const byTrustee = new Map(right)
  if (byTrustee.size < body.threshold) return undefined
  try {
    return decodeHeld(await combineShares([...byTrustee.values()].slice(0, body.threshold)))
  } catch (cause) {
    if (cause instanceof AvowError) return null
    throw cause
  }
}

/** Whether a part is another than the one that was handed on. Where the act that says so is not given nothing is known. */
function isWrongPart({ path, trustee }: Disclosed, part: SharePart, reshares: readonly Reshare[]): boolean {
  const acts = reshares.filter(({ body }) => body.trustee === part.of && isSamePath(body.path, path))
  return acts.length > 0 && !acts.some(({ body }) => isPartOf(body, trustee, part))
}

const isWrong = (one: Disclosed, reshares: readonly Reshare[]): boolean =>
  one.parts.some((part) => isWrongPart(one, part, reshares))

/** What was held one roster before, of each act that hands on along a path of this length. */
async function backOne(
  length: number,
  reshares: readonly Reshare[],
  disclosed: readonly Disclosed[],
): Promise<{ readonly act: Reshare; readonly held: Held | null }[]> {
  const found = reshares
    .filter(({ body }) => body.path.length === length)
    .map(async (act) => ({ act, held: await combinedOf(act, disclosed) }))
  return (await Promise.all(found)).flatMap(({ act, held }) => (held === undefined ? [] : [{ act, held }]))
}

const lengths = [4, 3, 2]

/**
 * Puts the shares of the envelope together from what was handed on and disclosed.
 * @param acts of this statement, of which those `reshare` and `release-parts` count; that each is signed by the trustee that it names is for the caller to check
 */
export async function recombine(envelope: Envelope, acts: readonly Act[]): Promise<Recombined> {
  const reshares = acts.filter((act) => act.kind === 'reshare')
  const given: Disclosed[] = acts.flatMap((act) => (act.kind === 'release-parts' ? [act.body] : []))
  const faults: ReshareFault[] = given
    .filter((one) => isWrong(one, reshares))
    .map(({ path, trustee }) => ({ kind: 'release-parts', path, trustee }))
  const shares = new Map<number, DisclosedShare>()
  const disclosed = [...given]
  for (const length of lengths)
    for (const { act, held } of await backOne(length, reshares, disclosed)) {
      const { path, trustee } = act.body
      const before = { path: path.slice(0, -1), trustee }
      if (held && 'parts' in held && length > 2 && !isWrong({ ...before, parts: held.parts }, reshares))
        disclosed.push({ ...before, parts: held.parts })
      else if (held && 'share' in held && length === 2 && isCommitted(envelope, { trustee, ...held }))
        shares.set(trustee, { trustee, ...held })
      else faults.push({ kind: 'reshare', path, trustee })
    }
  return { shares: [...shares.values()].toSorted((a, b) => a.trustee - b.trustee), faults }
}
