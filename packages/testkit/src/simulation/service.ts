/** The register as a process: rounds in the background, an end at any moment, and a beginning from what is on its disk. */
import { createNoteSigner } from '@avow/tlog'
import type { Bugs } from './bugs.ts'
import { type WitnessServer, cosign } from './cosign.ts'
import type { Judge } from './invariants.ts'
import { createJournal } from './journal.ts'
import { createOpenings } from './openings.ts'
import { DiskFault, Ended, type Life, createDisk, createLife } from './process.ts'
import { type Liar, type RegisterCallsOf, createRegister } from './register.ts'
import { type Item, type RegisterLog, createRegisterLog } from './register-log.ts'
import type { Surroundings } from './surroundings.ts'

export interface RegisterParty extends RegisterCallsOf {
  readonly log: RegisterLog
  begin(judge: Judge): void
  crash(): void
}

export interface RegisterPartyOptions {
  /** Entries in a period; 0 for a log that grows as acts come. */
  readonly rate: number
  readonly bugs: Bugs
  readonly witnesses: () => readonly WitnessServer[]
  readonly liar?: Liar | undefined
}

export function createRegisterParty(
  surroundings: Surroundings,
  { rate, bugs, witnesses, liar }: RegisterPartyOptions,
): RegisterParty {
  const { clock, network, faults, random, house, pace, trace, restartAfter } = surroundings
  const disk = createDisk(faults, random, () => life, crash)
  const journal = bugs.journal(createJournal<Item>(disk))
  const log = createRegisterLog({ journal, signer: createNoteSigner(house.log), random, rate })
  const register = createRegister({ house, log, clock, isUp: () => !life.isOver(), liar })
  let life: Life = createLife()
  let judge: Judge | undefined
  life.end()

  async function work(own: Life): Promise<void> {
    const known = new Map<string, number>()
    const openings = createOpenings({
      house,
      log,
      published(statement, verdict) {
        trace(`register publishes ${statement.slice(0, 8)}`)
        judge?.published(statement, verdict)
      },
    })
    await again(own, 0.5, async () => {
      await askWitnesses(own, known)
      if (!liar) await openings.look()
    })
  }

  /** Does something for ever, once in this part of a round; a disk that fails fails once. */
  async function again(own: Life, part: number, round: () => void | Promise<void>): Promise<void> {
    while (!own.isOver()) {
      await own.bind(clock.sleep(pace() * part * (0.6 + random.next() * 0.8)))
      try {
        await round()
      } catch (cause) {
        if (cause instanceof Ended) return
        if (!(cause instanceof DiskFault)) throw cause
      }
    }
  }

  async function askWitnesses(own: Life, known: Map<string, number>): Promise<void> {
    const head = log.checkpoint()
    if (head.size === 0) return
    const { policy, roster } = house
    const parts = { clock, network, life: own, policy, quorum: roster.quorum }
    const cosigned = await cosign({ ...parts, witnesses: witnesses(), known }, head, log.tree())
    if (cosigned) log.keep({ kind: 'cosigned', cosigned })
  }

  function begin(): void {
    life = createLife()
    log.restart()
    trace('register begins')
    void work(life)
    if (rate > 0) void again(life, 0.2, log.grow)
  }

  function crash(): void {
    if (life.isOver()) return
    trace('register ends')
    life.end()
    log.restart()
    clock.after(restartAfter(), begin)
  }

  return {
    ...register,
    log,
    begin(own) {
      judge = own
      begin()
    },
    crash,
  }
}
