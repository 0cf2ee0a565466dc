import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TrusteeProcess, startProcess } from './trustee-process.ts'

let folder: string
const processes: TrusteeProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
})
afterEach(async () => {
  for (const { child, ended } of processes.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
})

const environment = () => ({
  AVOW_TRUSTEE_FOLDER: join(folder, 'trustee'),
  AVOW_TRUSTEE_NAME: 'Office of N. N.',
  // Nothing listens there: the trustee waits, and is ready nevertheless.
  AVOW_REGISTER: 'http://127.0.0.1:9',
})

function start(changes: Record<string, string> = {}, ...parameters: string[]): TrusteeProcess {
  processes.push(startProcess({ ...environment(), ...changes }, ...parameters))
  return processes.at(-1)!
}

test('init makes keys, prints what the register needs, and prints the same again', async () => {
  const first = start({}, 'init')
  const made = (await first.ready) as unknown as Record<string, string>
  expect(await first.ended).toBe(0)
  expect(made).toEqual({
    name: 'Office of N. N.',
    key: expect.stringMatching(/^[0-9a-f]{64}$/),
    recipient: expect.stringMatching(/^age1pq1/),
  })
  expect(await start({}, 'init').ready).toEqual(made)
})

test('takes a passphrase whose characters come in parts', async () => {
  const file = join(folder, 'passphrase')
  writeFileSync(file, 'crème brûlée\n')
  const made = await start({ AVOW_TRUSTEE_PASSPHRASE_FILE: file }, 'init').ready
  const { child, ready } = start({ AVOW_TRUSTEE_PASSPHRASE_FILE: '-' }, 'init')
  for (const byte of readFileSync(file)) {
    child.stdin!.write(Buffer.of(byte))
    // One that is written while the one before it waits in the pipe would come together with it.
    await setTimeout(20)
  }
  expect(await ready).toEqual(made)
})

test.runIf(existsSync('/proc/self'))(
  'a folder that cannot be made is a wrong setting, and named',
  async () => {
    const { ended, diagnostics } = start({ AVOW_TRUSTEE_FOLDER: '/proc/avow/trustee' }, 'init')
    expect(await ended).toBe(2)
    expect(diagnostics()).toContain('AVOW_TRUSTEE_FOLDER')
  },
)

test('is ready without a register, says so in its health, and ends cleanly when told', async () => {
  const daemon = start()
  const { ready, address, name } = await daemon.ready
  expect([ready, name]).toEqual([true, 'Office of N. N.'])
  const health = await fetch(`${address}/health`)
  expect(await health.json()).toMatchObject({ cursor: 0, size: 0, observed: null, counts: { holds: 0 } })
  expect((await fetch(`${address}/`)).status).toBe(404)
  expect((await fetch(`${address}/health`, { method: 'POST' })).status).toBe(404)
  daemon.child.kill('SIGTERM')
  expect(await daemon.ended).toBe(0)
})

test('clears away the snapshot of an export that was killed: shares would outlast their destruction in it', async () => {
  mkdirSync(join(folder, 'trustee'))
  writeFileSync(join(folder, 'trustee', 'snapshot.sqlite'), 'shares')
  await start().ready
  expect(existsSync(join(folder, 'trustee', 'snapshot.sqlite'))).toBe(false)
})

test('ends when whoever started it is gone', async () => {
  const daemon = start({ AVOW_PARENT_PIPE: '1' })
  await daemon.ready
  daemon.child.stdin!.end()
  expect(await daemon.ended).toBe(0)
})

test('ends when told, although whoever started it is still there', async () => {
  const daemon = start({ AVOW_PARENT_PIPE: '1' })
  await daemon.ready
  daemon.child.kill('SIGINT')
  expect(await daemon.ended).toBe(0)
})

test('listens on the loopback address and nowhere else', async () => {
  const { address } = await start().ready
  const port = Number(new URL(address).port)
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one && !one.internal && one.family === 'IPv4')
  const isOpen = (host: string) =>
    new Promise<boolean>((resolve) => {
      const socket = connect({ host, port })
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.unref()
    })
  expect(await isOpen('127.0.0.1')).toBe(true)
  for (const one of others) expect(await isOpen(one!.address)).toBe(false)
})

test('a second daemon on the same folder does not start', async () => {
  await start().ready
  const second = start()
  expect(await second.ended).toBe(1)
  expect(second.diagnostics()).toContain('store_unusable')
})

test('a wrong setting is named, and nothing is made', async () => {
  const daemon = start({ AVOW_REGISTER: 'register.example' })
  expect(await daemon.ended).toBe(2)
  expect(daemon.diagnostics()).toContain('AVOW_REGISTER')
  expect(existsSync(join(folder, 'trustee'))).toBe(false)
})

test('keys that are encrypted open by the passphrase on standard input, which may stay open', async () => {
  const sealed = { AVOW_TRUSTEE_PASSPHRASE_FILE: '-', AVOW_PARENT_PIPE: '1' }
  const first = start(sealed, 'init')
  first.child.stdin!.write('correct horse battery staple\n')
  const { key } = (await first.ready) as unknown as Record<string, string>
  expect(await first.ended).toBe(0)
  expect(readdirSync(join(folder, 'trustee'))).toEqual(['keys.age'])

  const without = start()
  expect(await without.ended).toBe(1)
  expect(without.diagnostics()).toContain('passphrase_missing')
  const daemon = start(sealed)
  daemon.child.stdin!.write('correct horse battery staple\n')
  expect(await daemon.ready).toMatchObject({ ready: true, key })
  daemon.child.stdin!.end()
  expect(await daemon.ended).toBe(0)
})

test('a passphrase that is short or cannot be read is a wrong setting', async () => {
  for (const [line, reason] of [
    ['short\n', 'at least 12 characters'],
    ['', 'at least 12 characters'],
  ] as const) {
    const daemon = start({ AVOW_TRUSTEE_PASSPHRASE_FILE: '-' }, 'init')
    daemon.child.stdin!.end(line)
    expect([await daemon.ended, daemon.diagnostics()]).toEqual([2, expect.stringContaining(reason)])
  }
  const daemon = start({ AVOW_TRUSTEE_PASSPHRASE_FILE: join(folder, 'none') }, 'init')
  expect([await daemon.ended, daemon.diagnostics()]).toEqual([2, expect.stringContaining('cannot be read')])
  expect(existsSync(join(folder, 'trustee'))).toBe(false)
})

test('recovers only for whoever says that no other machine runs', async () => {
  const backup = { AVOW_TRUSTEE_BACKUP: join(folder, 'backup.age') }
  const daemon = start({ ...backup, AVOW_TRUSTEE_PASSPHRASE_FILE: '-' }, 'recover')
  expect([await daemon.ended, daemon.diagnostics()]).toEqual([
    2,
    expect.stringContaining('AVOW_TRUSTEE_ALONE'),
  ])
  const plain = start(backup, 'export')
  expect([await plain.ended, plain.diagnostics()]).toEqual([2, expect.stringContaining('always encrypted')])
})
