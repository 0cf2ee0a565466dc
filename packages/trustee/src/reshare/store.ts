/** What was handed on to this trustee, what it hands on itself, and who has said that they hold it. */
import type { ActOf, Condition, Hash, Held, PartNote, PublicKey, Salt, SharePart } from '@avow/core'
import type { Deposit } from '../store.ts'

/** A place in the way of a statement from roster to roster. */
export interface Placed {
  readonly statement: Hash
  readonly path: readonly Hash[]
}

/** A part whose note was right, of a statement that this trustee may not have known before. */
export interface PartArrival extends Placed {
  /** Number in the last roster of the path. */
  readonly trustee: number
  /** How many parts restore it. */
  readonly needed: number
  readonly note: PartNote
  /** As it is kept where the statement was not held here before. */
  readonly deposit: Deposit
}

/** An own act `reshare` that stands in the log. */
export interface OwnReshare {
  readonly act: ActOf<'reshare'>
  /** How many of those who held it before restore what they hand on. */
  readonly needed: number
}

/** An act `hold`, signed by the trustee that it names. */
export interface HoldSeen extends Placed {
  readonly trustee: number
  readonly of: readonly number[]
}

/** What goes with a share, and is the same for all who hold a statement. */
export interface Terms {
  readonly condition: Condition
  readonly conditionSalt: Salt
  readonly mailbox: string | null
}

/** Parts that were handed on along one path. */
export interface Bundle extends Terms {
  readonly path: readonly Hash[]
  readonly trustee: number
  readonly needed: number
  /** Ascending by whose they are. */
  readonly parts: readonly SharePart[]
}

/** Something that this trustee holds and is to hand on. */
export interface ToHandOn extends Placed, Terms {
  readonly credential: PublicKey | null
  readonly trustee: number
  readonly held: Held
}

export interface HandedOn extends Placed {
  readonly act: ActOf<'reshare'>
  readonly notes: readonly string[]
}

export interface HeldByAll extends Placed {
  /** As in `OwnReshare`. */
  readonly needed: number
  readonly holds: readonly HoldSeen[]
}

export interface ReshareStore {
  /** What is held, and of which it is not known for which roster it was sealed; in the order of the log. */
  withoutRoster(limit: number): Pick<Deposit, 'statement' | 'deposited'>[]
  /** What is known already is left as it is. */
  sealedFor(all: readonly { readonly statement: Hash; readonly roster: Hash }[]): void
  /** The parts of a statement, those that suffice only. */
  bundles(statement: Hash): Bundle[]
  /** Parts that suffice and about which the log was not told yet, or not of all. */
  untold(limit: number): HoldSeen[]
  told(hold: HoldSeen): void
  /** What is held, was not handed on to this roster yet, and waits for nothing. */
  toHandOn(roster: Hash, limit: number): ToHandOn[]
  /** Keeps what is handed on before it is sent. @param trustees how many the next roster has */
  keep(handedOn: HandedOn, trustees: number): void
  /** What was kept for this roster and not sent yet. What was kept for another stays, in case that one is agreed to again. */
  unsent(roster: Hash, limit: number): HandedOn[]
  sent(placed: Placed): void
  /** What every trustee of the next roster has said that it holds, with what each has said. Each is given until it was looked at, and again when there is news. */
  heldByAll(roster: Hash): HeldByAll[]
  looked(placed: Placed): void
  /** How many statements are on their way to other rosters than this one: handed on, and not destroyed here. */
  onTheirWay(beside: Hash): number
  /** Another agreement: all are to be looked at again. */
  lookAgainAtAll(): void
  /** Destroys what was handed on along the path, and what was kept of it for any roster. Where nothing else is held the statement is destroyed here. */
  destroyHandedOn(placed: Placed): void
}
