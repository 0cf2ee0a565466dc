/** A trustee's own commands: keys, status, backup. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { avow, folderForTests, startAvow } from './avow.ts'

const folder = folderForTests()
const at = (name: string) => join(folder, name)
const named = ['--name', 'Office of N. N.']
const passphrase = ['--passphrase', at('passphrase')]

async function listening(answer: (address: string | undefined) => [status: number, body: string]) {
  const server: Server = createServer((request, response) => {
    const [status, body] = answer(request.url)
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return String((server.address() as AddressInfo).port)
}

const counts = { holds: 3, refused: 0, releasing: 0, released: 1, destroyed: 2 }
const health = { ok: true, alarm: null, failures: 0, cursor: 7, size: 7, observed: null, counts, evidence: 0 }
const statusOf = (port: string, ...more: string[]) => avow(['trustee', 'status', '--port', port, ...more])

describe('status', () => {
  test('has exit code 0 when the daemon is well', async () => {
    const port = await listening((path) => [path === '/health' ? 200 : 404, JSON.stringify(health)])
    const { code, stdout } = await statusOf(port)
    expect([code, stdout]).toEqual([0, expect.stringMatching(/is well[^]*7 of 7[^]*holds 3/)])
    expect((await statusOf(port, '--json')).values).toEqual([health])
  })

  test('has exit code 1 when there is an alarm, and says what to do', async () => {
    const fault = { ...health, ok: false, alarm: 'log_rollback', failures: 4, evidence: 1 }
    const port = await listening(() => [503, JSON.stringify(fault)])
    const { code, stdout } = await statusOf(port)
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/ALARM log_rollback, 4 times[^]*Nothing is released/),
    ])
    expect(stdout).toContain('one checkpoint that the log cannot explain')
    const json = await statusOf(port, '--json')
    expect([json.code, json.values]).toEqual([1, [fault]])
  })

  test('has exit code 3 when nothing answers, 1 when it is no trustee, 2 when it is not said where', async () => {
    expect(await statusOf('9')).toMatchObject({ code: 3, stdout: '' })
    for (const body of ['', '{}', '[]', 'null', JSON.stringify({ ...health, counts: { holds: 'many' } })]) {
      const port = await listening(() => [200, body])
      const { code, stderr } = await statusOf(port)
      expect([code, stderr]).toEqual([1, expect.stringContaining('no trustee')])
    }
    const nowhere = await avow(['trustee', 'status'])
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('--port')])
    expect((await statusOf('0')).code).toBe(2)
  })
})

test('keys under a passphrase, a daemon that is alive, a backup, and the same trustee from it', async () => {
  writeFileSync(at('passphrase'), 'correct horse battery staple\n', { mode: 0o600 })
  const first = ['--folder', at('first'), ...named]
  const made = await avow(['trustee', 'init', ...first, ...passphrase, '--json'])
  const [line] = made.values
  expect([made.code, readdirSync(at('first'))]).toEqual([0, ['keys.age']])

  const locked = await avow(['trustee', 'serve', ...first, '--register', 'http://127.0.0.1:9'])
  expect([locked.code, locked.stderr]).toEqual([1, expect.stringContaining('passphrase_missing')])
  const daemon = startAvow(['trustee', 'serve', ...first, ...passphrase, '--register', 'http://127.0.0.1:9'])
  const ready = await daemon.next()
  expect(ready).toMatchObject({ ready: true, ...line })
  const { port } = new URL(String(ready['address']))
  const status = async () => {
    const { code, values } = await statusOf(port, '--json')
    return [code, values[0]]
  }
  // It is ready before it has asked for the first time.
  await expect.poll(status, { timeout: 60_000 }).toMatchObject([1, { ok: false, alarm: 'unreachable' }])

  const backup = ['--out', at('backup.age')]
  const early = await avow(['trustee', 'export', ...first, ...passphrase, ...backup])
  expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('store_unusable')])
  daemon.child.kill('SIGTERM')
  expect(await daemon.ended).toBe(0)
  const open = await avow(['trustee', 'export', ...first, ...backup])
  expect([open.code, open.stderr]).toEqual([2, expect.stringContaining('always encrypted')])
  const done = await avow(['trustee', 'export', ...first, ...passphrase, ...backup, '--retire'])
  expect([done.code, done.stdout]).toEqual([0, expect.stringContaining(String(line!['key']))])
  const retired = await avow([
    'trustee',
    'serve',
    ...first,
    ...passphrase,
    '--register',
    'http://127.0.0.1:9',
  ])
  expect([retired.code, retired.stderr]).toEqual([1, expect.stringContaining('trustee_retired')])

  const second = ['--from', at('backup.age'), '--folder', at('second'), ...named, ...passphrase]
  const unsure = await avow(['trustee', 'recover', ...second])
  expect([unsure.code, unsure.stderr]).toEqual([2, expect.stringContaining('no other machine')])
  const recovered = await avow(['trustee', 'recover', ...second, '--alone', '--json'])
  expect([recovered.code, recovered.values]).toEqual([0, [line]])
  expect(readFileSync(at('second/keys.age'))).toEqual(readFileSync(at('first/keys.age')))
  const again = await avow(['trustee', 'recover', ...second, '--alone'])
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('folder_occupied')])
})
