/** A statement that is handed on, for tests and vectors. */
import {
  type Act,
  type ActOf,
  type EnvelopeFile,
  type Hash,
  type Held,
  type Note,
  type PartNote,
  type Roster,
  type SharePart,
  createAct,
  openNote,
  openPartNote,
  reshare,
  rosterHashOf,
} from '../src/index.ts'
import type { TestTrustee } from './roster-of.ts'

export interface House {
  readonly roster: Roster
  readonly trustees: readonly TestTrustee[]
}

/** What the trustees of a roster hold, by their numbers. */
export interface Holders {
  readonly house: House
  readonly path: readonly Hash[]
  readonly held: ReadonlyMap<number, Held>
  /** What a release discloses beside. */
  readonly note: Pick<Note, 'condition' | 'conditionSalt' | 'mailbox'>
}

export async function firstHolders(file: EnvelopeFile, house: House): Promise<Holders> {
  const notes = await Promise.all(
    house.trustees.map(({ identity }, at) => openNote(file.notes[at]!, file.envelope, at + 1, identity)),
  )
  const held = new Map(notes.map(({ trustee, share, shareSalt }) => [trustee, { share, shareSalt }]))
  return { house, path: [rosterHashOf(house.roster)], held, note: notes[0]! }
}

export interface HandedOn {
  readonly holders: Holders
  readonly acts: readonly ActOf<'reshare'>[]
}

/** @param by numbers of those who hand on: a trustee that is gone does not */
export async function handOn(
  { envelope, statement }: EnvelopeFile,
  { house, path, held, note }: Holders,
  to: House,
  by: readonly number[],
): Promise<HandedOn> {
  const next = [...path, rosterHashOf(to.roster)]
  const { condition, conditionSalt, mailbox } = note
  const fixed = { statement, path: next, roster: to.roster, condition, conditionSalt, mailbox }
  const holders = house.trustees.length
  const made = await Promise.all(
    by.map((trustee) =>
      reshare({ ...fixed, trustee, held: held.get(trustee)!, holders }, house.trustees[trustee - 1]!.seed),
    ),
  )
  const openAll = ({ identity }: TestTrustee, at: number): Promise<PartNote[]> =>
    Promise.all(made.map(({ act, notes }) => openPartNote(notes[at]!, act, envelope, at + 1, identity)))
  const opened = await Promise.all(to.trustees.map(openAll))
  const parts = opened.map((notes) => notes.map(({ part }) => part).toSorted((a, b) => a.of - b.of))
  const own = new Map(parts.map((some, at) => [at + 1, { parts: some }]))
  return {
    holders: { house: to, path: next, held: own, note: opened[0]![0]! },
    acts: made.map(({ act }) => act),
  }
}

export const partsOf = ({ held }: Holders, trustee: number): readonly SharePart[] =>
  (held.get(trustee) as { parts: readonly SharePart[] }).parts

/** The act by which a trustee discloses its parts. */
export function releaseParts(statement: Hash, holders: Holders, trustee: number): Act {
  const { path, note, house } = holders
  const { condition, conditionSalt } = note
  const parts = [...partsOf(holders, trustee)]
  const body = { path: [...path], trustee, parts, condition, conditionSalt }
  return createAct({ kind: 'release-parts', statement, body }, house.trustees[trustee - 1]!.seed)
}
