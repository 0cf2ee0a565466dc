/** Silence from the command line: sealed as a sentence, reported by trustees, put off by check-ins and pauses. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { avow, folderForTests } from './avow.ts'
import { networkForTests, sealFiles } from './network.ts'

const folder = folderForTests()
const network = networkForTests(folder)
const register = () => ['--register', network().address]
const sentence = 'on my word, or after 30 days of silence with 7 days of grace'
const day = 24 * 3_600_000

async function deposited(name: string): Promise<string> {
  const { file, words } = await sealFiles(folder, name, { address: network().address, condition: sentence })
  await avow(['deposit', file, ...register()])
  await avow(['status', ...register(), '--words', words, '--wait', 'held'])
  return words
}

/** What each trustee reports. */
async function reportsOf(words: string) {
  const { values } = await avow(['status', ...register(), '--words', words, '--json'])
  return (values[0]!['trustees'] as { report: Record<string, unknown> }[]).map(({ report }) => report)
}

test('the holder of the words reads the condition and how it stands, trustee by trustee', async () => {
  const words = await deposited('asked')
  for (const report of await reportsOf(words)) {
    expect(report).toMatchObject({ checkIn: null, warning: null, silences: [{ path: '1', warned: null }] })
    const { until } = (report['silences'] as { until: string }[])[0]!
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(29 * day)
  }
  const { stdout } = await avow(['status', ...register(), '--words', words])
  expect(stdout).toContain(`The condition: ${sentence}.`)
  expect(stdout).toMatch(/it has counted no check-in yet\n.*the warning stands on \d{4}-.* at the earliest/)
})

test('a check-in is logged, and waits until every trustee has counted it', async () => {
  const words = await deposited('there')
  const { code, values, stderr } = await avow([
    'check-in',
    ...register(),
    '--words',
    words,
    '--wait',
    '--json',
  ])
  expect([code, stderr, values]).toMatchObject([0, '', [{ kind: 'check-in' }, { heard: [1, 2, 3] }]])
  const time = values[0]!['time'] as string
  expect((await reportsOf(words)).map(({ checkIn }) => checkIn)).toEqual([time, time, time])
  // A second one in the same ten minutes is answered with the first, or is the first of the next.
  const again = await avow(['check-in', ...register(), '--words', words, '--json'])
  expect(again.code).toBe(0)
  expect(Date.parse(again.values[0]!['time'] as string)).toBeGreaterThanOrEqual(Date.parse(time))
})

test('a pause is a check-in, and puts the warning off', async () => {
  const words = await deposited('away')
  const until = new Date(Date.now() + 100 * day).toISOString().slice(0, 10)
  const given = await avow(['pause', '--until', until, ...register(), '--words', words, '--wait', '--json'])
  expect([given.code, given.values]).toMatchObject([0, [{ kind: 'pause' }, { heard: [1, 2, 3] }]])
  for (const report of await reportsOf(words)) {
    expect(report['checkIn']).toBe(given.values[0]!['time'])
    const silent = (report['silences'] as { until: string }[])[0]!.until
    expect(Date.parse(silent)).toBe(Date.parse(`${until}T00:00:00Z`) + 30 * day)
  }
})

test.each([
  ['that ends before it begins', ['--until', '2020-01-01'], /ends after it begins/],
  ['that is too long', ['--until', '2999-01-01'], /366 days/],
  ['without an end', [], /--until is missing/],
  ['that ends at no time', ['--until', 'soon'], /^--until is a day or an instant, in UTC/],
])('a pause %s is wrong usage', async (_name, more, expected) => {
  const { code, stderr } = await avow(['pause', ...more, ...register(), '--words', '-'])
  expect([code, stderr]).toEqual([2, expect.stringMatching(expected)])
})

test.each([
  ['withdrawn', 'withdraw', 'statement_withdrawn'],
  ['published', 'word', 'statement_opened'],
])(
  'a %s statement takes no check-in, also where it has one of the same minutes',
  async (name, act, refusal) => {
    const words = await deposited(name)
    const checkIn = () => avow(['check-in', ...register(), '--words', words, '--json'])
    expect((await checkIn()).code).toBe(0)
    await avow([act, ...register(), '--words', words, '--wait'])
    const { code, stderr } = await checkIn()
    expect([code, JSON.parse(stderr)]).toMatchObject([1, { error: { code: refusal } }])
  },
)

test('what must be meant of a condition is asked for before anything is sealed', async () => {
  const short = { address: network().address, condition: 'after 2 days of silence with 2 days of grace' }
  await expect(sealFiles(folder, 'short', short)).rejects.toThrow()
  expect(existsSync(join(folder, 'short.avow'))).toBe(false)
  const { file } = await sealFiles(folder, 'meant', { ...short, more: ['--confirm', 'silence_short'] })
  expect(existsSync(file)).toBe(true)
})

test('a condition as JSON is sealed as it is', async () => {
  const condition = '{"type":"silence","duration":"P30D","grace":"P7D"}'
  const { file } = await sealFiles(folder, 'json', { address: network().address, condition })
  expect(existsSync(file)).toBe(true)
})
