/**
 * What must hold after every step, whatever went wrong. The judge sees all and knows what is true: the time, what authors have
 * said, every log. It asks the programs for nothing but what they send and what they have on their disks.
 */
import { type Act, type ActOf, type Condition, type Hash, type Roster } from '@avow/core'
import { keyOf } from '@avow/register/parts'
import type { Position, Store } from '@avow/trustee'
import { type Verdict, createReceiptVerifier, statusOf } from '@avow/verify'
import type { Sealed } from './house.ts'
import type { Received } from './register.ts'
import type { RegisterLog } from './register-log.ts'
import { type Silences, createSilences } from './silences.ts'
import { type Views, createViews } from './views.ts'
import type { Tree } from './tree.ts'

export const invariants = [
  'opened early',
  'released after a withdrawal',
  'not opened in time',
  'acknowledged and lost',
  'two logs',
  'a log that shrank',
  'two releases',
  'a share lost',
  'a share kept after a withdrawal',
  'published without proof',
  'a defect',
] as const
export type Invariant = (typeof invariants)[number]

export interface Violation {
  readonly invariant: Invariant
  readonly what: string
}

/** As much of a trustee as is judged. */
export interface Judged {
  readonly name: string
  readonly store: Store
}

export interface JudgeOptions {
  readonly roster: Roster
  readonly sealed: readonly Sealed[]
  readonly log: RegisterLog
  /** All logs that the register has ever shown. */
  readonly trees: () => readonly Tree[]
  readonly now: () => number
  /** Whether the register does as it should: otherwise it may hide what was said, and nothing has to be opened. */
  readonly isHonest: boolean
  /** Whether enough trustees are honest to open anything. */
  readonly isLive: boolean
}

type Head = Pick<Position, 'size' | 'root'>

export interface Judge {
  readonly violations: Violation[]
  /** An author deposits, or tries to. */
  deposits(statement: Hash): void
  /** An author says something, to whomever. */
  said(act: Act): void
  /** The register has said to an author that it has something. */
  acknowledged(name: string, received: Received): void
  /** An honest trustee lets an act leave its house. */
  sends(trustee: Judged, act: Act): void
  /** An honest trustee does not send any more what it has decided to release. */
  recalls(trustee: Judged, statement: Hash): void
  /** An honest trustee writes into its diagnostics that something failed. */
  warned(trustee: Judged, code: string, name: string): void
  /** An honest trustee begins, after an end perhaps. */
  begins(trustee: Judged): void
  /** An honest trustee has kept what it read. @param clock its own, milliseconds @param checkpoint the one it was shown */
  reads(trustee: Judged, clock: number, checkpoint: string): void
  /** An honest trustee, or an honest witness, goes by this log from now on. */
  follows(name: string, head: Head): void
  published(statement: Hash, verdict: Verdict): void
  /** After every step. */
  check(): void
  /** After a calm that was long enough for everything. @param since when it began */
  finish(trustees: readonly Judged[], since: number): void
  /** Statements that were published. */
  count(): number
}

type Silence = Extract<Condition, { type: 'silence' }>

/** What the condition is when the moment of a silence is known. Nothing here is shared with what trustees evaluate. */
function holdsWhen(
  condition: Condition,
  time: number,
  hasWord: boolean,
  isSilent: (silence: Silence) => boolean,
): boolean {
  const isMet = (part: Condition): boolean => holdsWhen(part, time, hasWord, isSilent)
  switch (condition.type) {
    case 'now':
      return true
    case 'word':
      return hasWord
    case 'at':
      return time >= Date.parse(condition.time)
    case 'silence':
      return isSilent(condition)
    case 'any':
      return condition.of.some(isMet)
    case 'all':
      return condition.of.every(isMet)
    case 'together':
      return false
  }
}

/** Whether a verdict is what it can be at best: no file proves that somebody was silent. */
const isBest = (verdict: Verdict): boolean =>
  statusOf(verdict) === 'proven' || verdict.opening.code === 'opening_silence_claimed'

export function createJudge(options: JudgeOptions): Judge {
  const { roster, sealed, log, trees, now, isHonest, isLive } = options
  const violations: Violation[] = []
  const said = new Set<string>()
  const acknowledged = new Map<string, string>()
  const releases = new Map<string, string>()
  const published = new Set<Hash>()
  const byShare = new Map(sealed.flatMap((one) => one.held.map(({ share }) => [share as string, one])))
  const receipts = createReceiptVerifier(roster, { pending: true })
  const violate = (invariant: Invariant, what: string) => void violations.push({ invariant, what })
  const views: Views = createViews(trees, violate)
  const silences: Silences = createSilences(roster.quorum, log, now, isHonest)

  /** Whether the author's condition holds by what is true and, for a silence, by what this trustee could hear. */
  function holds(one: Sealed, { name, store }: Judged): boolean {
    const { condition, statement } = one
    const { cursor } = store.position()
    const isSilent = (silence: Silence) => silences.wasHeard(name, statement, silence, cursor)
    if (!said.has(`deposit:${statement}`)) return false
    return holdsWhen(condition, now(), said.has(`word:${statement}`), isSilent)
  }

  function checkRelease(trustee: Judged, { body, statement, salt }: ActOf<'release'>): void {
    const { name, store } = trustee
    const owner = byShare.get(body.share)
    if (!owner || !holds(owner, trustee)) violate('opened early', `${name} releases ${statement}`)
    const first = releases.get(`${name} ${statement}`) ?? salt
    releases.set(`${name} ${statement}`, first)
    if (first !== salt) violate('two releases', `${name} of ${statement}`)
    const withdrawn = log.act(`withdraw:${statement}`)?.index ?? Number.POSITIVE_INFINITY
    if (isHonest && withdrawn < store.position().cursor)
      violate('released after a withdrawal', `${name} releases ${statement}`)
  }

  function checkShare({ name, store }: Judged, { statement }: Sealed): void {
    const state = store.deposit(statement)?.state
    const isHeld = state === 'holds' || state === 'releasing'
    if (isHeld && !store.held(statement)) violate('a share lost', `${name} of ${statement}`)
  }

  /** Whether it must be open by now: its condition has held, and there was time enough in the calm since then. */
  function mustBeOpen({ statement, condition, copyOf }: Sealed, since: number): boolean {
    if (!isLive || copyOf || said.has(`withdraw:${statement}`) || !said.has(`deposit:${statement}`))
      return false
    const isSilent = (silence: Silence) => silences.hasPassed(statement, silence, since)
    return holdsWhen(condition, since, said.has(`word:${statement}`), isSilent)
  }

  function finishOne(one: Sealed, trustees: readonly Judged[], since: number): void {
    const { statement } = one
    if (mustBeOpen(one, since) && !published.has(statement)) violate('not opened in time', statement)
    if (one.copyOf && published.has(statement)) violate('opened early', `a copy, ${statement}`)
    if (!log.act(`withdraw:${statement}`)) return
    for (const { name, store } of trustees) {
      const state = store.deposit(statement)?.state
      if (state === 'holds' || state === 'releasing')
        violate('a share kept after a withdrawal', `${name} of ${statement}`)
    }
  }

  return {
    violations,
    deposits(statement) {
      said.add(`deposit:${statement}`)
      silences.says(`deposit:${statement}`, statement)
    },
    said(act) {
      said.add(keyOf(act))
      silences.says(keyOf(act), act.statement, act.kind === 'pause' ? act.body : undefined)
    },
    acknowledged(name, { act, receipt }) {
      acknowledged.set(keyOf(act), act.salt)
      if (receipt !== undefined) views.sees(name, receipts.receipt(receipt, act))
    },
    sends(trustee, act) {
      if (act.kind === 'release') checkRelease(trustee, act)
    },
    recalls: ({ name }, statement) => void releases.delete(`${name} ${statement}`),
    warned({ name }, code, error) {
      if (code === 'unexpected' && error !== 'DiskFault') violate('a defect', `${name}: ${error}`)
    },
    begins(trustee) {
      for (const one of sealed) checkShare(trustee, one)
    },
    reads: ({ name, store }, clock, checkpoint) => silences.reads(name, store.position(), clock, checkpoint),
    follows: views.follows,
    published(statement, verdict) {
      published.add(statement)
      if (!isBest(verdict)) violate('published without proof', `${statement} ${verdict.opening.code}`)
      if (log.act(`withdraw:${statement}`))
        violate('released after a withdrawal', `${statement} is published`)
    },
    check() {
      silences.look()
      if (!isHonest) return
      for (const [key, salt] of acknowledged)
        if (log.act(key)?.act.salt !== salt) violate('acknowledged and lost', key)
    },
    finish(trustees, since) {
      for (const trustee of trustees) for (const one of sealed) checkShare(trustee, one)
      if (isHonest) for (const one of sealed) finishOne(one, trustees, since)
    },
    count: () => published.size,
  }
}
