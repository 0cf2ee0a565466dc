/** `avow deposit` says what is received, what is logged and what is witnessed, each when it is so. */
import { join } from 'node:path'
import { createClient } from '@avow/client'
import { createStatement, generateEntropy, parseBody, seal } from '@avow/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startNetwork } from '../src/network.ts'
import { avow, folderForTests } from './avow.ts'
import { networkForTests, sealFiles } from './network.ts'
import { atTerminal, hasScript } from './terminal.ts'

const folder = folderForTests()
/** One entry in each period, so that what is deposited by many waits. */
const network = networkForTests(folder, { env: { AVOW_RATE_ENTRIES: '1' } })
const register = () => ['--register', network().address]

/** Stops the witness; it goes on when that is asked for, and in any case after the test. */
function holdWitness(): () => void {
  const { pid } = network()
    .processes()
    .find(({ name }) => name === 'witness-1')!
  process.kill(pid, 'SIGSTOP')
  const goOn = (): void => void process.kill(pid, 'SIGCONT')
  onTestFinished(goOn)
  return goOn
}

/** So many statements of others are before ours. */
async function fillPeriods(count: number): Promise<void> {
  const client = createClient({ base: network().address })
  const roster = await client.roster()
  const statement = createStatement({
    kind: 'testimony',
    title: 'Before yours',
    language: 'en',
    body: parseBody('I was here first.'),
    declarant: { as: 'nobody' },
    institutions: [{ name: 'None' }],
  })
  for (let index = 0; index < count; index += 1) {
    const { file } = await seal({
      statement,
      condition: { type: 'word' },
      roster,
      entropy: generateEntropy(),
    })
    await client.submit(file, { until: 'received' })
  }
}

test('what is received, logged and witnessed is said in plain lines; what is witnessed already, in one', async () => {
  const { file } = await sealFiles(folder, 'plain', { address: network().address })
  const first = await avow(['deposit', file, ...register()])
  expect(first.code).toBe(0)
  expect(first.stderr).toMatch(/^Received: .* by \d+ \w+.* at the latest, in \d+ (seconds|minutes)\. .*\n/)
  expect(first.stderr).not.toMatch(/\[[#.]+\]|\u001b/)
  expect(first.stdout).toMatch(
    /^It is in the log .* as entry \d+, and witnesses have signed that\.\nStatement /,
  )
  const again = await avow(['deposit', file, ...register()])
  expect(again).toMatchObject({ code: 0, stdout: first.stdout, stderr: '' })
})

test('where the log grows as statements come, nobody is told of a wait', async () => {
  const env = { AVOW_RATE_ENTRIES: '0' }
  const { address, stop } = await startNetwork({ folder: join(folder, 'at-once'), port: 0, env })
  onTestFinished(stop)
  const { file } = await sealFiles(folder, 'at-once', { address })
  const { code, stdout, stderr } = await avow(['deposit', file, '--register', address])
  expect([code, stdout]).toEqual([0, expect.stringContaining('witnesses have signed that.')])
  expect(stderr).not.toContain('Received')
})

describe.skipIf(!hasScript)('at a terminal', () => {
  test('the wait for the log is shown as a bar, and that for the witnesses is said', async () => {
    const { file } = await sealFiles(folder, 'shown', { address: network().address })
    const goOn = holdWitness()
    const session = atTerminal(['deposit', file, ...register()])
    const shown = await session.shows(/Logged: entry \d+/)
    expect(shown).toMatch(/Received: [^]*\[[#.]{32}\] in the log by \d+ \w+.*[^]*Logged: entry/)
    expect(shown).not.toContain('witnesses have signed')
    goOn()
    expect(await session.ended).toBe(0)
    expect(session.shown()).toMatch(/Logged: [^]*It is in the log .*, and witnesses have signed that\./)
  })

  test('whoever does not want to wait is told what to do, and has lost nothing', async () => {
    const { file } = await sealFiles(folder, 'left', { address: network().address })
    await fillPeriods(10)
    const session = atTerminal(['deposit', file, ...register()])
    await session.shows(/Received: /)
    session.type('\u0003')
    expect(await session.ended).toBe(1)
    expect(session.shown()).toMatch(/not yet logged: there is no receipt\. .* call the same again/)
    const again = await avow(['deposit', file, ...register(), '--json'])
    expect([again.code, again.stderr, again.values]).toEqual([
      0,
      '',
      [expect.objectContaining({ isWitnessed: true, index: expect.any(Number) })],
    ])
  })
})
