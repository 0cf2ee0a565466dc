/**
 * How long an author was silent, as it was: the moments at which authors have said something, and the moments at which each trustee
 * had read everything. A model of its own, from spec/conditions.md ("Hearing", "Evaluation") and not from the code.
 */
import { type Condition, type Hash, decodeBase64 } from '@avow/core'
import type { Position } from '@avow/trustee'
import type { RegisterLog } from './register-log.ts'

type Silence = Extract<Condition, { type: 'silence' }>

export interface Silences {
  /** A trustee has read what it was shown. @param clock its own, milliseconds */
  reads(name: string, position: Position, clock: number, checkpoint: string): void
  /** An author says something, now. @param key by which the log knows the act @param pause what it announces */
  says(key: string, statement: Hash | null, pause?: Announced): void
  /** Looks which signs of life the log holds now. */
  look(): void
  /** Whether a trustee that has read up to `cursor` could have heard the author all through the silence, and heard nothing. */
  wasHeard(name: string, statement: Hash, silence: Silence, cursor: number): boolean
  /** Whether by `end` the silence has passed since `since` and since the last sign of life came into the log, and some time more. */
  hasPassed(statement: Hash, silence: Silence, since: number, end: number): boolean
}

interface Announced {
  readonly from: string
  readonly until: string
}

/** A sign of life, or a withdrawal, which is never asked for here. All times in milliseconds. */
interface SaidSign {
  readonly statement: Hash | null
  readonly key: string
  readonly at: number
  readonly pause: { readonly from: number; readonly until: number } | undefined
  /** When the log was first seen to have it. */
  logged?: number
}

const hour = 3_600_000
/** Silences here are of whole hours. */
const lengthOf = ({ duration, grace }: Silence): number =>
  [duration, grace].reduce((sum, text) => sum + Number(/^PT(\d+)H$/.exec(text)![1]) * hour, 0)

/** Contacts further apart leave what is between them unheard. */
const gap = 600_000
/** What a trustee and its register need to do what is to be done. */
const leeway = 2_400_000

/** The time of the n-th cosignature from the latest: eight bytes after the key ID of each line but the log's own. */
function observedTimeOf(checkpoint: string, quorum: number): number | undefined {
  const lines = checkpoint.split('\n\n')[1]!.trimEnd().split('\n').slice(1)
  const times = lines.map((line) => {
    const bytes = decodeBase64(line.split(' ')[2]!)
    return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(4)) * 1000
  })
  return times.sort((a, b) => b - a)[quorum - 1]
}

export function createSilences(
  quorum: number,
  log: RegisterLog,
  now: () => number,
  isHonest: boolean,
): Silences {
  const contacts = new Map<string, number[]>()
  const observed = new Map<string, number>()
  const signs: SaidSign[] = []

  /** What a trustee that has read so far knows of. What a false register has hidden nobody could hear. */
  const signsOf = (statement: Hash, cursor: number): SaidSign[] =>
    signs.filter((one) => {
      const isFirst = one.key.startsWith('deposit')
      const index = log.act(one.key)?.index ?? Number.POSITIVE_INFINITY
      return one.statement === statement && (isFirst || (isHonest && index < cursor))
    })

  /** Of a stretch of time, what is after the last sign of life and in no pause. */
  function countedIn(from: number, until: number, known: readonly SaidSign[]): number {
    const start = Math.max(from, ...known.map(({ at, pause }) => Math.max(at, pause?.from ?? at)))
    const pauses = known.flatMap(({ pause }) => (pause ? [pause] : []))
    const end = Math.max(start, ...pauses.map((pause) => (pause.from <= start ? pause.until : start)))
    return Math.max(0, until - end)
  }

  return {
    reads(name, { cursor, size }, clock, checkpoint) {
      const time = Math.max(observedTimeOf(checkpoint, quorum) ?? 0, observed.get(name) ?? 0)
      if (cursor !== size) return
      observed.set(name, time)
      contacts.set(name, [...(contacts.get(name) ?? []), Math.min(clock, time)])
    },
    says(key, statement, announced) {
      if (signs.some((one) => one.key === key)) return
      const pause = announced && { from: Date.parse(announced.from), until: Date.parse(announced.until) }
      signs.push({ key, statement, at: now(), pause })
    },
    look() {
      for (const one of signs) if (one.logged === undefined && log.act(one.key)) one.logged = now()
    },
    wasHeard(name, statement, silence, cursor) {
      const known = signsOf(statement, cursor)
      const times = [...(contacts.get(name) ?? [])].sort((a, b) => a - b)
      const heard = times.reduce((sum, time, at) => {
        const before = times[at - 1] ?? time
        return time - before <= gap ? sum + countedIn(before, time, known) : sum
      }, 0)
      // Witnesses give whole seconds.
      return heard >= lengthOf(silence) - 1000
    },
    hasPassed(statement, silence, since, end) {
      const known = signsOf(statement, Number.POSITIVE_INFINITY)
      const last = Math.max(
        since,
        ...known.map(({ logged, pause }) => Math.max(logged ?? 0, pause?.until ?? 0)),
      )
      return end - last >= lengthOf(silence) + leeway
    },
  }
}
