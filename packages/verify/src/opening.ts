/** Whether the opening was as the author wished (spec/opening.md, "The verdict"). */
import {
  type ActOf,
  AvowError,
  type Condition,
  type Envelope,
  type Salt,
  type Share,
  combineShares,
  conditionCommitment,
  decodeUtf8,
  isEqualBytes,
  encodeCanonical,
  formatInstant,
  leavesOf,
  openingKeyOf,
  recombine,
  shareCommitment,
} from '@avow/core'
import type { Bundle } from './bundle.ts'
import { type Checks, createChecks } from './check.ts'
import { verifySameLog } from './consistency.ts'
import { verifyParts, verifyReshares } from './handed-on.ts'
import { VerifyError, mismatch, within } from './error.ts'
import { type Shown, hasOthers, hasTime, heldOf, isShownByTime } from './held.ts'
import type { Places } from './places.ts'
import type { Receipt } from './receipt.ts'
import { type Finding, type Params, proven, unchecked } from './verdict.ts'

type Release = ActOf<'release'>
type Disclosing = 'release' | 'release-parts'

/** A checked act with the place where it stands in the file and in the log. */
interface Placed<Kind extends Disclosing | 'open'> {
  readonly act: ActOf<Kind>
  readonly where: string
  readonly receipt: Receipt
}

function placed<Kind extends Disclosing | 'open'>(checks: Checks, place: number, kind: Kind): Placed<Kind> {
  return { act: checks.act(place, kind), where: `acts[${place}]`, receipt: checks.receipt(place) }
}

/** Indices ascend, and all receipts are of one log. */
function verifyOrder(checks: Checks): void {
  let last = -1
  for (const [place, { index }] of verifySameLog(
    checks.bundle.acts.map((_, at) => checks.receipt(at)),
  ).entries()) {
    if (index <= last) throw mismatch('acts_order', `acts[${place}].receipt`)
    last = index
  }
}

/** Checks what a release discloses against what the author committed to. */
export function verifyRelease({ body }: Release, envelope: Envelope): void {
  const share = shareCommitment(body.trustee, body.share, body.shareSalt)
  if (share !== envelope.shares[body.trustee - 1]) throw mismatch('share_mismatch', 'body.share')
  verifyCondition(body, envelope)
}

function verifyCondition({ condition, conditionSalt }: ActOf<Disclosing>['body'], envelope: Envelope): void {
  if (conditionCommitment(condition, conditionSalt as Salt) !== envelope.condition)
    throw mismatch('condition_mismatch', 'body.condition')
}

/** Who discloses, and along which path it came to hold what it discloses. */
const discloserOf = ({ kind, body }: ActOf<Disclosing>): string =>
  [...(kind === 'release-parts' ? body.path : []), body.trustee].join()

function verifyEach(
  releases: readonly Placed<Disclosing>[],
  reshares: readonly ActOf<'reshare'>[],
  envelope: Envelope,
): void {
  const seen = new Set<string>()
  for (const { act, where } of releases) {
    within(`${where}.act`, () => {
      if (act.kind === 'release') return verifyRelease(act, envelope)
      verifyCondition(act.body, envelope)
      verifyParts(act, reshares)
    })
    if (seen.has(discloserOf(act))) throw mismatch('release_repeated', `${where}.act.body.trustee`)
    seen.add(discloserOf(act))
  }
}

/** The shares that were released, and those that come together of what was handed on; by their trustees. */
async function verifyReleases(
  releases: readonly Placed<Disclosing>[],
  checks: Checks,
): Promise<ReadonlyMap<number, Share>> {
  const envelope = checks.envelope()
  const acts = releases.map(({ act }) => act)
  const reshares = verifyReshares(
    checks,
    acts.filter((act) => act.kind === 'release-parts'),
  )
  verifyEach(releases, reshares, envelope)
  const { shares } = await recombine(envelope, [...reshares, ...acts])
  const own = acts.flatMap((act) => (act.kind === 'release' ? [act.body] : []))
  const disclosed = new Map([...own, ...shares].map(({ trustee, share }) => [trustee, share]))
  if (disclosed.size >= envelope.threshold) return disclosed
  throw mismatch('releases_too_few', 'acts', { released: disclosed.size, threshold: envelope.threshold })
}

/** Commitments open to one value only; that all name the same is checked nevertheless, for it costs nothing. */
function sameCondition([first, ...rest]: readonly Placed<Disclosing>[]): Condition {
  const condition = encodeCanonical(first!.act.body.condition)
  const other = rest.find(({ act }) => !isEqualBytes(encodeCanonical(act.body.condition), condition))
  if (other) throw mismatch('condition_mismatch', `${other.where}.act.body.condition`)
  return first!.act.body.condition
}

async function combine(shares: readonly Share[], where: string): Promise<string> {
  try {
    return openingKeyOf(await combineShares(shares))
  } catch (cause) {
    if (!(cause instanceof AvowError)) throw cause
    throw mismatch('opening_key_mismatch', where, {}, cause)
  }
}

/** The shares of the trustees that `open` names combine to the opening key that everybody uses. */
async function verifyOpen(
  { act: open, where }: Placed<'open'>,
  disclosed: ReadonlyMap<number, Share>,
  checks: Checks,
): Promise<void> {
  const { trustees, openingKey } = open.body
  const used = [...disclosed].filter(([trustee]) => trustees.includes(trustee))
  if (used.length !== trustees.length || used.length < checks.envelope().threshold)
    throw mismatch('open_trustees_mismatch', `${where}.act.body.trustees`)
  if (openingKey !== checks.bundle.openingKey) throw mismatch('opening_key_mismatch', 'openingKey')
  const combined = await combine(
    used.map(([, share]) => share),
    `${where}.act.body.openingKey`,
  )
  if (combined !== openingKey) throw mismatch('opening_key_mismatch', `${where}.act.body.openingKey`)
}

const least = (times: readonly number[]): number | undefined =>
  times.length === 0 ? undefined : Math.min(...times)

/** The release that was in the log first by the times of its receipt. */
function earliestOf(releases: readonly Placed<Disclosing>[]): Placed<Disclosing> | undefined {
  const timed = releases.filter(({ receipt }) => receipt.times.length > 0)
  return timed.toSorted((a, b) => a.receipt.times.at(-1)! - b.receipt.times.at(-1)!)[0]
}

/** What the receipts show; what `notBefore` shows is added when it has been checked. */
function shownBy(checks: Checks, places: Places, releases: readonly Placed<Disclosing>[]): Shown {
  const deposit = checks.receipt(places.deposit)
  const word = places.word === undefined ? undefined : checks.receipt(places.word).index
  return {
    depositedBy: deposit.time ?? undefined,
    depositedFrom: least(deposit.times),
    isWordBefore: word !== undefined && releases.every(({ receipt }) => receipt.index > word),
    releasedBy: earliestOf(releases)?.receipt.times.at(-1),
    seen: undefined,
  }
}

/** Which release is early, and why. */
function notHeld(
  condition: Condition,
  shown: Shown,
  places: Places,
  releases: readonly Placed<Disclosing>[],
): VerifyError {
  const needsWord = leavesOf(condition).some(({ leaf }) => leaf.type === 'word') && !shown.isWordBefore
  if (!needsWord) return mismatch('opened_early', `${earliestOf(releases)!.where}.receipt`)
  return mismatch('condition_not_met', places.word === undefined ? 'acts' : releases[0]!.where)
}

/** When the log was seen without a release, in milliseconds; undefined when the file does not say. */
function seenBefore(checks: Checks, releases: readonly Placed<Disclosing>[]): number | undefined {
  const { notBefore } = checks.bundle
  if (notBefore === undefined) return undefined
  const { size, observed } = within('notBefore', () => checks.receiptVerifier().checkpoint(notBefore))
  if (observed === null) return undefined
  const first = Math.min(...releases.map(({ receipt }) => receipt.index))
  if (size > first) throw mismatch('not_before_invalid', 'notBefore')
  return observed
}

/**
 * What receipts and `notBefore` show. A checkpoint that shows nothing has no place in a bundle.
 * @throws VerifyError `not_before_invalid`
 */
function shownWith(
  checks: Checks,
  condition: Condition,
  shown: Shown,
  releases: readonly Placed<Disclosing>[],
): Shown {
  const seen = { ...shown, seen: seenBefore(checks, releases) }
  const isIdle = seen.seen !== undefined && !isShownByTime(condition, seen)
  if (checks.bundle.notBefore !== undefined && (isIdle || !hasTime(condition)))
    throw mismatch('not_before_invalid', 'notBefore')
  return seen
}

const releasesIn = (checks: Checks, places: Places) =>
  places.releases.map((place) => placed<Disclosing>(checks, place, 'release'))

/**
 * For whoever makes a bundle of acts that verify: leaves out a `notBefore` that shows nothing. It may show nothing to a reader, who takes
 * a deposit for as late as its cosignatures say, where the clock of a witness was ahead when it was deposited.
 */
export function withUsefulNotBefore(bundle: Bundle): Bundle {
  if (bundle.notBefore === undefined) return bundle
  const checks = createChecks(bundle)
  const places = checks.places()
  const releases = releasesIn(checks, places)
  const { condition } = releases[0]!.act.body
  try {
    shownWith(checks, condition, shownBy(checks, places, releases), releases)
    return bundle
  } catch (cause) {
    if (!(cause instanceof VerifyError) || cause.code !== 'not_before_invalid') throw cause
    const { notBefore: _, ...rest } = bundle
    return rest
  }
}

function findingOf(condition: Condition, shown: Shown, counts: Params): Finding {
  const held = heldOf(condition, shown)
  const seen = shown.seen === undefined ? {} : { seen: formatInstant(shown.seen) }
  if (condition.type === 'now') return proven('opening_proven_now', counts)
  if (condition.type === 'word') return proven('opening_proven_word', counts)
  if (condition.type === 'at') {
    const instant = condition.time
    if (held === 'held') return proven('opening_proven_at', { ...counts, instant, ...seen })
    return unchecked('opening_date_unproven', { ...counts, instant })
  }
  const said = { ...counts, condition: decodeUtf8(encodeCanonical(condition)) }
  if (held === 'held') return proven('opening_proven_condition', said)
  if (held === 'unknown') return unchecked('opening_condition_unproven', said)
  if (hasOthers(condition)) return unchecked('opening_others_claimed', said)
  const deposited = formatInstant(shown.depositedBy!)
  return unchecked('opening_silence_claimed', { ...said, deposited, ...seen })
}

/** @throws VerifyError */
export async function findOpening(checks: Checks): Promise<Finding> {
  const envelope = checks.envelope()
  const places = checks.places()
  const releases = releasesIn(checks, places)
  const open = placed(checks, places.open, 'open')
  for (const place of checks.bundle.acts.keys()) checks.act(place, checks.bundle.acts[place]!.act.kind)
  verifyOrder(checks)
  const disclosed = await verifyReleases(releases, checks)
  const condition = sameCondition(releases)
  await verifyOpen(open, disclosed, checks)
  const shown = shownBy(checks, places, releases)
  if (heldOf(condition, shown) === 'not-held') throw notHeld(condition, shown, places, releases)
  const seen = shownWith(checks, condition, shown, releases)
  return findingOf(condition, seen, {
    released: disclosed.size,
    trustees: envelope.shares.length,
    threshold: envelope.threshold,
  })
}
