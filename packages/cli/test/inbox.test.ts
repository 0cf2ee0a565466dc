/** Check-ins, pauses and withdrawals past the register, with the trustees of a real network (spec/http-api.md, "Inbox"). */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createClient } from '@avow/client'
import { encodeRoster } from '@avow/core'
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { deliveryLines } from '../src/report-text.ts'
import { avow, folderForTests } from './avow.ts'
import { type SealedFiles, networkForTests, sealFiles } from './network.ts'

const folder = folderForTests()
const network = networkForTests(folder)
const register = () => ['--register', network().address]
const away = ['--register', 'http://127.0.0.1:9']
const sentence = 'after 30 days of silence with 7 days of grace'
const rosterFile = join(folder, 'roster.json')

beforeAll(async () => {
  const roster = await createClient({ base: network().address }).roster()
  writeFileSync(rosterFile, encodeRoster(roster))
})

async function deposited(name: string): Promise<SealedFiles> {
  const { address } = network()
  const sealed = await sealFiles(folder, name, { address, condition: sentence })
  await avow(['deposit', sealed.file, ...register()])
  await avow(['status', ...register(), '--words', sealed.words, '--wait', 'held'])
  return sealed
}

const ofAll = (state: string) => [1, 2, 3].map((trustee) => ({ trustee, name: `Trustee ${trustee}`, state }))
const files = ({ file }: SealedFiles) => ['--sealed', file, '--roster', rosterFile]

/** What each trustee reports as the check-in that it has counted. */
async function countedBy(words: string): Promise<unknown[]> {
  const { values } = await avow(['status', ...register(), '--words', words, '--json'])
  return (values[0]!['trustees'] as { report: { checkIn: string } | null }[]).map(
    ({ report }) => report?.checkIn,
  )
}

test('every trustee of a network has an inbox, and acknowledges what the register has as well', async () => {
  const { words } = await deposited('both')
  const { code, values, stderr } = await avow(['check-in', ...register(), '--words', words, '--json'])
  expect([code, stderr, values]).toMatchObject([
    0,
    '',
    [{ kind: 'check-in', index: expect.any(Number), trustees: ofAll('acknowledged') }],
  ])
  const { stdout } = await avow(['check-in', ...register(), '--words', words])
  expect(stdout).toMatch(
    /entry \d+ of the log.\nTold directly:\n {2}trustee 1, Trustee 1: has acknowledged it\n/,
  )
})

test('two trustees are never said to have one number, which new and old ones may have while it is handed on', () => {
  const delivery = (trustee: number, name: string) => ({ trustee, name, state: 'unreachable' }) as const
  const [one, other, old] = [delivery(1, 'One'), delivery(2, 'Other'), delivery(2, 'Old')]
  expect(deliveryLines([one, other]).slice(1)).toEqual([
    '  trustee 1, One: could not be reached',
    '  trustee 2, Other: could not be reached',
  ])
  expect(deliveryLines([one, other, old]).slice(1)).toEqual(
    ['One', 'Other', 'Old'].map((name) => `  ${name}: could not be reached`),
  )
})

test('whoever wants no trustee to see their address tells the register only', async () => {
  const { words } = await deposited('only')
  const only = ['--register-only', '--words', words]
  const { values } = await avow(['check-in', ...register(), ...only, '--json'])
  expect(values[0]).not.toHaveProperty('trustees')
  const { stdout } = await avow(['check-in', ...register(), ...only])
  expect(stdout).toMatch(/^You have checked in: entry \d+ of the log\.\n$/)
})

/** A register that passes everything on but acts, of which it says nothing, or what it is told to say. */
async function keepingBack(status?: number): Promise<string[]> {
  const server = createServer((request, response) => {
    void (async () => {
      if (request.url!.startsWith('/api/v1/acts')) {
        if (status) response.writeHead(status).end()
        return
      }
      const answer = await fetch(network().address + request.url!)
      response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()))
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return ['--register', `http://127.0.0.1:${(server.address() as AddressInfo).port}`]
}

describe('a register that keeps acts back', () => {
  test.each([
    ['by refusing them', 503, []],
    ['by never answering', undefined, ['--timeout', '1']],
  ])('%s: the trustees have the check-in, and report it', async (name, status, more) => {
    const { words } = await deposited(`kept-${name.length}`)
    const { code, values, stderr } = await avow([
      'check-in',
      ...(await keepingBack(status)),
      '--words',
      words,
      ...more,
      '--wait',
      '--json',
    ])
    const said = { index: null, register: { code: 'unreachable' }, trustees: ofAll('acknowledged') }
    expect([code, stderr, values]).toMatchObject([0, '', [said]])
    const time = values[0]!['time'] as string
    await expect.poll(() => countedBy(words), { timeout: 60_000 }).toEqual([time, time, time])
  })

  test('the withdrawal too: the shares are destroyed although the log never shows it', async () => {
    const { words } = await deposited('withdrawn')
    const given = await avow(['withdraw', ...(await keepingBack(503)), '--words', words])
    expect([given.code, given.stderr]).toEqual([0, ''])
    expect(given.stdout).toMatch(/^The log does not hold it: .* so many trustees have acknowledged it/)
    const states = async () => {
      const { values } = await avow(['status', ...register(), '--words', words, '--json'])
      return (values[0]!['trustees'] as { state: string }[]).map(({ state }) => state)
    }
    await expect.poll(states, { timeout: 60_000 }).toEqual(['destroyed', 'destroyed', 'destroyed'])
  })
})

describe('with the register away', () => {
  test('the sealed file and the roster are enough, for a pause as well', async () => {
    const sealed = await deposited('away')
    const until = new Date(Date.now() + 100 * 86_400_000).toISOString().slice(0, 10)
    for (const command of [['check-in'], ['pause', '--until', until]]) {
      const { code, values } = await avow([
        ...command,
        ...away,
        '--words',
        sealed.words,
        ...files(sealed),
        '--json',
      ])
      expect([code, values]).toMatchObject([0, [{ index: null, trustees: ofAll('acknowledged') }]])
    }
  })

  test('without them it says so and is not done', async () => {
    const sealed = await deposited('without')
    const { code, stdout } = await avow(['check-in', ...away, '--words', sealed.words])
    expect([code, stdout]).toEqual([3, ''])
  })

  test('files that do not belong together, or to these words, are wrong usage', async () => {
    const [one, other] = [await deposited('one'), await deposited('other')]
    for (const [given, expected] of [
      [['--sealed', one.file], /--sealed and --roster go together/],
      [['--sealed', other.file, '--roster', rosterFile], /not sealed with these words/],
      [['--sealed', one.file, '--roster', one.file], /roster/i],
    ] as const) {
      const { code, stderr } = await avow(['check-in', ...away, '--words', one.words, ...given])
      expect([code, stderr]).toEqual([2, expect.stringMatching(expected)])
    }
  })

  describe('and trustees down', () => {
    afterEach(async () => {
      for (const name of ['trustee-1', 'trustee-2']) await network().restart(name)
    })

    test('one: enough have it; two: too few, and each is named', async () => {
      const sealed = await deposited('down')
      const checkIn = () => avow(['check-in', ...away, '--words', sealed.words, ...files(sealed), '--json'])
      await network().kill('trustee-1')
      const first = await checkIn()
      expect([first.code, first.values[0]!['trustees']]).toMatchObject([
        0,
        [{ state: 'unreachable' }, { state: 'acknowledged' }, { state: 'acknowledged' }],
      ])
      await network().kill('trustee-2')
      const second = await checkIn()
      expect([second.code, second.values[0]!['trustees']]).toMatchObject([
        3,
        [{ state: 'unreachable' }, { state: 'unreachable' }, { state: 'acknowledged' }],
      ])
      expect(JSON.parse(second.stderr)).toMatchObject({ error: { code: 'unreachable' } })
    })
  })
})
