/** Trustees change without the author: a register as a real process, its log, and old and new trustees that read it. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type Client,
  ClientError,
  answersByKey,
  createClient,
  fetchHandedOn,
  holdingRoster,
  tellingOf,
} from '@avow/client'
import {
  type Act,
  type Hash,
  type PublicKey,
  type Roster,
  type Salt,
  checkCondition,
  createAct,
  createFeedRequest,
  formatInstant,
  openReport,
  publicKeyOf,
  randomBytes,
  recombine,
  rosterHashOf,
} from '@avow/core'
import { verifyBundle, verifyDeposit } from '@avow/verify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type RegisterProcess,
  type Setting,
  makeSetting,
  makeTrustees,
  sealOne,
  startRegister,
} from '../../register/test/setting.ts'
import { exportBackup, recoverBackup } from '../src/backup.ts'
import { createLogger } from '../src/logger.ts'
import type { Agreement } from '../src/reshare/agreement.ts'
import { openStore } from '../src/sqlite-store.ts'
import type { Store } from '../src/store.ts'
import { type Trustee, type TrusteeOptions, createTrustee } from '../src/trustee.ts'
import { placeKeys } from './trustee-process.ts'

type Calls = TrusteeOptions['register']

interface Daemon {
  readonly number: number
  readonly key: PublicKey
  readonly folder: string
  readonly store: Store
  trustee: Trustee
  agreement: Agreement | undefined
  /** What it says in its log. */
  readonly said: string[]
}

let setting: Setting
let folder: string
let register: RegisterProcess
let client: Client
let everybody: Awaited<ReturnType<typeof makeTrustees>>
let old: Roster
let next: Roster
/** By number, 1 to 5: the first three are the old trustees, of whom 1 stays and 3 is gone for good. */
let daemons: readonly Daemon[]
const registerSaid: string[] = []

const now = () => Date.now() + setting.witness.ahead * 1000

function callsOf(seed: Uint8Array): Calls {
  return {
    ...client,
    feed: ({ version: _v, signature: _s, ...fields }, options) =>
      client.feed(createFeedRequest({ ...fields, time: formatInstant(Date.now()), wait: 0 }, seed), options),
  }
}

function trusteeOf(daemon: Omit<Daemon, 'trustee'>, calls?: Calls): Trustee {
  const keys = everybody[daemon.number - 1]!
  const logger = createLogger((line) => daemon.said.push(line), now)
  const roster = rosterHashOf(daemon.number <= 3 ? old : next)
  const { store } = daemon
  // What the operator says stays, whatever crashes.
  const agreement = () => daemons[daemon.number - 1]!.agreement
  return createTrustee({ keys, store, register: calls ?? callsOf(keys.seed), roster, agreement, now, logger })
}

function startDaemon(number: number): Daemon {
  const own = mkdtempSync(join(folder, `${number}-`))
  placeKeys(own, { trustees: everybody }, number)
  const key = publicKeyOf(everybody[number - 1]!.seed)
  const daemon = { number, key, folder: own, store: openStore(own), agreement: undefined, said: [] }
  return Object.assign(daemon, { trustee: trusteeOf(daemon) })
}

const some = (...numbers: readonly number[]): Daemon[] => numbers.map((n) => daemons[n - 1]!)

beforeAll(async () => {
  setting = await makeSetting({ AVOW_COSIGN_MS: '100' })
  folder = mkdtempSync(join(tmpdir(), 'avow-resharing-'))
  everybody = [...setting.trustees, ...(await makeTrustees(5)).slice(3)]
  register = await startRegister(setting.environment)
  client = createClient({ base: register.address })
  old = await client.roster()
  await register.stop()
  const listed = [1, 4, 5].map((n) => everybody[n - 1]!.listed)
  writeFileSync(setting.environment['AVOW_TRUSTEES']!, JSON.stringify(listed))
  register = await startRegister(setting.environment, (line) => registerSaid.push(line))
  client = createClient({ base: register.address })
  next = await client.roster()
  daemons = [1, 2, 3, 4, 5].map(startDaemon)
})
afterAll(async () => {
  await register?.stop()
  for (const { store } of daemons) store.close()
  setting?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Rounds until something holds; so many that a slow machine comes to an end too. */
async function rounds(who: readonly Daemon[], isDone: () => boolean | Promise<boolean>): Promise<void> {
  for (let left = 2000; !(await isDone()); left -= 1) {
    if (left === 0) throw new Error(who.map(({ said }) => said.slice(-4).join('')).join('\n'))
    for (const { trustee } of who) await trustee.round()
    await delay(30)
  }
}

/** They have read all acts on a statement that there are now, in a checkpoint of now. */
async function read(who: readonly Daemon[], { keys }: Sealed): Promise<void> {
  // A witness says whole seconds: one that has begun before may be of a checkpoint of before. One of later may have been
  // asked for before, too, so that the acts must be there besides.
  const time = Math.ceil(now() / 1000) * 1000
  const { acts } = await client.status(keys.locator)
  const last = acts.at(-1)!.index
  await rounds(who, () =>
    who.every(({ store }) => {
      const { cursor, readTime } = store.position()
      return cursor > last && (readTime ?? 0) >= time
    }),
  )
}

/** Sealed for the old trustees, also when there are new ones already. */
async function deposit(condition = checkCondition({ type: 'word' })) {
  agree(daemons, undefined)
  const sealed = await sealOne(old, condition)
  await client.deposit(sealed.file)
  await rounds(some(1, 2), () => some(1, 2).every(({ store }) => store.held(sealed.statement) !== undefined))
  return sealed
}
type Sealed = Awaited<ReturnType<typeof deposit>>

const agreed = (): Agreement => ({ roster: rosterHashOf(next), gone: [daemons[2]!.key] })

function agree(who: readonly Daemon[], agreement: Agreement | undefined): void {
  for (const daemon of who) daemon.agreement = agreement
}

const isHandedOn =
  ({ statement }: Sealed) =>
  (): boolean =>
    daemons[1]!.store.deposit(statement)?.state === 'destroyed' &&
    daemons[0]!.store.held(statement) === undefined

const bundlesOf = ({ store }: Daemon, { statement }: Sealed) => store.reshares.bundles(statement)

async function handOn(sealed: Sealed): Promise<void> {
  agree(some(1, 2), agreed())
  await rounds(some(1, 2, 4, 5), isHandedOn(sealed))
}

const word = ({ statement, keys }: Sealed) =>
  client.act(createAct({ kind: 'word', statement, body: {} }, keys.seed))

const actsOf = async ({ keys }: Sealed) => (await client.status(keys.locator)).acts.map(({ act }) => act)

/** What comes together of all that these have in their stores. */
async function openable(sealed: Sealed, who: readonly Daemon[]): Promise<number> {
  const reshares = (await actsOf(sealed)).filter((act) => act.kind === 'reshare')
  const disclosed = who.flatMap((daemon) =>
    bundlesOf(daemon, sealed).map(({ path, trustee, parts, condition, conditionSalt }) => {
      const body = { path: [...path], trustee, parts: [...parts], condition, conditionSalt }
      const { seed } = everybody[daemon.number - 1]!
      return createAct({ kind: 'release-parts', statement: sealed.statement, body }, seed)
    }),
  )
  const { shares } = await recombine(sealed.envelope, [...reshares, ...disclosed])
  const own = who.flatMap(({ store }) => store.held(sealed.statement)?.trustee ?? [])
  return new Set([...own, ...shares.map(({ trustee }) => trustee)]).size
}

/** Whether any file of a folder holds it. */
const isOnDisk = (path: string, text: string): boolean =>
  readdirSync(path).some((name) => readFileSync(join(path, name)).includes(text))

test('nothing is handed on without the operators: a register that names a new roster gets nothing', async () => {
  const sealed = await deposit()
  await read(some(1, 2, 4, 5), sealed)
  expect(await actsOf(sealed)).toHaveLength(1)
  expect(some(4, 5).map((one) => bundlesOf(one, sealed))).toEqual([[], []])
})

test('one stays, one is retired, one is gone for good, two are new: the new ones alone open on the word', async () => {
  const sealed = await deposit()
  const shares = some(1, 2).map(({ store }) => store.held(sealed.statement)!.share)
  await handOn(sealed)
  for (const [at, daemon] of some(1, 2).entries()) expect(isOnDisk(daemon.folder, shares[at]!)).toBe(false)
  expect(some(1, 4, 5).map((one) => bundlesOf(one, sealed)[0]?.trustee)).toEqual([1, 2, 3])
  expect(bundlesOf(daemons[1]!, sealed)).toEqual([])
  await word(sealed)
  await rounds(some(4, 5), async () => (await client.status(sealed.keys.locator)).state === 'published')
  const proof = await client.proof(sealed.statement)
  const verdict = await verifyBundle(proof, { trustedRoster: rosterHashOf(old) })
  for (const name of ['text', 'author', 'time', 'opening'] as const)
    expect(verdict[name]).toMatchObject({ status: 'proven' })
})

/** The daemon has ended. */
function freed({ store, folder: own }: Daemon): string {
  store.close()
  return own
}

/** Its next life. */
function resume(daemon: Daemon): void {
  Object.assign(daemon, { store: openStore(daemon.folder) })
  daemon.trustee = trusteeOf(daemon)
}

/** What a store of another time held. */
function changeStore(daemon: Daemon, sql: string): void {
  const file = new DatabaseSync(join(freed(daemon), 'store.sqlite'))
  file.exec(sql)
  file.close()
  resume(daemon)
}

const backupOf = ({ number }: Daemon) => ({
  file: join(folder, `${number}.age`),
  passphrase: 'correct horse battery staple',
})

test('what arrived before it was kept for which roster it was sealed is handed on too', async () => {
  const sealed = await deposit()
  for (const daemon of some(1, 2)) changeStore(daemon, 'UPDATE deposits SET roster = NULL')
  await handOn(sealed)
})

test('where the register does not show the envelope again nothing is handed on, and the daemon says of what', async () => {
  const sealed = await deposit()
  const [first, second] = some(1, 2) as [Daemon, Daemon]
  const ofThis = `WHERE statement = '${sealed.statement}'`
  changeStore(second, `UPDATE deposits SET roster = NULL ${ofThis}`)
  const calls = callsOf(everybody[1]!.seed)
  const feed: Calls['feed'] = async (request, options) => {
    const { items, ...page } = await calls.feed(request, options)
    return { ...page, items: items.map(({ envelope: _, ...item }) => item) }
  }
  second.trustee = trusteeOf(second, { ...calls, feed })
  agree([first, second], agreed())
  const isSaid = () =>
    second.said.some((line) => line.includes('envelope_missing') && line.includes(sealed.statement))
  await rounds([first, second], isSaid)
  expect(
    (await actsOf(sealed)).filter(({ kind, actor }) => kind === 'reshare' && actor === second.key),
  ).toEqual([])
  second.trustee = trusteeOf(second)
  await handOn(sealed)
})

test('an old trustee recovered from a backup of before destroys its share when all hold it, as it would have', async () => {
  const sealed = await deposit()
  const retired = daemons[1]!
  await exportBackup({ ...backupOf(retired), folder: freed(retired), retire: false, workFactor: 10 })
  resume(retired)
  agree(some(1, 2), agreed())
  // Its act is in the log, and not everybody holds the parts yet: then its machine is lost.
  const isInLog = async () =>
    (await actsOf(sealed)).some(({ kind, actor }) => kind === 'reshare' && actor === retired.key)
  await rounds(some(1, 2), isInLog)
  rmSync(freed(retired), { recursive: true })
  await recoverBackup({ ...backupOf(retired), folder: retired.folder })
  resume(retired)
  // What was agreed is not in a backup: the operator agrees again.
  agree([retired], undefined)
  await read([retired], sealed)
  await handOn(sealed)
  const own = (await actsOf(sealed)).filter(({ kind, actor }) => kind === 'reshare' && actor === retired.key)
  expect(own).toHaveLength(1)
})

test('the author sees by the locator who handed on and who holds, and has the answers of the new trustees', async () => {
  const sealed = await deposit()
  await handOn(sealed)
  await rounds(some(2, 4, 5), async () => (await client.status(sealed.keys.locator)).holdings.length === 4)
  const status = await client.status(sealed.keys.locator)
  const handedOn = await fetchHandedOn(client, status, old)
  expect(handedOn.map(rosterHashOf)).toEqual([rosterHashOf(next)])
  expect(holdingRoster(status, old, handedOn)).toEqual(next)
  const answers = answersByKey(status, [old, ...handedOn])
  expect(some(1, 2, 4, 5).map(({ key }) => answers.get(key)?.state)).toEqual([
    'holds',
    'destroyed',
    'holds',
    'holds',
  ])
  const keysOf = (numbers: readonly Daemon[]) => numbers.map(({ key }) => key)
  const telling = tellingOf(status, old, handedOn)
  // Also the old one of whom nobody knows whether it has destroyed its share.
  expect(telling.inboxes.map(({ key }) => key)).toEqual([...keysOf(some(1, 4, 5)), old.trustees[2]!.key])
  expect(telling.circles).toEqual([
    { keys: [old.trustees[0]!.key, old.trustees[2]!.key], threshold: 2 },
    { keys: keysOf(some(1, 4, 5)), threshold: next.threshold },
  ])
  const { envelope, acts } = status
  const verdict = await verifyDeposit({ envelope, acts, roster: old, rosters: handedOn })
  expect(verdict.time.status).toBe('proven')
  expect(verdict.opening).toMatchObject({ status: 'pending', code: 'opening_waiting' })
  const kinds = (await actsOf(sealed)).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'reshare')).toHaveLength(2)
  expect(kinds.filter((kind) => kind === 'hold')).toHaveLength(3)
})

test('a register that names other holders is not believed: a trustee must have signed that it handed on', async () => {
  const sealed = await deposit()
  await handOn(sealed)
  const status = await client.status(sealed.keys.locator)
  const change = (changed: (act: Act) => Act) => ({
    ...status,
    acts: status.acts.map((one) => (one.act.kind === 'reshare' ? { ...one, act: changed(one.act) } : one)),
  })
  for (const changed of [
    (act: Act) => ({ ...act, salt: 'ab'.repeat(32) as Act['salt'] }),
    ({ kind, statement, body }: Act) => createAct({ kind, statement, body }, randomBytes(32)),
  ])
    expect(await fetchHandedOn(client, change(changed), old)).toEqual([])
})

test('one new trustee of two, and one old of two, open nothing; what is late only delays', async () => {
  const sealed = await deposit()
  await handOn(sealed)
  await word(sealed)
  await read(some(4, 2), sealed)
  expect((await client.status(sealed.keys.locator)).state).toBe('witnessed')
  await rounds(some(1, 4), async () => (await client.status(sealed.keys.locator)).state === 'published')
})

test('while a new trustee is away nothing is destroyed, and the old ones open', async () => {
  const sealed = await deposit()
  agree(some(1, 2), agreed())
  await rounds(some(1, 2, 4), async () => (await actsOf(sealed)).some(({ kind }) => kind === 'hold'))
  await read(some(1, 2, 4), sealed)
  expect(some(1, 2).map(({ store }) => store.held(sealed.statement)?.trustee)).toEqual([1, 2])
  await word(sealed)
  await rounds(some(1, 2), async () => (await client.status(sealed.keys.locator)).state === 'published')
})

test('an old trustee that is away and not said to be gone is waited for', async () => {
  const sealed = await deposit()
  agree(some(1, 2), { ...agreed(), gone: [] })
  await rounds(
    some(1, 2, 4, 5),
    async () => (await actsOf(sealed)).filter(({ kind }) => kind === 'hold').length === 3,
  )
  await read(some(1, 2, 4, 5), sealed)
  expect(some(1, 2).map(({ store }) => store.held(sealed.statement)?.trustee)).toEqual([1, 2])
  await handOn(sealed)
})

test('a key that is on no roster that was seen is said once, and keeps nothing from being handed on', async () => {
  const sealed = await deposit()
  const { roster, gone } = agreed()
  const unknown = publicKeyOf(randomBytes(32))
  agree(some(1, 2), { roster, gone: [...gone, unknown] })
  await rounds(some(1, 2, 4, 5), isHandedOn(sealed))
  for (const { said, store } of some(1, 2)) {
    expect(store.isOnRoster(gone[0]!)).toBe(true)
    const lines = said.filter((line) => line.includes('gone unknown'))
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ keys: 1 }])
    expect(lines.join('')).not.toContain(unknown)
  }
})

test('who agrees to a next roster while the one before is not through hands nothing on, unless it is given up', async () => {
  const sealed = await deposit()
  agree(some(1, 2), agreed())
  const isOnItsWay = () => daemons[1]!.store.reshares.onTheirWay(rosterHashOf(old)) > 0
  await rounds(some(1, 2), isOnItsWay)
  const early: Agreement = { roster: rosterHashOf(old), gone: [] }
  agree(some(2), early)
  const attempt = () => daemons[1]!.trustee.round()
  const isRefused = () => expect(attempt()).rejects.toMatchObject({ code: 'agreement_early' })
  for (const _ of [1, 2]) await isRefused()
  // Only handing on stands still.
  const other = await sealOne(old, checkCondition({ type: 'word' }))
  await client.deposit(other.file)
  const answer = async () => {
    await isRefused()
    return (await client.status(other.keys.locator)).holdings
  }
  await expect.poll(answer, { timeout: 60_000 }).toMatchObject([{ trustee: 2, state: 'holds' }])
  agree(some(2), { ...early, instead: true })
  await attempt()
  expect(daemons[1]!.store.held(sealed.statement)).toBeDefined()
  await handOn(sealed)
  await rounds(some(1, 2, 4, 5), () => !isOnItsWay())
  agree(some(2), early)
  await attempt()
})

test('a statement that is withdrawn meanwhile is destroyed by old and new', async () => {
  const sealed = await deposit()
  agree(some(1, 2), agreed())
  await rounds(some(1, 2, 4), () => bundlesOf(daemons[3]!, sealed).length === 1)
  await client.act(createAct({ kind: 'withdraw', statement: sealed.statement, body: {} }, sealed.keys.seed))
  const states = () => some(1, 2, 4).map(({ store }) => store.deposit(sealed.statement)?.state)
  await rounds(some(1, 2, 4, 5), () => states().every((state) => state === 'destroyed'))
  expect(some(1, 4).map((one) => bundlesOf(one, sealed))).toEqual([[], []])
})

test('a word that was given before, and a pause that is not over, go with what is handed on', async () => {
  const condition = checkCondition({
    type: 'all',
    of: [{ type: 'word' }, { type: 'silence', duration: 'PT1H', grace: 'PT1H' }],
  })
  const sealed = await deposit(condition)
  const [time, until] = [Date.now(), Date.now() + 86_400_000].map(formatInstant) as [string, string]
  const body = { time, from: time, until }
  await client.act(createAct({ kind: 'pause', statement: sealed.statement, body }, sealed.keys.seed))
  await word(sealed)
  await handOn(sealed)
  const { store } = daemons[4]!
  expect(store.actsOf(sealed.statement)).toMatchObject([{ kind: 'word', actor: sealed.keys.publicKey }])
  expect(store.pausesOf(sealed.statement)).toEqual([{ from: Date.parse(time), until: Date.parse(until) }])
  await rounds(some(5), async () => {
    const { holdings } = await client.status(sealed.keys.locator)
    const own = holdings.find(({ trustee, state }) => trustee === 3 && state === 'holds')
    if (!own || !('report' in own) || own.report === null) return false
    const report = await openReport(own, own.report, sealed.keys.mailbox)
    return report.silences[0]!.until! > until
  })
})

describe('a crash at any step loses nothing, and the rest is done after it', () => {
  type Step = readonly [at: 'register' | 'reshares' | 'store', method: string]
  const steps: readonly Step[] = [
    ['reshares', 'keep'],
    ['register', 'reshare'],
    ['reshares', 'sent'],
    ['store', 'applyPage'],
    ['register', 'act'],
    ['reshares', 'told'],
    ['reshares', 'looked'],
    ['reshares', 'destroyHandedOn'],
    ['register', 'holding'],
  ]

  /** The same, but that one call of a method is the last of a life: before it is done, or after. */
  function dying<T extends object>(whole: T, method: string, isAfter: boolean, die: () => void): T {
    const work = whole[method as keyof T] as (...given: unknown[]) => unknown
    let isOver = false
    const last = (...given: unknown[]): unknown => {
      if (isOver) return work.apply(whole, given)
      isOver = true
      die()
      const crash = () => {
        throw new ClientError('unreachable', 'it crashed here')
      }
      if (!isAfter) return crash()
      const done = work.apply(whole, given)
      return done instanceof Promise ? done.then(crash) : crash()
    }
    return { ...whole, [method]: last }
  }

  function withCrash(daemon: Daemon, [at, method]: Step, isAfter: boolean, die: () => void): Trustee {
    const calls = callsOf(everybody[daemon.number - 1]!.seed)
    const { store } = daemon
    if (at === 'register') return trusteeOf(daemon, dying(calls, method, isAfter, die))
    if (at === 'store') return trusteeOf({ ...daemon, store: dying(store, method, isAfter, die) })
    const reshares = dying(store.reshares, method, isAfter, die)
    return trusteeOf({ ...daemon, store: { ...store, reshares } })
  }

  test.each(steps.flatMap((step) => [[...step, 'before'] as const, [...step, 'after'] as const]))(
    '%s %s, %s it is done',
    async (at, method, when) => {
      const sealed = await deposit()
      const dead = new Set<number>()
      const who = some(1, 2, 4, 5)
      for (const daemon of who)
        daemon.trustee = withCrash(daemon, [at, method], when === 'after', () => dead.add(daemon.number))
      agree(some(1, 2), agreed())
      for (let left = 1000; !isHandedOn(sealed)(); left -= 1) {
        expect(left).toBeGreaterThan(0)
        for (const daemon of who)
          await daemon.trustee.round().catch((fault: unknown) => {
            expect(fault).toMatchObject({ message: 'it crashed here' })
            // Its next life.
            daemon.trustee = trusteeOf(daemon)
          })
        expect(await openable(sealed, who)).toBeGreaterThanOrEqual(2)
        await delay(20)
      }
      expect(dead.size).toBeGreaterThan(0)
      for (const daemon of who) daemon.trustee = trusteeOf(daemon)
      expect(await openable(sealed, some(4, 5))).toBe(2)
    },
  )
})

test('an old trustee who hands on another share than its own is named by the register, and the others suffice', async () => {
  const sealed = await deposit()
  await rounds(some(3), () => daemons[2]!.store.held(sealed.statement) !== undefined)
  const liar = daemons[1]!
  const { reshares } = liar.store
  const toHandOn: typeof reshares.toHandOn = (roster, limit) =>
    reshares
      .toHandOn(roster, limit)
      .map((one) => ({ ...one, held: { ...one.held, shareSalt: '5a'.repeat(32) as Salt } }))
  liar.trustee = trusteeOf({ ...liar, store: { ...liar.store, reshares: { ...reshares, toHandOn } } })
  agree(some(1, 2, 3), { ...agreed(), gone: [] })
  await rounds(some(1, 2, 3, 4, 5), isHandedOn(sealed))
  liar.trustee = trusteeOf(liar)
  await word(sealed)
  await rounds(some(4, 5), async () => (await client.status(sealed.keys.locator)).state === 'published')
  const verdict = await verifyBundle(await client.proof(sealed.statement))
  expect(verdict.opening).toMatchObject({ status: 'proven', params: { released: 2 } })
  const named = () =>
    registerSaid
      .filter((line) => line.includes('a trustee is at fault') && line.includes(sealed.statement))
      .map((line) => JSON.parse(line) as object)
  await expect.poll(named, { timeout: 60_000 }).toMatchObject([{ kind: 'reshare', trustee: 2 }])
})

test('a register that gives another note than the one handed on is found out: it is not held, and nothing is destroyed', async () => {
  const sealed = await deposit()
  const victim = daemons[3]!
  const calls = callsOf(everybody[3]!.seed)
  const feed: Calls['feed'] = async (request, options) => {
    const page = await calls.feed(request, options)
    return { ...page, items: page.items.map((item) => (item.note ? { ...item, note: 'AAAA' } : item)) }
  }
  victim.trustee = trusteeOf(victim, { ...calls, feed })
  agree(some(1, 2), agreed())
  await rounds(some(1, 2, 4, 5), async () => (await actsOf(sealed)).some(({ kind }) => kind === 'hold'))
  await read(some(1, 2, 4, 5), sealed)
  expect(victim.said.filter((line) => line.includes('note_hash_mismatch'))).toHaveLength(2)
  expect(bundlesOf(victim, sealed)).toEqual([])
  expect(some(1, 2).map(({ store }) => store.held(sealed.statement)?.trustee)).toEqual([1, 2])
  victim.trustee = trusteeOf(victim)
})

describe('what a register refuses', () => {
  const path = (): Hash[] => [rosterHashOf(old), rosterHashOf(next)]
  test('to hold what was handed to somebody else, and to disclose parts that were not handed on', async () => {
    const sealed = await deposit()
    const hold = (number: number, seed: Uint8Array) =>
      client.act(
        createAct(
          { kind: 'hold', statement: sealed.statement, body: { path: path(), trustee: number, of: [1, 2] } },
          seed,
        ),
      )
    await expect(hold(2, everybody[1]!.seed)).rejects.toMatchObject({ details: { code: 'act_not_allowed' } })
    await handOn(sealed)
    const [{ parts, condition, conditionSalt }] = bundlesOf(daemons[3]!, sealed) as [never]
    const disclosed = { path: path(), trustee: 3, parts: [...(parts as never[])], condition, conditionSalt }
    const wrong = createAct(
      { kind: 'release-parts', statement: sealed.statement, body: disclosed },
      everybody[4]!.seed,
    )
    await expect(client.act(wrong)).rejects.toMatchObject({ details: { code: 'share_commitment_mismatch' } })
    const early = createAct(
      { kind: 'release-parts', statement: sealed.statement, body: { ...disclosed, trustee: 2 } },
      everybody[3]!.seed,
    )
    await expect(client.act(early)).rejects.toMatchObject({ details: { code: 'condition_not_met' } })
  })
})
