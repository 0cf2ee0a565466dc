import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Act, type Hash, createAct, encodeCanonical, entryOf } from '@avow/core'
import { formatProof, parsePolicy } from '@avow/tlog'
import { entryOfIndex, makeLog } from '@avow/testkit'
import { describe, expect, test } from 'vitest'
import { type Client, ClientError } from '../../src/index.ts'
import { type MonitorEvent, type MonitorOptions, monitor, openSource } from '../../src/log/index.ts'
import { copyOf, makeFolder } from './damage.ts'

const noon = Date.parse('2027-01-01T12:00:00Z')

type Made = ReturnType<typeof makeLog>

/** Events as short lines. */
function lineOf(event: MonitorEvent): string {
  if (event.type === 'grown') return `grown ${event.added} to ${event.size}`
  if (event.type === 'replayed') return `replayed ${event.size}`
  if (event.type !== 'alarm' && event.type !== 'cleared') return event.type
  const { code, details } = event.fault
  return `${event.type} ${[code, ...Object.values(details)].join(' ')}`
}

/** Does something before each further look, then gives what the monitor said at each. */
async function looks(log: Made, steps: readonly (() => void)[], options: Partial<MonitorOptions> = {}) {
  const ending = new AbortController()
  const said: string[][] = [[]]
  const left = [...steps]
  const pause = async () => {
    const step = left.shift()
    if (!step) return ending.abort()
    said.push([])
    step()
  }
  const source = openSource(log.folder)
  const policy = parsePolicy(log.policy)
  const fixed = { every: 1, pause, signal: ending.signal, stalledAfter: 60_000, now: () => noon }
  for await (const event of monitor({ source, policy, ...fixed, ...options }))
    said.at(-1)!.push(lineOf(event))
  return said
}

const flip = (log: Made, path: string, byte: number) => () => {
  const file = join(log.folder, path)
  const bytes = readFileSync(file)
  bytes[byte]! ^= 1
  writeFileSync(file, bytes)
}

const put = (log: Made, from: string) => () =>
  writeFileSync(join(log.folder, 'checkpoint'), readFileSync(join(from, 'checkpoint')))

test('a log that grows', async () => {
  const log = makeLog(makeFolder(), 700, { witnesses: 1 })
  const said = await looks(log, [() => log.grow(700), () => log.grow(1500)])
  expect(said).toEqual([
    ['grown 700 to 700', 'replayed 700'],
    ['replayed 700'],
    ['grown 800 to 1500', 'replayed 1500'],
  ])
})

test('the whole log is checked again, a few units at a time', async () => {
  const log = makeLog(makeFolder(), 140_000, { witnesses: 1 })
  const nothing = () => {}
  const said = await looks(log, [nothing, nothing, nothing], { units: 1 })
  expect(said).toEqual([['grown 140000 to 140000'], [], ['replayed 140000'], []])
})

test('an entry that no longer matches raises one alarm, and one when it does again', async () => {
  const log = makeLog(makeFolder(), 700, { witnesses: 1 })
  const damage = flip(log, 'tile/entries/001', 34 * 3 + 5)
  const [, ...said] = await looks(log, [damage, () => {}, damage])
  expect(said).toEqual([
    ['replayed 700', 'alarm entry_mismatch tile/entries/001 259'],
    ['replayed 700'],
    ['replayed 700', 'cleared entry_mismatch tile/entries/001 259'],
  ])
})

test('a rollback', async () => {
  const log = makeLog(makeFolder(), 700, { witnesses: 1 })
  const earlier = copyOf(log.folder)
  log.grow(1500)
  const [, ...said] = await looks(log, [put(log, earlier), () => log.grow(1500)])
  expect(said).toEqual([['alarm rolled_back 1500 700'], ['replayed 1500', 'cleared rolled_back 1500 700']])
})

test('a rollback and a fork while nobody looked', async () => {
  const log = makeLog(makeFolder(), 700, { witnesses: 1 })
  const earlier = copyOf(log.folder)
  const stateFile = join(makeFolder(), 'state.json')
  log.grow(1500)
  await looks(log, [], { stateFile })
  put(log, earlier)()
  expect(await looks(log, [], { stateFile })).toEqual([['alarm rolled_back 1500 700']])
  const entryAt = (index: number) => entryOfIndex(index, index < 600 ? 0 : 1)
  const fork = makeLog(makeFolder(), 2000, { witnesses: 1, entryAt })
  expect(await looks(fork, [], { stateFile })).toEqual([['alarm forked 1500 2000']])
})

test('a missing cosignature', async () => {
  const log = makeLog(makeFolder(), 700, { witnesses: 2 })
  const file = join(log.folder, 'checkpoint')
  const cut = () => writeFileSync(file, `${readFileSync(file, 'utf8').split('\n').slice(0, -2).join('\n')}\n`)
  const [, said] = await looks(log, [cut])
  expect(said).toEqual(['replayed 700', 'alarm quorum_missing checkpoint'])
})

test('a log that stalls: its newest cosignature is too old', async () => {
  let now = noon
  const log = makeLog(makeFolder(), 700, { witnesses: 1, time: () => now / 1000 })
  const later = () => {
    now += 61_000
  }
  const [, ...said] = await looks(log, [later, () => log.grow(700)], { now: () => now })
  expect(said).toEqual([
    ['replayed 700', 'alarm stalled 61'],
    ['replayed 700', 'cleared stalled 61'],
  ])
})

test('a log without witnesses stalls when it does not change', async () => {
  let now = noon
  const log = makeLog(makeFolder(), 700)
  const wait = (seconds: number) => () => {
    now += seconds * 1000
  }
  const grow = () => log.grow(800)
  const said = await looks(log, [wait(59), wait(2), grow], { now: () => now })
  expect(said.map((lines) => lines.filter((line) => !line.startsWith('replayed')))).toEqual([
    ['grown 700 to 700'],
    [],
    ['alarm stalled 61'],
    ['grown 100 to 800', 'cleared stalled 61'],
  ])
})

test('a log that does not answer is no fault until it has been silent for too long', async () => {
  let now = noon
  const log = makeLog(makeFolder(), 700, { witnesses: 1 })
  let isDown = false
  const own = openSource(log.folder)
  const source = {
    ...own,
    read(path: string) {
      if (isDown) throw new ClientError('unreachable', 'down', {})
      return own.read(path)
    },
  }
  const steps = [() => (isDown = true), () => (now += 61_000), () => ((isDown = false), (now -= 61_000))]
  const [, ...said] = await looks(log, steps, { source, now: () => now })
  expect(said).toEqual([
    ['unreachable'],
    ['alarm stalled 61'],
    ['reachable', 'replayed 700', 'cleared stalled 61'],
  ])
})

test('who is told to end while a log does not answer ends, and says nothing more', async () => {
  const ending = new AbortController()
  const log = makeLog(makeFolder(), 700)
  const fetch = () => {
    setTimeout(() => ending.abort(), 5)
    return Promise.reject(new TypeError('fetch failed'))
  }
  const source = openSource('http://log.example', { fetch, retries: [60_000] })
  expect(await looks(log, [], { source, signal: ending.signal })).toEqual([[]])
})

describe('acts of published statements', () => {
  const statement = 'ab'.repeat(32) as Hash
  const act = createAct({ kind: 'word', statement, body: {} }, new Uint8Array(32).fill(1))
  const index = 300
  const entryAt = (at: number) => (at === index ? entryOf(act) : entryOfIndex(at))
  const makeActsLog = () => makeLog(makeFolder(), 700, { witnesses: 1, entryAt })

  /** Of a receipt only the index counts here. */
  const bundleOf = (given: unknown, at = index) =>
    encodeCanonical({
      acts: [{ act: given, receipt: formatProof({ index: at, path: [], checkpoint: 'any' }) }],
    })

  /** A register that has published one statement, and says this of it. */
  const publisher = (proof: () => Uint8Array): Pick<Client, 'statements' | 'proof'> => ({
    statements: async () => ({ statements: [{ statement } as never], next: null }),
    proof: async () => proof(),
  })

  test('that are in the log', async () => {
    const said = await looks(makeActsLog(), [], { register: publisher(() => bundleOf(act)) })
    expect(said).toEqual([['grown 700 to 700', 'replayed 700']])
  })

  const another: Act = createAct({ kind: 'word', statement, body: {} }, new Uint8Array(32).fill(1))
  test.each<[string, () => Uint8Array, string]>([
    ['with another salt', () => bundleOf(another), `act_mismatch ${statement} 300`],
    ['at another place', () => bundleOf(act, 301), `act_mismatch ${statement} 301`],
    ['beyond the end', () => bundleOf(act, 700), `act_mismatch ${statement} 700`],
    ['of no kind that is known', () => bundleOf({ ...act, kind: 'bless' }), `act_unknown ${statement}`],
    ['that nobody signed', () => bundleOf({ ...act, salt: 'cd'.repeat(32) }), `act_unknown ${statement}`],
    ['in no bundle', () => Buffer.from('{}'), `act_unknown ${statement}`],
  ])('%s: an alarm, until it is right', async (_name, wrong, alarm) => {
    let proof = wrong
    const right = () => {
      proof = () => bundleOf(act)
    }
    const said = await looks(makeActsLog(), [right], { register: publisher(() => proof()) })
    expect(said).toEqual([
      ['grown 700 to 700', 'replayed 700', `alarm ${alarm}`],
      ['replayed 700', `cleared ${alarm}`],
    ])
  })

  test('that are not given', async () => {
    const refused = () => {
      throw new ClientError('refused', 'there is no such statement', { code: 'statement_unknown' })
    }
    const [said] = await looks(makeActsLog(), [], { register: publisher(refused) })
    expect(said).toContain(`alarm act_unknown ${statement}`)
  })

  test('each is fetched once while nothing is wrong with it', async () => {
    let count = 0
    const register = publisher(() => {
      count += 1
      return bundleOf(act)
    })
    await looks(makeActsLog(), [() => {}, () => {}], { register })
    expect(count).toBe(1)
  })
})
