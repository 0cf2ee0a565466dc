/** Who comes to know what of a condition (spec/conditions.md, "Who sees what"). */
import { type Term, type TermType, asksForVouched, leavesOf } from '@avow/core'
import { type MessageKey, t } from '../translate.ts'

const parties = ['register', 'desk', 'trustee', 'threshold', 'readers', 'authors'] as const
type Party = (typeof parties)[number]

export interface Sight {
  readonly party: Party
  /** One sentence for each thing. */
  readonly sees: readonly string[]
}

/** A term, or that only vouched statements count; null for every condition. */
type Cause = TermType | 'vouched' | null

/** What a party sees whatever the condition, and what it sees because of a term in it. */
const sights: Readonly<Record<Party, readonly (readonly [Cause, MessageKey])[]>> = {
  register: [
    [null, 'sees.register'],
    ['word', 'sees.register.word'],
    ['silence', 'sees.register.silence'],
    ['together', 'sees.register.together'],
  ],
  desk: [['vouched', 'sees.desk.vouched']],
  trustee: [
    [null, 'sees.trustee'],
    ['together', 'sees.trustee.together'],
  ],
  threshold: [
    [null, 'sees.threshold'],
    ['together', 'sees.threshold.together'],
  ],
  readers: [[null, 'sees.readers']],
  authors: [['together', 'sees.authors']],
}

/** Every party that comes to know anything. */
export function sightsOf(term: Term): readonly Sight[] {
  const causes = new Set<Cause>([null, ...leavesOf(term).map(({ leaf }) => leaf.type)])
  if (asksForVouched(term)) causes.add('vouched')
  return parties
    .map((party) => ({
      party,
      sees: sights[party].filter(([cause]) => causes.has(cause)).map(([, key]) => t(key)),
    }))
    .filter(({ sees }) => sees.length > 0)
}
