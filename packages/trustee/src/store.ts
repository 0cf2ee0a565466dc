/** What a trustee keeps, and how it changes. */
import type { Act, Condition, Hash, Interval, Note, PublicKey, Roster, Salt, Share } from '@avow/core'

import type { InstitutionStore } from './institutions/store.ts'
import type { HoldSeen, OwnReshare, PartArrival, ReshareStore } from './reshare/store.ts'
import type { TogetherStore } from './store-together.ts'

/** How far the log was followed. */
export interface Position {
  /** Next index wanted of the feed. */
  readonly cursor: number
  /** Newest checkpoint seen: size and root hash; 0 and null for none. */
  readonly size: number
  readonly root: Hash | null
  /** Observed time of the newest checkpoint whose feed was read to the end, milliseconds; null for none. */
  readonly readTime: number | null
}

export type State = 'holds' | 'refused' | 'releasing' | 'released' | 'destroyed'

/** A deposit as this trustee knows it. */
export interface Deposit {
  readonly statement: Hash
  /** Place of the act `deposit` in the log. */
  readonly deposited: number
  /** Null when the register gave no envelope that fits. */
  readonly author: PublicKey | null
  /** This trustee's number in the roster of the envelope, from 1. */
  readonly trustee: number
  readonly state: State
  /** Why a note was refused. */
  readonly code: string | null
  /** The token of the voucher that is spent on it; null for none, and for what was refused. */
  readonly credential: PublicKey | null
  /** Observed time at which it was read, milliseconds; null where the log has no witnesses. */
  readonly time: number | null
  /** When the author's last check-in counts, milliseconds of observed time; null for none. */
  readonly sign: number | null
  /** What the newest check-in says of its own time, milliseconds. */
  readonly checkIn: number | null
}

/** What a note gives and a release discloses. */
export interface HeldShare {
  readonly trustee: number
  readonly share: Share
  readonly shareSalt: Salt
  readonly condition: Condition
  readonly conditionSalt: Salt
  /** Where reports to the author go; null for notes that name none. It is not disclosed. */
  readonly mailbox: string | null
}

export interface AuthorAct {
  readonly statement: Hash
  readonly kind: 'word' | 'withdraw'
  readonly actor: PublicKey
  /** Its place in the log; negative for a withdrawal that came to the inbox. */
  readonly index: number
  /** As for `Deposit`. */
  readonly time: number | null
}

/** A check-in, or a pause, which is one too. Milliseconds. */
export interface SignOfLife {
  readonly statement: Hash
  readonly actor: PublicKey
  /** When it counts (spec/conditions.md, "Signs of life"). */
  readonly sign: number
  /** The time that it says itself. */
  readonly checkIn: number
  readonly pause: Interval | null
}

/** A deposit on arrival, with the share when its note was good. */
export interface Arrival {
  readonly deposit: Deposit
  readonly held: HeldShare | null
  /** Hash of the roster for which it was sealed. */
  readonly roster?: Hash | undefined
}

/** Everything that one page of the feed changes. */
export interface PageChange {
  readonly arrivals: readonly Arrival[]
  readonly acts: readonly AuthorAct[]
  /** Those of statements that are not known count for nothing. */
  readonly signs: readonly SignOfLife[]
  readonly position: Position
  /** What others hand on to this trustee, what it hands on itself, and who has said that they hold it. */
  readonly parts?: readonly PartArrival[]
  readonly own?: readonly OwnReshare[]
  readonly holds?: readonly HoldSeen[]
  /** Observed time at which everything that concerns this trustee had been read; null when there is more to read. */
  readonly contact: number | null
}

/** When a deposit is to be looked at next, milliseconds of observed time; null: not by time alone. */
export interface LookAgain {
  readonly statement: Hash
  readonly due: number | null
  /** Which silences stand in their grace: when that changes the author is told. */
  readonly warned: string
}

/** A release that was decided on and is to be sent until it is acknowledged. */
export interface Release {
  readonly statement: Hash
  /** The identical act for every attempt. */
  readonly act: Act
  /** What else is disclosed: parts that were handed on. */
  readonly also?: readonly Act[]
}

/** A state, or what is in a report, that the register has not been told yet. */
export interface Answer {
  readonly statement: Hash
  readonly trustee: number
  readonly state: 'holds' | 'refused' | 'released' | 'destroyed'
  readonly code: string | null
  /** Grows with all that the author is to be told. */
  readonly news: number
}

/** A checkpoint that the log cannot explain; time in milliseconds. */
export interface Evidence {
  readonly kind: string
  readonly checkpoint: string
  readonly time: number
}

/** A part of what is ordered by the place of its deposit: what follows that place, at most so many; all unless told. */
export interface Part {
  readonly after?: number
  readonly limit?: number
}

export interface Store extends TogetherStore {
  position(): Position
  /** The roster that this trustee goes by: the one pinned last. */
  pinnedRoster(): Roster | undefined
  roster(hash: Hash): Roster | undefined
  addRoster(hash: Hash, roster: Roster, isPinned: boolean): void
  /** Whether a key is that of a trustee of any roster that was seen. */
  isOnRoster(key: PublicKey): boolean
  deposit(statement: Hash): Deposit | undefined
  /** Whether a voucher is spent already. What was withdrawn since has spent it too. */
  isSpent(token: PublicKey): boolean
  held(statement: Hash): HeldShare | undefined
  actsOf(statement: Hash): AuthorAct[]
  /** When the author has said that they will be silent; merged. */
  pausesOf(statement: Hash): Interval[]
  /** Takes a page in one transaction with its cursor. What is known already is left as it is. */
  applyPage(change: PageChange): void
  /** Takes a sign of life that came to the inbox, as `applyPage` takes one from the log. */
  addSign(sign: SignOfLife): void
  /** Takes an act that came to the inbox. */
  addAct(act: AuthorAct): void
  /** When an author could be heard (spec/conditions.md, "Hearing"); ascending. */
  heard(): Interval[]
  /** Deposits that may have to be decided on at `time`. */
  due(time: number, part?: Part): Deposit[]
  lookAgain(all: readonly LookAgain[]): void
  /** Records, before anything is sent, that and with which act a share is released. */
  intend(release: Release): void
  intended(part?: Part): (Release & Pick<Deposit, 'deposited'>)[]
  /** Takes a release back that the register does not have: its condition does not hold any longer. */
  recall(statement: Hash): void
  /** The register has the release: the share is not needed here any more. */
  released(statement: Hash): void
  /** Overwrites and deletes the share. */
  destroy(statement: Hash): void
  unanswered(limit: number): Answer[]
  answered(answer: Answer): void
  /** Keeps a checkpoint that contradicts what was seen before, as evidence. */
  keepEvidence(kind: string, checkpoint: string, time: number): void
  evidence(): Evidence[]
  counts(): Record<State, number>
  /** Makes all changes of `work` durable at once: a transaction for each would take a write to the disk for each. */
  together(work: () => void): void
  /** The share of the institution key, and what is said in ceremonies. */
  readonly institutions: InstitutionStore
  /** What is handed on from trustee to trustee. */
  readonly reshares: ReshareStore
  close(): void
}

/** What a release discloses, of a note that was checked. */
export const heldOf = ({
  trustee,
  share,
  shareSalt,
  condition,
  conditionSalt,
  mailbox,
}: Note): HeldShare => ({
  trustee,
  share,
  shareSalt,
  condition,
  conditionSalt,
  mailbox: mailbox ?? null,
})
