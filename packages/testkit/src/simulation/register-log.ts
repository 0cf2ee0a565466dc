/**
 * The log of the register in memory: places by the sequencer's own decisions, records in a journal, the tree, and the
 * log's signature. What its database and files are in the register is the journal here.
 */
import { type Act, type Holding, type Hash, entryOf } from '@avow/core'
import {
  type Outcome,
  type Placed,
  type Taken,
  coverEntryOf,
  createCovers,
  decide,
  placesByPeriod,
  placesInARow,
  refusedBy,
} from '@avow/register/parts'
import { type NoteSigner, formatCheckpoint, formatProof, signNote } from '@avow/tlog'
import type { Sealed } from './house.ts'
import type { Journal } from './journal.ts'
import type { Random } from './random.ts'
import { type Tree, createTree } from './tree.ts'

/** A checkpoint with the quorum's cosignatures; time in milliseconds, by the quorum. */
export interface Cosigned {
  readonly size: number
  readonly checkpoint: string
  readonly time: number
}

export type Item =
  | { readonly kind: 'placed'; readonly placed: Placed; readonly sealed: Sealed | undefined }
  | { readonly kind: 'grown'; readonly entries: readonly Uint8Array[] }
  | { readonly kind: 'cosigned'; readonly cosigned: Cosigned }
  | { readonly kind: 'holding'; readonly holding: Holding }
  | { readonly kind: 'not-before'; readonly statement: Hash; readonly checkpoint: string }

/** What follows from the journal. */
interface State {
  readonly acts: Map<string, { index: number; act: Act }>
  readonly byIndex: Map<number, Act>
  readonly deposits: Map<Hash, { index: number; sealed: Sealed }>
  readonly tree: Tree
  /** Of each size the first. */
  readonly cosigned: Map<number, Cosigned>
  newest: Cosigned | undefined
  readonly holdings: Map<string, Holding>
  readonly notBefore: Map<Hash, string>
}

const emptyState = (): State => ({
  acts: new Map(),
  byIndex: new Map(),
  deposits: new Map(),
  tree: createTree(),
  cosigned: new Map(),
  newest: undefined,
  holdings: new Map(),
  notBefore: new Map(),
})

/** A holding carries no time: what is final is not replaced by what was before (register/src/intake/holding.ts). */
function keepHolding({ holdings }: State, holding: Holding): void {
  const name = `${holding.statement} ${holding.trustee}`
  const isFinal = (state: Holding['state'] | undefined) => state === 'released' || state === 'destroyed'
  if (!isFinal(holdings.get(name)?.state) || isFinal(holding.state)) holdings.set(name, holding)
}

function apply(state: State, item: Item): void {
  switch (item.kind) {
    case 'placed': {
      const { index, act, key } = item.placed
      state.acts.set(key, { index, act })
      state.byIndex.set(index, act)
      if (item.sealed) state.deposits.set(item.sealed.statement, { index, sealed: item.sealed })
      return
    }
    case 'grown':
      return item.entries.forEach((entry) => state.tree.append(entry))
    case 'cosigned':
      state.newest = item.cosigned
      if (!state.cosigned.has(item.cosigned.size)) state.cosigned.set(item.cosigned.size, item.cosigned)
      return
    case 'holding':
      return keepHolding(state, item.holding)
    case 'not-before':
      return void state.notBefore.set(item.statement, item.checkpoint)
  }
}

export interface Indexed {
  readonly index: number
  readonly act: Act
}

export interface RegisterLog {
  /** Gives an act its place, or says why not. Durable when it returns. */
  place(act: Act, sealed?: Sealed): Outcome
  /** Grows the tree: by everything that has a place, or by one period. */
  grow(): void
  keep(item: Exclude<Item, { kind: 'placed' | 'grown' }>): void
  tree(): Tree
  newest(): Cosigned | undefined
  deposit(statement: string | null): { readonly index: number; readonly sealed: Sealed } | undefined
  /** By their key (register/src/sequencer/entry.ts). */
  act(key: string): Indexed | undefined
  notBefore(statement: Hash): string | undefined
  /** All acts that are in the tree, in their order. */
  acts(): Indexed[]
  /** With those that wait for their period. */
  allActs(): Indexed[]
  /** The log's own checkpoint of its size. */
  checkpoint(): { size: number; checkpoint: string }
  /** The earliest cosigned checkpoint that holds an entry. */
  evidenceOf(index: number): Cosigned | undefined
  /** Against the earliest cosigned checkpoint that holds the entry or, while there is none, against the log's own. */
  receiptOf(index: number): string
  /** Forgets all that is not on the disk and reads the rest again. */
  restart(): void
}

export interface RegisterLogOptions {
  readonly journal: Journal<Item>
  readonly signer: NoteSigner
  readonly random: Random
  /** Entries in a period; 0 for a log that grows as acts come. */
  readonly rate: number
}

/** For how many periods an act may have to wait. */
const periods = 16

export function createRegisterLog({ journal, signer, random, rate }: RegisterLogOptions): RegisterLog {
  let state = emptyState()
  let signed: { size: number; checkpoint: string } | undefined

  function restart(): void {
    journal.lose()
    state = emptyState()
    signed = undefined
    for (const item of journal.items()) apply(state, item)
  }

  /** Puts records on the disk, and only then goes by them. */
  function keepAll(items: readonly Item[]): void {
    for (const item of items) journal.append(item)
    try {
      journal.sync()
    } catch (cause) {
      restart()
      throw cause
    }
    for (const item of items) apply(state, item)
  }

  const taken = (): Taken[] =>
    [...state.byIndex]
      .filter(([index]) => index >= state.tree.size())
      .map(([index, { kind, statement }]) => ({ index, kind, statement }))

  function existingFor({ statement, kind }: Act) {
    const obstacles = (refusedBy[kind] ?? []).map((other) => `${other}:${statement}`)
    return { acts: state.acts, obstacles: new Set(obstacles.filter((key) => state.acts.has(key))) }
  }

  const places = () =>
    rate === 0
      ? placesInARow(state.tree.size(), taken())
      : placesByPeriod({
          next: state.tree.size(),
          taken: taken(),
          entries: rate,
          periods,
          chance: (below) => random.below(below),
        })

  /** What the tree grows by next; covers at places that no act has. */
  function nextEntries(): Uint8Array[] {
    const from = state.tree.size()
    const to = rate === 0 ? Math.max(from, ...taken().map(({ index }) => index + 1)) : from + rate
    return Array.from({ length: to - from }, (_, at) => {
      const act = state.byIndex.get(from + at)
      return act ? entryOf(act) : coverEntryOf(createCovers([from + at])[0]!.salt)
    })
  }

  function grow(): void {
    const entries = nextEntries()
    if (entries.length > 0) keepAll([{ kind: 'grown', entries }])
  }

  function checkpoint() {
    const { tree } = state
    const size = tree.size()
    if (signed?.size === size) return signed
    const text = formatCheckpoint({ origin: signer.key.name, size, root: tree.root(size), extensions: [] })
    return (signed = { size, checkpoint: signNote(text, [signer]) })
  }

  const allActs = (): Indexed[] =>
    [...state.byIndex].map(([index, act]) => ({ index, act })).sort((a, b) => a.index - b.index)

  function evidenceOf(index: number) {
    const sizes = [...state.cosigned.keys()].filter((size) => size > index)
    return sizes.length === 0 ? undefined : state.cosigned.get(Math.min(...sizes))
  }

  return {
    place(act, sealed) {
      const { outcomes, placed } = decide([{ act }], existingFor(act), places())
      if (placed.length > 0) keepAll(placed.map((one) => ({ kind: 'placed', placed: one, sealed })))
      if (rate === 0) grow()
      return outcomes[0]!
    },
    grow,
    keep: (item) => keepAll([item]),
    tree: () => state.tree,
    newest: () => state.newest,
    deposit: (statement) => state.deposits.get(statement as Hash),
    act: (key) => state.acts.get(key),
    notBefore: (statement) => state.notBefore.get(statement),
    acts: () => allActs().filter(({ index }) => index < state.tree.size()),
    allActs,
    checkpoint,
    evidenceOf,
    receiptOf(index) {
      const { size, checkpoint: text } = evidenceOf(index) ?? checkpoint()
      return formatProof({ index, path: state.tree.inclusion(index, size), checkpoint: text })
    },
    restart,
  }
}
