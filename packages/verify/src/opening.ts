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
  isEqualBytes,
  encodeCanonical,
  formatInstant,
  openingKeyOf,
  shareCommitment,
} from '@avow/core'
import type { Checks } from './check.ts'
import { verifySameLog } from './consistency.ts'
import { mismatch, within } from './error.ts'
import type { Places } from './places.ts'
import type { Receipt } from './receipt.ts'
import { type Finding, type Params, proven, unchecked } from './verdict.ts'

type Release = ActOf<'release'>

/** A checked act with the place where it stands in the file and in the log. */
interface Placed<Kind extends 'release' | 'open'> {
  readonly act: ActOf<Kind>
  readonly where: string
  readonly receipt: Receipt
}

function placed<Kind extends 'release' | 'open'>(checks: Checks, place: number, kind: Kind): Placed<Kind> {
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
  if (conditionCommitment(body.condition, body.conditionSalt as Salt) !== envelope.condition)
    throw mismatch('condition_mismatch', 'body.condition')
}

function verifyReleases(releases: readonly Placed<'release'>[], envelope: Envelope): Condition {
  const seen = new Set<number>()
  for (const { act, where } of releases) {
    within(`${where}.act`, () => verifyRelease(act, envelope))
    if (seen.has(act.body.trustee)) throw mismatch('release_repeated', `${where}.act.body.trustee`)
    seen.add(act.body.trustee)
  }
  if (releases.length < envelope.threshold)
    throw mismatch('releases_too_few', 'acts', { released: releases.length, threshold: envelope.threshold })
  return sameCondition(releases)
}

/** Commitments open to one value only; that all name the same is checked nevertheless, for it costs nothing. */
function sameCondition([first, ...rest]: readonly Placed<'release'>[]): Condition {
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
  releases: readonly Placed<'release'>[],
  checks: Checks,
): Promise<void> {
  const { trustees, openingKey } = open.body
  const used = releases.filter(({ act }) => trustees.includes(act.body.trustee))
  if (used.length !== trustees.length || used.length < checks.envelope().threshold)
    throw mismatch('open_trustees_mismatch', `${where}.act.body.trustees`)
  if (openingKey !== checks.bundle.openingKey) throw mismatch('opening_key_mismatch', 'openingKey')
  const combined = await combine(
    used.map(({ act }) => act.body.share),
    `${where}.act.body.openingKey`,
  )
  if (combined !== openingKey) throw mismatch('opening_key_mismatch', `${where}.act.body.openingKey`)
}

function verifyWord(checks: Checks, places: Places, releases: readonly Placed<'release'>[]): void {
  if (places.word === undefined) throw mismatch('condition_not_met', 'acts')
  const { index } = checks.receipt(places.word)
  const early = releases.find(({ receipt }) => receipt.index < index)
  if (early) throw mismatch('condition_not_met', early.where)
}

/** No cosignature on a release's checkpoint may all be older than the instant: then it was certainly early. */
function verifyNotEarly(releases: readonly Placed<'release'>[], instant: number): void {
  const early = releases.find(({ receipt }) => {
    const latest = receipt.times.at(-1)
    return latest !== undefined && latest < instant
  })
  if (early) throw mismatch('opened_early', `${early.where}.receipt`)
}

/** When the log was seen without a release, in milliseconds; undefined when the file does not say. */
function seenBefore(
  checks: Checks,
  releases: readonly Placed<'release'>[],
  instant: number,
): number | undefined {
  const { notBefore } = checks.bundle
  if (notBefore === undefined) return undefined
  const { size, observed } = within('notBefore', () => checks.receiptVerifier().checkpoint(notBefore))
  if (observed === null) return undefined
  const first = Math.min(...releases.map(({ receipt }) => receipt.index))
  if (observed < instant || size > first) throw mismatch('not_before_invalid', 'notBefore')
  return observed
}

function findingOfDate(
  checks: Checks,
  releases: readonly Placed<'release'>[],
  time: string,
  counts: Params,
): Finding {
  const instant = Date.parse(time)
  verifyNotEarly(releases, instant)
  const seen = seenBefore(checks, releases, instant)
  if (seen === undefined) return unchecked('opening_date_unproven', { ...counts, instant: time })
  return proven('opening_proven_at', { ...counts, instant: time, seen: formatInstant(seen) })
}

/** @throws VerifyError */
export async function findOpening(checks: Checks): Promise<Finding> {
  const envelope = checks.envelope()
  const places = checks.places()
  const releases = places.releases.map((place) => placed(checks, place, 'release'))
  const open = placed(checks, places.open, 'open')
  for (const place of checks.bundle.acts.keys()) checks.act(place, checks.bundle.acts[place]!.act.kind)
  verifyOrder(checks)
  const condition = verifyReleases(releases, envelope)
  await verifyOpen(open, releases, checks)
  const counts = {
    released: releases.length,
    trustees: envelope.shares.length,
    threshold: envelope.threshold,
  }
  if (condition.type === 'at') return findingOfDate(checks, releases, condition.time, counts)
  if (checks.bundle.notBefore !== undefined) throw mismatch('not_before_invalid', 'notBefore')
  if (condition.type === 'word') verifyWord(checks, places, releases)
  return proven(condition.type === 'word' ? 'opening_proven_word' : 'opening_proven_now', counts)
}
