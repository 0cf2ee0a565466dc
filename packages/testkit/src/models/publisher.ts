/**
 * A model of publishing cosigned checkpoints (packages/register/src/sequencer/cosign.ts): processes that each believe
 * that they lead, one row for each size in the database, and one file that everybody reads.
 */
import type { Model, Step } from '../explore.ts'

export interface PublisherOptions {
  /** Sizes for which the processes have got cosignatures. */
  readonly sizes: readonly number[]
  /**
   * What a process does after it wrote the file: nothing, puts the newest in place of an older one once, or until
   * nothing is newer than what it wrote.
   */
  readonly after: 'nothing' | 'replace_once' | 'replace_until_newest'
}

type Place = 'start' | 'indexed' | 'written' | 'looked' | 'done'

interface Publisher {
  readonly at: Place
  /** The size that it wrote last, or is about to write. */
  readonly size: number
}

export interface PublisherState {
  readonly rows: readonly number[]
  readonly file: number
  readonly publishers: readonly Publisher[]
}

function look(state: PublisherState, { size }: Publisher): Publisher {
  const newest = Math.max(...state.rows)
  return newest > size ? { at: 'looked', size: newest } : { at: 'done', size: 0 }
}

function move(state: PublisherState, publisher: Publisher, { after }: PublisherOptions) {
  const { at, size } = publisher
  if (at === 'start') {
    const rows = [...new Set([...state.rows, size])].sort((a, b) => a - b)
    return { state: { ...state, rows }, publisher: { at: 'indexed', size } as const }
  }
  if (at === 'written') return { state, publisher: look(state, publisher) }
  const looksAgain = after === 'replace_until_newest' || (after === 'replace_once' && at === 'indexed')
  const next = looksAgain ? ({ at: 'written', size } as const) : ({ at: 'done', size: 0 } as const)
  return { state: { ...state, file: size }, publisher: next }
}

const names: Readonly<Record<Place, string>> = {
  start: 'puts the row',
  indexed: 'writes the file',
  written: 'looks for a newer row',
  looked: 'writes the file again',
  done: '',
}

function* stepsOf(state: PublisherState, options: PublisherOptions): Generator<Step<PublisherState>> {
  for (const [at, publisher] of state.publishers.entries()) {
    if (publisher.at === 'done') continue
    const moved = move(state, publisher, options)
    const publishers = state.publishers.map((other, place) => (place === at ? moved.publisher : other))
    yield { name: `${at + 1} ${names[publisher.at]}`, next: { ...moved.state, publishers } }
  }
}

export function publisherModel(options: PublisherOptions): Model<PublisherState> {
  return {
    start: { rows: [], file: 0, publishers: options.sizes.map((size) => ({ at: 'start', size })) },
    steps: (state) => stepsOf(state, options),
    fault: () => undefined,
    faultAtEnd: ({ rows, file }) =>
      file === Math.max(...rows)
        ? undefined
        : `the file shows ${file} and ${Math.max(...rows)} was published`,
  }
}
