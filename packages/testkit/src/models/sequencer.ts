/**
 * A model of the sequencer (spec/log.md, "Sequencing"; packages/register/src/sequencer/{assign,append,integrate}.ts):
 * several processes on one database and one storage, each of which can be killed, or lose power with all others, at
 * every step. A client whose process ended sends the same entry again.
 */
import type { Model, Step } from '../explore.ts'

/** Mistakes that the model can be given, to see that they are found. */
export type SequencerBug =
  /** Places are given without comparing the turn. */
  | 'no_compare_on_append'
  /** What is in the log already is looked up before the turn is read, so that the turn does not guard it. */
  | 'lookup_apart'
  /** The row that says how far the log is moves without being compared. */
  | 'no_compare_on_advance'
  /** The client is told as soon as a place is known. */
  | 'acknowledge_before_commit'
  /** The client is told when the place is final, before the entry is in the signed log. */
  | 'acknowledge_before_integration'
  /** The checkpoint is signed, and the row moved, while tiles are only in memory. */
  | 'sign_before_sync'

export interface SequencerOptions {
  /** What is sent to each process; two of one name are one entry that was sent twice. */
  readonly entries: readonly string[]
  /** How often a process may be killed. */
  readonly kills: number
  /** How often the power may fail. */
  readonly outages: number
  readonly bug?: SequencerBug
}

type Place =
  | 'start'
  | 'looked_up'
  | 'standing_read'
  | 'placed'
  | 'log_read'
  | 'written'
  | 'synced'
  | 'signed'
  | 'integrated'
  | 'done'

interface Process {
  readonly at: Place
  /** What it has read. */
  readonly turn: number
  readonly next: number
  readonly from: number
  readonly to: number
  /** Where its entry stands; -1 while it does not know. */
  readonly index: number
}

export interface SequencerState {
  readonly turn: number
  readonly next: number
  readonly integrated: number
  /** The largest that `integrated` ever was. */
  readonly highest: number
  /** Entries by place, as the database has them. */
  readonly rows: readonly string[]
  /** Tiles as storage shows them, and what of them is on the disk. */
  readonly tiles: readonly string[]
  readonly disk: readonly string[]
  /** Trees that the log has signed, each as the list of its entries. */
  readonly signed: readonly string[]
  /** What clients were told: entry and place. */
  readonly told: readonly (readonly [entry: string, index: number])[]
  readonly processes: readonly Process[]
  readonly kills: number
  readonly outages: number
}

const fresh: Process = { at: 'start', turn: 0, next: 0, from: 0, to: 0, index: -1 }

/** A list with the places from `from` on replaced. */
const put = (list: readonly string[], from: number, items: readonly string[]): string[] => {
  const copy = [...list]
  for (const [at, item] of items.entries()) copy[from + at] = item
  return copy
}

const treeOf = (tiles: readonly string[], size: number): string =>
  Array.from({ length: size }, (_, at) => tiles[at] ?? '?').join(' ')

const isKnownTo = (told: SequencerState['told'], entry: string, index: number): boolean =>
  told.some(([other, at]) => other === entry && at === index)

function tell(state: SequencerState, entry: string, index: number): SequencerState {
  if (isKnownTo(state.told, entry, index)) return state
  const told = [...state.told, [entry, index] as const]
  return { ...state, told: told.sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1)) }
}

interface Moved {
  readonly state: SequencerState
  readonly process: Process
}

type Move = (state: SequencerState, process: Process, entry: string, bug: SequencerBug | undefined) => Moved

const lookUp = ({ rows }: SequencerState, entry: string): number => rows.indexOf(entry)

const readStanding: Move = (state, process, entry, bug) => {
  const index = bug === 'lookup_apart' ? process.index : lookUp(state, entry)
  const read = { ...process, turn: state.turn, next: state.next, index }
  const tells = bug === 'acknowledge_before_commit' && index < 0
  return {
    state: tells ? tell(state, entry, state.next) : state,
    process: { ...read, at: index < 0 ? 'standing_read' : 'placed' },
  }
}

const append: Move = (state, process, entry, bug) => {
  const { turn, next } = process
  if (turn !== state.turn && bug !== 'no_compare_on_append') return { state, process: fresh }
  const rows = put(state.rows, next, [entry])
  const moved = { ...state, rows, turn: state.turn + 1, next: Math.max(state.next, next + 1) }
  const tells = bug === 'acknowledge_before_integration'
  return {
    state: tells ? tell(moved, entry, next) : moved,
    process: { ...process, at: 'placed', index: next },
  }
}

const readLog: Move = (state, process) => ({
  state,
  process: {
    ...process,
    from: state.integrated,
    to: state.next,
    at: state.integrated === state.next ? 'integrated' : 'log_read',
  },
})

const write: Move = (state, process, _, bug) => {
  const { from, to } = process
  const tiles = put(state.tiles, from, state.rows.slice(from, to))
  return {
    state: { ...state, tiles },
    process: { ...process, at: bug === 'sign_before_sync' ? 'synced' : 'written' },
  }
}

const sync: Move = (state, process) => {
  const { from, to } = process
  const disk = put(state.disk, from, state.tiles.slice(from, to))
  return { state: { ...state, disk }, process: { ...process, at: 'synced' } }
}

const sign: Move = (state, process) => {
  const tree = treeOf(state.tiles, process.to)
  const signed = state.signed.includes(tree) ? state.signed : [...state.signed, tree].sort()
  return { state: { ...state, signed }, process: { ...process, at: 'signed' } }
}

const advance: Move = (state, process, _, bug) => {
  const { from, to } = process
  const moves = state.integrated === from || bug === 'no_compare_on_advance'
  const integrated = moves ? to : state.integrated
  const highest = Math.max(state.highest, integrated)
  return { state: { ...state, integrated, highest }, process: { ...process, at: 'placed', from: 0, to: 0 } }
}

const acknowledge: Move = (state, process, entry) => ({
  state: tell(state, entry, process.index),
  process: { ...fresh, at: 'done', index: process.index },
})

const moves: Readonly<Record<Exclude<Place, 'done'>, readonly [name: string, move: Move]>> = {
  start: ['reads where the log stands', readStanding],
  looked_up: ['reads where the log stands', readStanding],
  standing_read: ['gives its entry a place', append],
  placed: ['reads how far the log is', readLog],
  log_read: ['writes tiles', write],
  written: ['syncs tiles', sync],
  synced: ['signs the checkpoint', sign],
  signed: ['moves the checkpoint row', advance],
  integrated: ['acknowledges', acknowledge],
}

const looksUpApart: readonly [name: string, move: Move] = [
  'looks its entry up',
  (state, process, entry) => ({
    state,
    process: { ...process, at: 'looked_up', index: lookUp(state, entry) },
  }),
]

const withProcess = ({ state, process }: Moved, at: number): SequencerState => ({
  ...state,
  processes: state.processes.map((other, place) => (place === at ? process : other)),
})

/** A process that has done nothing yet, or all, loses nothing. */
const canEnd = ({ at }: Process): boolean => at !== 'start' && at !== 'done'

function kill(state: SequencerState, at: number): SequencerState {
  const killed = withProcess({ state, process: fresh }, at)
  return { ...killed, kills: state.kills - 1 }
}

/** All processes end, and of the files only what is on the disk is left. */
function failPower(state: SequencerState): SequencerState {
  const processes = state.processes.map((process) => (process.at === 'done' ? process : fresh))
  return { ...state, processes, tiles: state.disk, outages: state.outages - 1 }
}

function* stepsOf(
  state: SequencerState,
  { entries, bug }: SequencerOptions,
): Generator<Step<SequencerState>> {
  for (const [at, process] of state.processes.entries()) {
    if (process.at === 'done') continue
    const isApart = bug === 'lookup_apart' && process.at === 'start'
    const [name, move] = isApart ? looksUpApart : moves[process.at]
    yield { name: `${at + 1} ${name}`, next: withProcess(move(state, process, entries[at]!, bug), at) }
    if (state.kills > 0 && canEnd(process)) yield { name: `${at + 1} is killed`, next: kill(state, at) }
  }
  if (state.outages > 0 && state.processes.some(canEnd))
    yield { name: 'the power fails', next: failPower(state) }
}

const isBeginning = (shorter: string, longer: string): boolean =>
  shorter === '' || longer === shorter || longer.startsWith(`${shorter} `)

function forkIn(signed: readonly string[]): string | undefined {
  for (const [at, tree] of signed.entries())
    for (const other of signed.slice(at + 1))
      if (!isBeginning(tree, other) && !isBeginning(other, tree))
        return `signed both (${tree}) and (${other})`
  return undefined
}

function lossIn({ told, rows, disk, integrated }: SequencerState): string | undefined {
  for (const [entry, index] of told) {
    if (rows[index] !== entry) return `${entry} was acknowledged at ${index} and is not there`
    if (index >= integrated) return `${entry} was acknowledged and is not in the signed log`
    if (disk[index] !== entry) return `${entry} was acknowledged and is not on the disk`
  }
  return undefined
}

function faultOf(state: SequencerState): string | undefined {
  const { rows, integrated, highest, disk } = state
  const doubled = rows.find((entry, at) => rows.indexOf(entry) !== at)
  if (doubled !== undefined) return `${doubled} has two places`
  if (integrated < highest) return 'the log went back'
  if (treeOf(disk, integrated) !== treeOf(rows, integrated))
    return 'the log has moved to what is not on the disk'
  return forkIn(state.signed) ?? lossIn(state)
}

export function sequencerModel(options: SequencerOptions): Model<SequencerState> {
  const { entries, kills, outages } = options
  return {
    start: {
      turn: 0,
      next: 0,
      integrated: 0,
      highest: 0,
      rows: [],
      tiles: [],
      disk: [],
      signed: [],
      told: [],
      processes: entries.map(() => fresh),
      kills,
      outages,
    },
    steps: (state) => stepsOf(state, options),
    fault: faultOf,
    faultAtEnd: ({ told }) => {
      const missing = entries.find((entry) => told.every(([other]) => other !== entry))
      return missing === undefined ? undefined : `${missing} was never acknowledged`
    },
  }
}
