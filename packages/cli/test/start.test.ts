import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@avow/client'
import { rosterHashOf } from '@avow/core'
import { expect, onTestFinished, test } from 'vitest'
import { startNetwork } from '../src/network.ts'
import { findPort } from '../src/network/ports.ts'
import { avow, builtMain, folderForTests, isRunning, startAvow } from './avow.ts'
import { untilCheckpoint } from './network.ts'

const folder = folderForTests()

interface Ready {
  readonly ready: boolean
  readonly address: string
  readonly folder: string
  readonly processes: readonly { readonly name: string; readonly pid: number }[]
}

const start = (state: string, ...more: readonly string[]) =>
  startAvow(['start', '--port', '0', '--state', join(folder, state), ...more])

const programOf = (pid: number): string =>
  execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).trim()

/** Waits for what happens when it happens; the test's own time limit is the only one. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(20)
}

test('runs register, trustees and witness as processes of their own, each with its own keys, and ends them all on an interrupt', async () => {
  const running = start('whole')
  const ready = (await running.next()) as unknown as Ready
  expect(ready.processes.map(({ name }) => name).sort()).toEqual([
    'register',
    'trustee-1',
    'trustee-2',
    'trustee-3',
    'witness-1',
  ])
  expect(new Set(ready.processes.map(({ pid }) => pid)).size).toBe(5)
  const page = await fetch(ready.address)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
  const roster = await createClient({ base: ready.address }).roster()
  expect([roster.trustees.length, roster.threshold, roster.witnesses.length, roster.quorum]).toEqual([
    3, 2, 1, 1,
  ])
  const keys = ready.processes.flatMap(({ name }) =>
    readdirSync(join(ready.folder, name), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.key$|identity\.txt$/.test(file))
      .map((file) => join(ready.folder, name, file)),
  )
  expect(keys.length).toBeGreaterThanOrEqual(9)
  expect(keys.filter((file) => statSync(file).mode & 0o077)).toEqual([])
  expect(new Set(keys.map((file) => readFileSync(file, 'utf8'))).size).toBe(keys.length)

  running.child.kill('SIGINT')
  expect(await running.next()).toEqual({ ended: true, folder: ready.folder })
  expect(await running.ended).toBe(0)
  expect(ready.processes.filter(({ pid }) => isRunning(pid))).toEqual([])
  await expect(fetch(ready.address)).rejects.toThrow()
})

test('the log of a network in which nobody does anything grows, by as many entries in each period as is documented', async () => {
  const { address } = (await start('idle').next()) as unknown as Ready
  const sizeNow = async (): Promise<number> => Number((await untilCheckpoint(address)).split('\n')[1])
  const sizes = [await sizeNow()]
  while (sizes.length < 3) {
    const size = await sizeNow()
    if (size !== sizes.at(-1)) sizes.push(size)
    else await delay(100)
  }
  // AVOW_RATE_ENTRIES is 4 unless told (docs/operating/register.md).
  expect(sizes.map((size) => size % 4)).toEqual([0, 0, 0])
})

test('what was kept is there again at the next start, on another port as well', async () => {
  const first = start('kept')
  const before = (await first.next()) as unknown as Ready
  const roster = await createClient({ base: before.address }).roster()
  const checkpoint = await createClient({ base: before.address })
    .checkpoint()
    .catch(() => '')
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
  const second = start('kept')
  const after = (await second.next()) as unknown as Ready
  expect(rosterHashOf(await createClient({ base: after.address }).roster())).toBe(rosterHashOf(roster))
  expect((await untilCheckpoint(after.address)).split('\n')[0]).toBe('avow.localhost')
  expect(checkpoint === '' || checkpoint.startsWith('avow.localhost\n')).toBe(true)
})

test('a second start on a used port says so in one sentence', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { code, stdout, stderr } = await avow([
    'start',
    '--port',
    String(port),
    '--state',
    join(folder, 'used'),
  ])
  expect(stdout).toBe('')
  expect(stderr).toBe(`Port ${port} is in use; end what runs there, or choose another with --port.\n`)
  expect(code).toBe(2)
  expect(existsSync(join(folder, 'used', 'register'))).toBe(false)
})

test('a port that somebody else takes before its daemon does is exchanged for another', async () => {
  const port = (await findPort(0))!
  const server = createServer()
  onTestFinished(() => void server.close())
  // Somebody else may have it already, which is as good.
  server.on('error', () => {})
  // The witness is to have the first that is free ten after the register's; it starts when the trustees are ready.
  const onEvent = (): void => {
    if (!server.listening) server.listen({ host: '127.0.0.1', port: port + 10 })
  }
  const network = await startNetwork({ folder: join(folder, 'taken'), port, onEvent })
  const { witnesses } = await createClient({ base: network.address }).roster()
  await network.stop()
  expect(witnesses.map(({ name }) => name)).toEqual(['witness-1'])
  const { ports } = JSON.parse(readFileSync(join(folder, 'taken/network.json'), 'utf8')) as {
    ports: Record<string, number>
  }
  expect(ports['witness-1']).toBeGreaterThan(port + 10)
})

test('a folder in which another network runs is left alone', async () => {
  const running = start('shared')
  const ready = (await running.next()) as unknown as Ready
  const second = await avow(['start', '--port', '0', '--state', ready.folder, '--json'])
  expect(second.code).toBe(2)
  expect(JSON.parse(second.stderr)).toMatchObject({ error: { code: 'state_in_use' } })
  expect((await fetch(`${ready.address}/health`)).status).toBe(200)
})

test('killed without a chance to end anything, it leaves no process behind and can be started again at once', async () => {
  const running = start('killed')
  const ready = (await running.next()) as unknown as Ready
  running.child.kill('SIGKILL')
  await running.ended
  const port = new URL(ready.address).port
  const again = startAvow(['start', '--port', port, '--state', ready.folder])
  expect(await again.next()).toMatchObject({ ready: true, address: ready.address })
  await until(() => ready.processes.every(({ pid }) => !isRunning(pid)))
})

test('a daemon that is killed is started again, and people are told', async () => {
  const running = startAvow(['start', '--port', '0', '--state', join(folder, 'crash'), '--verbose'])
  const ready = (await running.next()) as unknown as Ready
  const { pid } = ready.processes.find(({ name }) => name === 'register')!
  process.kill(pid, 'SIGKILL')
  await until(() => !isRunning(pid))
  // The port refuses until the register is there again.
  const answers = () =>
    fetch(`${ready.address}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await answers())) await delay(20)
  expect(await createClient({ base: ready.address }).roster()).toMatchObject({ threshold: 2 })
})

test('ends with a reason when a process cannot start, and leaves none running', async () => {
  const { code, stderr } = await avow([
    'start',
    '--port',
    '0',
    '--state',
    join(folder, 'impossible'),
    '--trustees',
    '3',
    '--threshold',
    '4',
  ])
  expect([code, stderr]).toEqual([2, '--threshold must be a whole number from 2 to 3.\n'])
})

test('what the build made runs the daemons that the build made, on a state that the sources made', async () => {
  const state = join(folder, 'built')
  const first = start('built')
  const before = (await first.next()) as unknown as Ready
  const roster = await createClient({ base: before.address }).roster()
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
  const running = startAvow(['start', '--port', '0', '--state', state], { program: builtMain })
  const ready = (await running.next()) as unknown as Ready
  const programs = ready.processes.map(({ pid }) => programOf(pid))
  expect(programs.every((program) => program.endsWith('/build/main.js'))).toBe(true)
  expect(rosterHashOf(await createClient({ base: ready.address }).roster())).toBe(rosterHashOf(roster))
  for (const page of ['/', '/write', '/openapi.json'])
    expect((await fetch(ready.address + page)).status).toBeLessThan(500)
  running.child.kill('SIGINT')
  expect(await running.next()).toEqual({ ended: true, folder: ready.folder })
  expect(await running.ended).toBe(0)
})

test.each([50, 400, 900])(
  'ended %i milliseconds after it began to start, it ends what it began, and starts again on what it left',
  async (milliseconds) => {
    const early = start(`early-${milliseconds}`)
    await delay(milliseconds)
    // Before it listens for signals there is nothing to end.
    early.child.kill('SIGINT')
    const code = await early.ended
    expect([0, 'SIGINT']).toContain(code)
    const again = start(`early-${milliseconds}`)
    expect(await again.next()).toMatchObject({ ready: true })
  },
)

test('a folder that cannot be made is named in one sentence', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const state = join(file, 'state')
  const { code, stdout, stderr } = await avow(['start', '--port', '0', '--state', state])
  expect([code, stdout, stderr]).toEqual([2, '', `The file ${state} cannot be written.\n`])
})

test('where the system lets nobody make a folder it ends with one sentence, too', async () => {
  const { ended, stderr } = startAvow(['start', '--port', '0', '--state', '/proc/avow/state'])
  expect(await ended).toBe(2)
  expect(JSON.parse(stderr())).toMatchObject({ error: { code: 'file_unwritable' } })
})
