import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { parseNote, parseSignatures, parseVkey, verifyCosignature } from '@avow/tlog'
import { expect, test } from 'vitest'
import { createLog, makeFolder } from './setting.ts'
import { runToEnd, startWitness } from './witness-process.ts'

const log = createLog('register.example/log')
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

function makeEnvironment(more: Record<string, string> = {}) {
  const folder = join(makeFolder(), 'state')
  const environment = {
    AVOW_WITNESS_FOLDER: folder,
    AVOW_WITNESS_NAME: 'witness.example/w1',
    AVOW_WITNESS_LOGS: log.vkey,
    ...more,
  }
  return { folder, environment }
}

test('init makes folder and key once, for nobody else to read', async () => {
  const { folder, environment } = makeEnvironment()
  const first = await runToEnd(environment, 'init')
  expect(first).toMatchObject({ code: 0, stderr: '' })
  const { vkey } = JSON.parse(first.stdout) as { vkey: string }
  expect(parseVkey(vkey)).toMatchObject({ name: 'witness.example/w1', type: 4 })
  expect(await runToEnd(environment, 'init')).toEqual(first)
  expect([modeOf(folder), modeOf(join(folder, 'witness.key'))]).toEqual(['700', '600'])
  expect(readdirSync(folder)).toEqual(['witness.key'])
  expect(readFileSync(join(folder, 'witness.key'), 'utf8')).toMatch(/^PRIVATE\+KEY\+witness\.example\/w1\+/)
})

test('a process cosigns, says where it listens, and ends when it is told to', async () => {
  const { folder, environment } = makeEnvironment({ AVOW_WITNESS_ML_DSA: '1' })
  const { child, ended, address, vkey } = await startWitness(environment)
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const health = await fetch(`${address}/health`)
  expect([health.status, await health.json()]).toEqual([200, { ok: true }])
  const response = await fetch(`${address}/add-checkpoint`, { method: 'POST', body: log.request(0, 5) })
  const [line] = parseSignatures(await response.text())
  const time = verifyCosignature(line!, parseVkey(vkey), parseNote(log.checkpoint(5)).text)
  expect(Math.abs(time - Date.now() / 1000)).toBeLessThan(600)
  for (const file of readdirSync(folder)) expect(modeOf(join(folder, file))).toBe('600')
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  await expect(fetch(`${address}/health`)).rejects.toThrow()
})

test('what it cosigned it knows after a restart, by another port and the same key', async () => {
  const { environment } = makeEnvironment()
  const first = await startWitness(environment)
  await fetch(`${first.address}/add-checkpoint`, { method: 'POST', body: log.request(0, 5) })
  first.child.kill('SIGINT')
  expect(await first.ended).toBe(0)
  const second = await startWitness(environment)
  expect(second.vkey).toBe(first.vkey)
  const response = await fetch(`${second.address}/add-checkpoint`, {
    method: 'POST',
    body: log.request(0, 9),
  })
  expect([response.status, await response.text()]).toEqual([409, '5\n'])
})

test('it ends with whoever started it', async () => {
  const { environment } = makeEnvironment({ AVOW_PARENT_PIPE: '1' })
  const { child, ended } = await startWitness(environment)
  child.stdin!.end()
  expect(await ended).toBe(0)
})

test('a client that sends half a request does not keep it from ending', async () => {
  const { environment } = makeEnvironment()
  const { child, ended, address } = await startWitness(environment)
  const socket = connect(Number(new URL(address).port), '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write('POST /add-checkpoint HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nold')
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  socket.destroy()
})

test('logs may come from a policy', async () => {
  const { folder, environment } = makeEnvironment({ AVOW_WITNESS_LOGS: '' })
  const path = `${folder}.policy`
  writeFileSync(path, `log ${log.vkey}\nquorum none\n`)
  const { address } = await startWitness({ ...environment, AVOW_WITNESS_POLICY: path })
  const response = await fetch(`${address}/add-checkpoint`, { method: 'POST', body: log.request(0, 5) })
  expect(response.status).toBe(200)
})

test.each([
  ['no log', { AVOW_WITNESS_LOGS: '' }, 'config_invalid'],
  ['a key file that is cut short', {}, 'key_invalid'],
  ['another name than that of the key', { AVOW_WITNESS_NAME: 'witness.example/w2' }, 'key_invalid'],
] as const)('%s: it does not start, and says why without saying the key', async (name, more, code) => {
  const { folder, environment } = makeEnvironment()
  await runToEnd(environment, 'init')
  const file = join(folder, 'witness.key')
  const key = readFileSync(file, 'utf8')
  if (name.startsWith('a key file')) writeFileSync(file, key.slice(0, 60))
  const { code: exit, stdout, stderr } = await runToEnd({ ...environment, ...more })
  expect([exit, stdout]).toEqual([1, ''])
  expect(JSON.parse(stderr)).toMatchObject({ code })
  // Base64 may have a + of its own: what stands behind the last of them can be a single letter.
  const secret = key.split('+').slice(4).join('+').slice(0, 10)
  expect(secret).toHaveLength(10)
  expect(stderr).not.toContain(secret)
  expect(existsSync(join(folder, 'store.sqlite'))).toBe(false)
})

test.runIf(existsSync('/proc/self'))('a folder that cannot be made is a wrong setting', async () => {
  const { environment } = makeEnvironment({ AVOW_WITNESS_FOLDER: '/proc/avow/witness' })
  const { code, stderr } = await runToEnd(environment, 'init')
  expect([code, JSON.parse(stderr)]).toMatchObject([1, { code: 'config_invalid' }])
})

test('a folder that others could read is closed to them', async () => {
  const { folder, environment } = makeEnvironment()
  await runToEnd(environment, 'init')
  chmodSync(folder, 0o755)
  await runToEnd(environment, 'init')
  expect(modeOf(folder)).toBe('700')
})
