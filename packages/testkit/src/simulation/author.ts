/** An author: deposits, and says one thing or another later; each again and again until it is acknowledged. */
import { ClientError } from '@avow/client'
import { type Act, createAct, formatInstant } from '@avow/core'
import type { Sealed } from './house.ts'
import type { Judge } from './invariants.ts'
import type { Received, RegisterCallsOf } from './register.ts'
import type { Surroundings } from './surroundings.ts'

/** What an author is going to do, and when: milliseconds after the beginning. */
export interface Intention {
  readonly sealed: Sealed
  readonly deposit: number
  readonly word?: number
  readonly withdraw?: number
  readonly checkIns: readonly number[]
  /** When silence is announced, and for how long. */
  readonly pause?: { readonly at: number; readonly length: number }
}

export function startAuthor(
  { clock, network, pace, trace }: Surroundings,
  number: number,
  { sealed, deposit, word, withdraw, checkIns, pause }: Intention,
  register: RegisterCallsOf,
  judge: Judge,
): void {
  const name = `author ${number}`
  const { statement, author } = sealed

  /** Until it is said what became of it. An honest register's refusal is final unless it knows of no deposit yet. */
  async function insist(what: string, ask: () => Received): Promise<void> {
    for (;;) {
      try {
        const received = await network.call(name, register, ask)
        trace(`${name} ${what} ${received.state}`)
        judge.acknowledged(name, received)
        if (received.state === 'logged') return
      } catch (cause) {
        if (!(cause instanceof ClientError)) throw cause
        if (cause.code === 'refused' && cause.details['code'] !== 'deposit_unknown') {
          trace(`${name} ${what} ${String(cause.details['code'])}`)
          if (Number(cause.details['status']) < 500) return
        }
      }
      await clock.sleep(pace())
    }
  }

  function say(act: Act): void {
    judge.said(act)
    void insist(act.kind, () => register.act(act))
  }

  /** What an author's act says of times is in whole seconds, by a clock that goes right. */
  const instant = (later = 0) => formatInstant(Math.floor((clock.now() + later) / 1000) * 1000)

  function checkIn(): void {
    say(createAct({ kind: 'check-in', statement, body: { time: instant() } }, author))
  }

  function announce({ length }: { length: number }): void {
    const body = { time: instant(), from: instant(60_000), until: instant(60_000 + length) }
    say(createAct({ kind: 'pause', statement, body }, author))
  }

  clock.after(deposit, () => {
    judge.deposits(statement)
    void insist('deposit', () => register.deposit(sealed))
  })
  if (word !== undefined)
    clock.after(word, () => say(createAct({ kind: 'word', statement, body: {} }, author)))
  if (withdraw !== undefined)
    clock.after(withdraw, () => say(createAct({ kind: 'withdraw', statement, body: {} }, author)))
  for (const time of checkIns) clock.after(time, checkIn)
  if (pause) clock.after(pause.at, () => announce(pause))
}
