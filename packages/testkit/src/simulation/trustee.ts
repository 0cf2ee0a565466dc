/** A trustee, as it is (packages/trustee), in a process that ends and begins again. */
import type { Act, Hash } from '@avow/core'
import {
  type Logger,
  type RegisterCalls,
  type Store,
  createLoop,
  createTrustee,
  openStore,
} from '@avow/trustee'
import type { Bugs, SeenNotes } from './bugs.ts'
import type { Judge } from './invariants.ts'
import { type Life, createDisk, createLife, onDisk } from './process.ts'
import type { Received, RegisterCallsOf } from './register.ts'
import type { Surroundings } from './surroundings.ts'

export interface TrusteeParty {
  readonly name: string
  readonly number: number
  /** What it has on its disk. */
  readonly store: Store
  /** Its clock is wrong by so many milliseconds. */
  skew: number
  begin(): void
  crash(): void
  close(): void
}

/** The pace at which the daemon's own waits fit. */
const ownPace = 20_000

/** @param number from 1 */
export function createTrusteeParty(
  surroundings: Surroundings,
  number: number,
  register: RegisterCallsOf,
  bugs: Bugs,
  judge: Judge,
): TrusteeParty {
  const { clock, network, faults, random, house, pace, trace, restartAfter } = surroundings
  const name = `trustee ${number}`
  const kept = openStore(':memory:')
  const keys = house.trustees[number - 1]!
  const seen: SeenNotes = new Map()
  const disk = createDisk(faults, random, () => life, crash)
  const ownTime = () => clock.now() + party.skew
  const judged: Store = {
    ...kept,
    applyPage(change) {
      kept.applyPage(change)
      judge.reads(party, ownTime(), shown)
    },
  }
  /** The checkpoint of the page that it reads. */
  let shown = ''
  let life: Life = createLife()
  life.end()

  /** Its part of the client: one question, and for an act as many as it takes until the log holds it. */
  function callsOf(own: Life): RegisterCalls {
    const ask = <T>(question: () => T): Promise<T> =>
      own.bind(network.call(name, register, question) as Promise<T>)
    async function submit(act: Act) {
      judge.sends(party, act)
      for (;;) {
        const { state, act: logged, receipt }: Received = await ask(() => register.act(act))
        if (state === 'logged')
          return { index: 0, state, act: logged, receipt: receipt!, witnessed: null } as const
        await own.bind(clock.sleep(pace() / 4))
      }
    }
    const calls: RegisterCalls = {
      roster: () => ask(() => register.roster()),
      rosterOf: (hash) => ask(() => register.rosterOf(hash)),
      async feed(request) {
        const page = await ask(() => register.feed(request))
        shown = page.checkpoint
        return page
      },
      act: submit,
      async holding(holding) {
        await ask(() => register.holding(holding))
      },
    }
    return bugs.calls(calls, keys, seen)
  }

  const logger: Logger = {
    info(event, fields) {
      const statement = String(fields?.['statement'] ?? '')
      trace(`${name} ${event} ${statement.slice(0, 8)}`)
      if (event === 'recalled') judge.recalls(party, statement as Hash)
    },
    warn(event, fields) {
      const code = String(fields?.['code'] ?? '')
      trace(`${name} ${event}: ${code}`)
      judge.warned(party, code, String(fields?.['name'] ?? ''))
    },
  }

  function begin(): void {
    const own = createLife()
    life = own
    trace(`${name} begins`)
    judge.begins(party)
    const trustee = createTrustee({
      keys,
      store: bugs.store(onDisk(judged, disk), seen),
      register: callsOf(own),
      now: () => bugs.now(ownTime()),
      logger,
      wait: 0,
    })
    const round = async (signal?: AbortSignal) => {
      await trustee.round(signal)
      const { cursor, size, root } = kept.position()
      judge.follows(name, { size, root })
      // Who has more to read does not wait for news.
      const part = cursor < size ? 0.05 : 0.4 + 0.6 * random.next()
      await own.bind(clock.sleep(pace() * part))
    }
    const sleep = (milliseconds: number) =>
      own.bind(clock.sleep(milliseconds * Math.max(1, pace() / ownPace)))
    const loop = createLoop({ trustee: { round }, logger, sleep, random: random.next })
    void loop.run(own.signal)
  }

  function crash(): void {
    if (life.isOver()) return
    trace(`${name} ends`)
    life.end()
    clock.after(restartAfter(), begin)
  }

  const party: TrusteeParty = {
    name,
    number,
    store: kept,
    skew: 0,
    begin,
    crash,
    close: () => kept.close(),
  }
  return party
}
