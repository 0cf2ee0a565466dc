/** Messages between programs: late, twice, in another order, or never. */
import { ClientError } from '@avow/client'
import { AvowError } from '@avow/core'
import type { Clock } from './clock.ts'
import type { Faults } from './faults.ts'
import { DiskFault, Ended } from './process.ts'
import type { Random } from './random.ts'

/** Somebody who answers. */
export interface Server {
  readonly name: string
  isUp(): boolean
}

export interface Network {
  /**
   * Asks, and waits for the answer.
   * @throws ClientError as `@avow/client`: `unreachable`, or `refused` with the code of the one who was asked
   */
  call<T>(from: string, to: Server, answer: () => T | Promise<T>): Promise<T>
  /** Everybody can reach those on the same side only. */
  partition(sides: ReadonlyMap<string, number>): void
  heal(): void
}

export interface NetworkOptions {
  readonly clock: Clock
  readonly faults: Faults
  readonly random: Random
  /** How long a message that is delayed takes at most, milliseconds. */
  readonly longest: number
}

/** Milliseconds after which an answer is not waited for any longer. */
const patience = 10_000

const unreachable = () => new ClientError('unreachable', 'no answer came')

/** What a register says when it can say the opposite a moment later (register/src/routes/errors.ts). */
const passing = new Set([
  'storage_full',
  'storage_unavailable',
  'database_unavailable',
  'overloaded',
  'stopping',
  'internal',
])

function refusalOf(cause: unknown): Error {
  if (!(cause instanceof AvowError) && !(cause instanceof DiskFault)) throw cause
  const code = cause instanceof AvowError ? cause.code : 'internal'
  return new ClientError('refused', cause.message, { code, status: passing.has(code) ? 503 : 409 })
}

export function createNetwork({ clock, faults, random, longest }: NetworkOptions): Network {
  let sides: ReadonlyMap<string, number> = new Map()
  let sent = 0
  let arrived = 0

  const isCut = (from: string, to: string) => (sides.get(from) ?? 0) !== (sides.get(to) ?? 0)

  const delay = () =>
    faults.happens('message delayed') ? random.between(50, longest) : random.between(5, 50)

  /** One message, of which two may come, or none. */
  function send(from: string, to: string, deliver: () => void): void {
    const number = (sent += 1)
    const arrive = () => {
      if (isCut(from, to)) return
      if (number < arrived) faults.count('message overtaken')
      arrived = Math.max(arrived, number)
      deliver()
    }
    if (!faults.happens('message lost')) clock.after(delay(), arrive)
    if (faults.happens('message doubled')) clock.after(delay(), arrive)
  }

  function call<T>(from: string, to: Server, answer: () => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = clock.after(patience + longest, () => reject(unreachable()))
      const back = (settle: () => void) =>
        send(to.name, from, () => {
          giveUp()
          settle()
        })
      const refuse = (cause: unknown) => {
        // Who has ended says nothing any more.
        if (!(cause instanceof Ended)) back(() => reject(refusalOf(cause)))
      }
      send(from, to.name, () => {
        if (!to.isUp()) return reject(unreachable())
        const answered = (async () => answer())()
        answered.then((value) => back(() => resolve(value)), refuse)
      })
    })
  }

  return {
    call,
    partition: (next) => void (sides = next),
    heal: () => void (sides = new Map()),
  }
}
