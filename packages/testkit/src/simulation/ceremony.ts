/**
 * One history of how the institution key is made: the trustees' own exchange with the register's own board, whatever goes wrong.
 * A false register shows some trustees another board, on which another ceremony is held.
 */
import { type DkgMessage, type Hash, type InstitutionKey, dkgMessageHash, publicShareFor } from '@avow/core'
import { type InstitutionStore, type Logger, createExchange, createLoop, openStore } from '@avow/trustee'
import { type Bugs, createBugs } from './bugs.ts'
import { type BoardParty, createBoardParty } from './ceremony-board.ts'
import { startCeremonyLiar } from './ceremony-liar.ts'
import { chooseRates } from './faults.ts'
import { type History, type HistoryOptions, livedOn, withSeed } from './history.ts'
import type { House } from './house.ts'
import type { Invariant, Violation } from './invariants.ts'
import { DiskFault, Ended, type Life, createDisk, createLife, onDisk } from './process.ts'
import { type Random, shuffled } from './random.ts'
import { setStage } from './stage.ts'
import type { Surroundings } from './surroundings.ts'
import { type Clocked, calmDown, startTrouble } from './trouble.ts'

/** Milliseconds. */
const pace = 20_000
const calmPace = 60_000
/** A board waits ten minutes in a phase for those who do not speak, and there are five. */
const longestCalm = 2 * 3_600_000

interface Party extends Clocked {
  readonly number: number
  readonly store: InstitutionStore
  begin(): void
  close(): void
}

function createCeremonyJudge() {
  const violations: Violation[] = []
  const said = new Map<string, Hash>()
  const keys = new Set<string>()
  const violate = (invariant: Invariant, what: string) => void violations.push({ invariant, what })
  return {
    violations,
    keys,
    violate,
    says({ name }: Party, message: DkgMessage): void {
      const place = `${name} ${message.session} ${message.phase}`
      const hash = dkgMessageHash(message)
      if ((said.get(place) ?? hash) !== hash)
        violate('two messages in one phase', `${name}, ${message.phase}`)
      said.set(place, hash)
    },
    uses({ name, number, store }: Party, { key, session, trustees, confirmations }: InstitutionKey): void {
      keys.add(key)
      if (keys.size > 1) violate('two institution keys', name)
      const share = store.share(session)
      const isConfirmed = confirmations.some(({ trustee }) => trustee === number)
      const isFitting = share && publicShareFor(share.share) === trustees[number - 1]!.share
      if (share ? !isFitting : isConfirmed) violate('a share that does not fit', name)
    },
  }
}

type CeremonyJudge = ReturnType<typeof createCeremonyJudge>

function createParty(
  { clock, network, faults, random, house, pace: paceNow, trace, restartAfter }: Surroundings,
  number: number,
  board: () => BoardParty,
  judge: CeremonyJudge,
  bugs: Bugs,
): Party {
  const name = `trustee ${number}`
  const kept = openStore(':memory:')
  const store: InstitutionStore = {
    ...kept.institutions,
    useKey(key) {
      kept.institutions.useKey(key)
      judge.uses(party, key)
    },
  }
  const disk = createDisk(faults, random, () => life, crash)
  let life = createLife()
  life.end()

  const logger: Logger = {
    info: (event) => trace(`${name} ${event}`),
    warn(event, fields) {
      trace(`${name} ${event}: ${fields?.['code'] ?? ''}`)
      const isFault = fields?.['code'] === 'unexpected' && fields['name'] !== 'DiskFault'
      if (isFault) judge.violate('a defect', `${name}: ${fields['name']}`)
    },
  }

  function start(own: Life): void {
    function ask<T>(question: (asked: BoardParty) => Promise<T>): Promise<T> {
      const asked = board()
      return own.bind(network.call(name, asked, () => question(asked)))
    }
    const sleep = (milliseconds: number) => own.bind(clock.sleep(milliseconds))
    const exchange = createExchange({
      keys: house.trustees[number - 1]!,
      store: onDisk(bugs.institutions(store), disk),
      rosters: { pinned: async () => house.roster },
      register: {
        exchange: (request) => ask((asked) => asked.exchange(request)),
        sayInCeremony(message) {
          judge.says(party, message)
          return ask((asked) => asked.say(message))
        },
        answerRequest: async () => {},
      },
      limits: { work: 0, perHour: 1000 },
      now: () => clock.now() + party.skew,
      sleep,
      logger,
      wait: 0,
    })
    async function round(signal?: AbortSignal): Promise<void> {
      await exchange.round(signal)
      await sleep(paceNow() * (0.3 + 0.6 * random.next()))
    }
    void createLoop({ trustee: { round }, logger, sleep, random: random.next }).run(own.signal)
  }

  /** A daemon whose disk fails while it starts ends, and is started again. */
  function begin(): void {
    life = createLife()
    trace(`${name} begins`)
    try {
      start(life)
    } catch (cause) {
      if (cause instanceof DiskFault) return crash()
      if (!(cause instanceof Ended)) throw cause
    }
  }

  function crash(): void {
    if (life.isOver()) return
    trace(`${name} ends`)
    life.end()
    clock.after(restartAfter(), begin)
  }

  const party: Party = { name, number, store, skew: 0, begin, crash, close: () => kept.close() }
  return party
}

async function live(
  random: Random,
  house: House,
  { seed, bug, lines = false }: HistoryOptions,
): Promise<History> {
  const stage = setStage(random, house, { pace, calmPace, rates: chooseRates(random), lines })
  const { surroundings } = stage
  const { clock } = surroundings
  const { threshold, trustees } = house.roster
  const numbers = shuffled(
    random,
    trustees.map((_, at) => at + 1),
  )
  const liars = numbers.splice(0, random.chance(0.5) ? random.between(1, threshold - 1) : 0)
  const isRegisterFalse = random.chance(0.3)
  const boards = (isRegisterFalse ? ['register', 'another board'] : ['register']).map((name) =>
    createBoardParty(surroundings, name),
  )
  const judge = createCeremonyJudge()
  const boardFor = (): (() => BoardParty) => {
    const home = random.pick(boards)
    return () => (random.chance(0.2) ? random.pick(boards) : home)
  }
  const parties = numbers.map((number) =>
    createParty(surroundings, number, boardFor(), judge, createBugs(bug)),
  )
  const isViolated = () => judge.violations.length > 0
  const hasAll = () => parties.every(({ store }) => store.key() !== undefined)

  for (const one of [...boards, ...parties]) one.begin()
  for (const number of liars) startCeremonyLiar(surroundings, number, boards)
  const cast = { register: boards[0]!, trustees: parties, witnesses: [] }
  startTrouble(surroundings, { wrongClock: 1 }, cast)
  await stage.run(clock.now() + pace * random.between(8, 24), isViolated)
  calmDown(surroundings, cast)
  const until = clock.now() + longestCalm
  while (!isViolated() && !hasAll() && clock.now() < until)
    await stage.run(clock.now() + calmPace, isViolated)
  const mustHave = !isRegisterFalse && liars.length === 0
  // One that is false can hold up a ceremony for ever; it cannot make a wrong one.
  if (!isViolated() && mustHave && !hasAll()) judge.violate('no key in time', `${judge.keys.size} in use`)
  for (const party of parties) {
    party.crash()
    party.close()
  }
  const lived = livedOn(stage, seed, judge.violations)
  return { ...lived, published: 0, together: 0, keys: judge.keys.size, isWhole: false }
}

/** Lives through the ceremony of a seed. The same seed gives the same history. */
export const runCeremony = (options: HistoryOptions): Promise<History> =>
  withSeed(options.seed, 'ideal', (random, house) => live(random, house, options))
