/**
 * What must hold after every step, whatever went wrong. The judge sees all and knows what is true: the time, what authors have
 * said, every log. It asks the programs for nothing but what they send and what they have on their disks.
 */
import { type Act, type ActOf, type Hash, type Roster, leavesOf } from '@avow/core'
import { keyOf } from '@avow/register/parts'
import type { Position, Store } from '@avow/trustee'
import { type Verdict, createReceiptVerifier, statusOf } from '@avow/verify'
import type { Sealed } from './house.ts'
import type { Received } from './register.ts'
import type { RegisterLog } from './register-log.ts'
import { type Silences, createSilences } from './silences.ts'
import { type Candidate, type Truth, isTogether, openable } from './truth.ts'
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
  'two institution keys',
  'no key in time',
  'a share that does not fit',
  'two messages in one phase',
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

/** In which nothing goes wrong any more, long enough for everything. */
export interface Calm {
  readonly since: number
  readonly until: number
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
  /** Whether the rest of a calm can bring nothing that must come. */
  isSettled(trustees: readonly Judged[], calm: Calm): boolean
  /** After a calm that was long enough for everything. */
  finish(trustees: readonly Judged[], calm: Calm): void
  /** Statements that were published, and how many of them were waiting for others. */
  counts(): { readonly published: number; readonly together: number }
}

/** What no file proves: that somebody was silent, and that enough others had sealed. */
const claims: ReadonlySet<string> = new Set(['opening_silence_claimed', 'opening_others_claimed'])

const waitsForSilence = ({ condition }: Sealed): boolean =>
  leavesOf(condition).some(({ leaf }) => leaf.type === 'silence')

/**
 * Whether a verdict is what it can be at best. Where the clock of a witness was ahead when it was deposited, no file shows either how
 * long that was ago.
 */
const isBest = (verdict: Verdict, one: Sealed): boolean =>
  statusOf(verdict) === 'proven' ||
  claims.has(verdict.opening.code) ||
  (verdict.opening.code === 'opening_condition_unproven' && waitsForSilence(one))

const never = Number.POSITIVE_INFINITY

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

  /** Where an act is in the log. */
  const placeOf = (kind: string, { statement }: Sealed): number =>
    log.act(`${kind}:${statement}`)?.index ?? never

  const truthOf = ({ statement }: Sealed, time: number, isSilent: Truth['isSilent']): Truth => ({
    time,
    hasWord: said.has(`word:${statement}`),
    isSilent,
  })

  /** Whether a trustee that has read so far may count a statement beside another. What a false register hides it cannot know. */
  const isKnown = (one: Sealed, cursor: number): boolean =>
    !one.copyOf &&
    said.has(`deposit:${one.statement}`) &&
    placeOf('deposit', one) < cursor &&
    !(isHonest && placeOf('withdraw', one) < cursor)

  /** Whether the author's condition holds by what is true and, for a silence and for others, by what this trustee could know. */
  function holds({ statement }: Sealed, { name, store }: Judged): boolean {
    const { cursor } = store.position()
    if (!said.has(`deposit:${statement}`)) return false
    const candidates = sealed.flatMap((one): readonly Candidate[] => {
      const isOther = one.statement !== statement
      const isReleased = isOther && releases.has(`${name} ${one.statement}`)
      if (isOther && !isReleased && !isKnown(one, cursor)) return []
      const isSilent: Truth['isSilent'] = (silence) => silences.wasHeard(name, one.statement, silence, cursor)
      return [{ sealed: one, truth: truthOf(one, now(), isSilent), isReleased }]
    })
    return openable(candidates).has(statement)
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

  /** A word that comes after the opening is refused, and no trustee hears of it. */
  const isWordHeard = (one: Sealed): boolean =>
    said.has(`word:${one.statement}`) && (placeOf('word', one) < never || placeOf('open', one) === never)

  /** What must be open by then: it and all that it waits for have held, and there was time enough in the calm since then. */
  function mustBeOpen({ since, until }: Calm): ReadonlySet<Hash> {
    const lasting = sealed.filter(
      ({ statement, copyOf }) =>
        isLive && !copyOf && said.has(`deposit:${statement}`) && !said.has(`withdraw:${statement}`),
    )
    const candidates = lasting.map((one): Candidate => {
      const isSilent: Truth['isSilent'] = (silence) =>
        silences.hasPassed(one.statement, silence, since, until)
      const truth = { ...truthOf(one, since, isSilent), hasWord: isWordHeard(one) }
      return { sealed: one, truth, isReleased: false }
    })
    return openable(candidates)
  }

  const missing = (calm: Calm): readonly Hash[] =>
    [...mustBeOpen(calm)].filter((statement) => !published.has(statement))

  /** Those that hold what its author has withdrawn. */
  const keepers = ({ statement }: Sealed, trustees: readonly Judged[]): readonly Judged[] =>
    trustees.filter(({ store }) => {
      const state = store.deposit(statement)?.state
      return log.act(`withdraw:${statement}`) && (state === 'holds' || state === 'releasing')
    })

  /** Whether the register has got what its author has said against it, or can have it no longer. */
  const isHeard = ({ statement }: Sealed): boolean =>
    !said.has(`withdraw:${statement}`) ||
    [`withdraw:${statement}`, `open:${statement}`].some((key) => log.act(key) !== undefined)

  function finishOne(one: Sealed, trustees: readonly Judged[]): void {
    const { statement } = one
    if (one.copyOf && published.has(statement)) violate('opened early', `a copy, ${statement}`)
    for (const { name } of keepers(one, trustees))
      violate('a share kept after a withdrawal', `${name} of ${statement}`)
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
      const one = sealed.find((other) => other.statement === statement)!
      if (!isBest(verdict, one)) violate('published without proof', `${statement} ${verdict.opening.code}`)
      if (log.act(`withdraw:${statement}`))
        violate('released after a withdrawal', `${statement} is published`)
    },
    check() {
      silences.look()
      if (!isHonest) return
      for (const [key, salt] of acknowledged)
        if (log.act(key)?.act.salt !== salt) violate('acknowledged and lost', key)
    },
    isSettled(trustees, calm) {
      if (!isHonest) return true
      const isDone = (one: Sealed) => isHeard(one) && keepers(one, trustees).length === 0
      return (
        missing(calm).length === 0 &&
        sealed.every(isDone) &&
        trustees.every(({ store }) => store.intended({ limit: 1 }).length === 0)
      )
    },
    finish(trustees, calm) {
      for (const trustee of trustees) for (const one of sealed) checkShare(trustee, one)
      if (!isHonest) return
      for (const statement of missing(calm)) violate('not opened in time', statement)
      for (const one of sealed) finishOne(one, trustees)
    },
    counts: () => ({
      published: published.size,
      together: sealed.filter((one) => published.has(one.statement) && isTogether(one)).length,
    }),
  }
}
