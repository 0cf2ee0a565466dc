/**
 * A model of a witness (C2SP tlog-witness, "add-checkpoint"; packages/witness/src/{witness,store}.ts): requests that
 * overtake each other between check and commit, several processes on one store, and the end of a process at every step.
 */
import type { Model, Step } from '../explore.ts'

/** Mistakes that the model can be given, to see that they are found. */
export type WitnessBug =
  /** What is remembered is read and checked in one transaction, and replaced in another that does not look again. */
  | 'two_transactions'
  /** The cosignature leaves the house before the checkpoint is on the disk. */
  | 'answer_before_persisting'

export interface WitnessOptions {
  /** What is asked: the tree from which the client has proven growth, and the tree to cosign; each letter is an entry. */
  readonly requests: readonly { readonly from: string; readonly to: string }[]
  /** How often a process may be killed. */
  readonly kills: number
  readonly bug?: WitnessBug
}

type Place = 'start' | 'checked' | 'persisted' | 'answered_early' | 'refused' | 'done'

interface Request {
  readonly at: Place
  /** What was remembered when it was checked. */
  readonly before: string
}

export interface WitnessState {
  /** The tree that was cosigned last, as the store has it. */
  readonly latest: string
  /** Trees whose cosignature has left the house. */
  readonly cosigned: readonly string[]
  readonly requests: readonly Request[]
  readonly kills: number
}

const fresh: Request = { at: 'start', before: '' }

/** What the checks of the text let pass: the old size is the one that is remembered, and the new tree grows from it. */
const isAllowed = (latest: string, { from, to }: WitnessOptions['requests'][number]): boolean =>
  from.length === latest.length && to.startsWith(latest)

interface Moved {
  readonly state: WitnessState
  readonly request: Request
}

const leave = (state: WitnessState, tree: string): WitnessState => ({
  ...state,
  cosigned: state.cosigned.includes(tree) ? state.cosigned : [...state.cosigned, tree].sort(),
})

/** One statement that compares and replaces. @returns whether it did */
function persist(state: WitnessState, before: string, to: string, bug: WitnessBug | undefined) {
  const isSame = bug === 'two_transactions' || state.latest === before
  return { isSame, state: isSame ? { ...state, latest: to } : state }
}

function move(
  state: WitnessState,
  request: Request,
  asked: WitnessOptions['requests'][number],
  bug: WitnessBug | undefined,
): Moved {
  if (request.at === 'start') {
    const at = isAllowed(state.latest, asked) ? 'checked' : 'refused'
    return { state, request: { at, before: at === 'checked' ? state.latest : '' } }
  }
  if (request.at === 'checked' && bug === 'answer_before_persisting')
    return { state: leave(state, asked.to), request: { ...request, at: 'answered_early' } }
  if (request.at === 'persisted')
    return { state: leave(state, asked.to), request: { at: 'done', before: '' } }
  const { isSame, state: next } = persist(state, request.before, asked.to, bug)
  const isAnswered = request.at === 'answered_early'
  if (isSame) return { state: next, request: { at: isAnswered ? 'done' : 'persisted', before: '' } }
  // Another request was faster: what it left behind decides.
  return { state, request: isAnswered ? { at: 'done', before: '' } : fresh }
}

const names: Readonly<Record<Place, string>> = {
  start: 'is checked',
  checked: 'goes on',
  persisted: 'is answered',
  answered_early: 'is made durable',
  refused: '',
  done: '',
}

const isOpen = ({ at }: Request): boolean => at !== 'done' && at !== 'refused'

function* stepsOf(state: WitnessState, { requests, bug }: WitnessOptions): Generator<Step<WitnessState>> {
  const withRequest = (moved: WitnessState, at: number, request: Request): WitnessState => ({
    ...moved,
    requests: moved.requests.map((other, place) => (place === at ? request : other)),
  })
  for (const [at, request] of state.requests.entries()) {
    if (!isOpen(request)) continue
    const moved = move(state, request, requests[at]!, bug)
    yield { name: `${at + 1} ${names[request.at]}`, next: withRequest(moved.state, at, moved.request) }
    if (state.kills === 0 || request.at === 'start') continue
    const ended = withRequest(state, at, { at: 'refused', before: '' })
    yield { name: `${at + 1} is killed`, next: { ...ended, kills: state.kills - 1 } }
  }
}

function faultOf({ latest, cosigned }: WitnessState): string | undefined {
  for (const [at, tree] of cosigned.entries()) {
    const fork = cosigned.slice(at + 1).find((other) => !other.startsWith(tree) && !tree.startsWith(other))
    if (fork !== undefined) return `cosigned both ${tree} and ${fork}`
    if (!latest.startsWith(tree)) return `cosigned ${tree} and remembers ${latest}`
  }
  return undefined
}

export function witnessModel(options: WitnessOptions & { readonly latest: string }): Model<WitnessState> {
  const { latest, requests, kills } = options
  return {
    start: { latest, cosigned: [latest], requests: requests.map(() => fresh), kills },
    steps: (state) => stepsOf(state, options),
    fault: faultOf,
  }
}
