/** Counting who opens together: only the institutions about which something has changed, and those linked with them. */
import {
  type Candidate,
  type Condition,
  type InstitutionTag,
  type Interval,
  type PublicKey,
  gatherFacts,
  largestStableSet,
} from '@avow/core'
import { factsOf, knownOf } from './decide.ts'
import type { Deposit, Store } from './store.ts'
import type { Count } from './store-together.ts'

const none = gatherFacts([])

/** What is released counts whatever it asked for; its share, and with it its condition, is not here any more. */
function releasedAbout(asked: readonly InstitutionTag[]): Condition {
  const terms = asked.map(
    (institution) => ({ type: 'together', size: 2, institution, vouched: false }) as const,
  )
  return terms.length === 1 ? terms[0]! : { type: 'any', of: terms }
}

function candidateOf(store: Store, deposit: Deposit, heard: readonly Interval[]): Candidate | undefined {
  const { statement, state } = deposit
  const fixed = { statement, author: deposit.author as PublicKey, credential: deposit.credential }
  if (state === 'released') {
    const condition = releasedAbout(store.asksOf(statement))
    return { ...fixed, condition, facts: none, released: true }
  }
  const known = knownOf(store, deposit, heard)
  if (!known) return undefined
  const facts = gatherFacts(factsOf({ ...known, matches: [] }))
  return { ...fixed, condition: known.held.condition, facts, released: false }
}

/** The counts of some institutions that have changed. */
function changedCounts(
  store: Store,
  institutions: readonly InstitutionTag[],
  heard: readonly Interval[],
  time: number,
): readonly Count[] {
  const candidates = store.about(institutions).flatMap((deposit) => candidateOf(store, deposit, heard) ?? [])
  const { counts } = largestStableSet(candidates, time)
  const countNow = new Map(counts.map((count) => [count.institution as string, count]))
  return institutions
    .map((institution) => ({ all: 0, vouched: 0, ...countNow.get(institution), institution }))
    .filter(({ institution, all, vouched }) => {
      const before = store.countOf(institution)
      return all !== before.all || vouched !== before.vouched
    })
}

/**
 * Brings the counts up to date before conditions are judged by them. A new deposit costs what those about the same institution
 * cost, and no more than a look while too few have sealed anything about it.
 * @param time observed time
 */
export function countTogether(store: Store, heard: readonly Interval[], time: number): void {
  const done = new Set<InstitutionTag>()
  for (const first of store.dueInstitutions(Math.max(time, 0))) {
    if (done.has(first)) continue
    const linked = store.linkedWith(first)
    for (const institution of linked) done.add(institution)
    if (!linked.some((institution) => store.mayMatch(institution))) continue
    const changed = changedCounts(store, linked, heard, time)
    if (changed.length > 0) store.setCounts(changed, Number.isFinite(time) ? time : null)
  }
}
