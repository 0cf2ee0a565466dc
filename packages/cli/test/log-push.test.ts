/** `avow log push` and a mirror that takes pushes, by the real programs. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { hashOfOrigin } from '@avow/client/log'
import { makeLog } from '@avow/testkit'
import { expect, test } from 'vitest'
import { avow, folderForTests, startAvow } from './avow.ts'
import { networkForTests } from './network.ts'

const folder = folderForTests()
const network = networkForTests(folder)

let count = 0
const newFolder = (name: string) => join(folder, `${name}-${(count += 1)}`)

/** A mirror that is told only whose log it is. */
async function startMirror(vkey: string, place = newFolder('mirror'), more: readonly string[] = []) {
  const settings = ['--vkey', vkey, '--folder', place, '--port', '0', '--push', '--name', 'mirror.example/m1']
  const mirror = startAvow(['log', 'mirror', ...settings, ...more])
  const ready = (await mirror.next()) as Record<'address' | 'vkey' | 'mlDsaVkey' | 'pushes', string>
  return { ...mirror, ...ready, place }
}

function policyOf(log: string, mirror: string): string {
  const policy = newFolder('policy')
  writeFileSync(policy, `log ${log}\nwitness mirror ${mirror}\nquorum mirror\n`)
  return policy
}

test('a register’s log comes to a mirror that cannot reach it, and is sound there', async () => {
  const { address } = network()
  const { log } = (await (await fetch(`${address}/api/v1/roster`)).json()) as { log: string }
  const mirror = await startMirror(log, undefined, ['--ml-dsa'])
  expect(mirror).toMatchObject({ ready: true, pushes: mirror.address.replace(/\/[0-9a-f]{64}$/, '') })
  const keys = [mirror.vkey, mirror.mlDsaVkey].flatMap((vkey) => ['--mirror-vkey', vkey])
  const pushed = await avow(['log', 'push', address, '--mirror', mirror.pushes, ...keys, '--json'])
  expect({ code: pushed.code, stderr: pushed.stderr }).toEqual({ code: 0, stderr: '' })
  const [{ size, sent, cosignatures }] = pushed.values as [Record<string, unknown>]
  expect(sent).toBe(size)
  expect(cosignatures).toMatchObject([{ name: 'mirror.example/m1' }, { name: 'mirror.example/m1' }])
  expect(await mirror.next()).toMatchObject({ size, added: size })
  for (const vkey of [mirror.vkey, mirror.mlDsaVkey]) {
    const checked = await avow(['log', 'fsck', mirror.address, '--policy', policyOf(log, vkey), '--json'])
    expect(checked).toMatchObject({ code: 0, values: [{ sound: true, size }] })
  }
  const files = join(folder, 'network/register')
  const again = await avow(['log', 'push', files, '--vkey', log, '--mirror', mirror.pushes])
  expect(again.code).toBe(0)
  expect(again.stdout).toMatch(
    /^The mirror has \d+ entries; \d+ were sent\.\nWhether it has cosigned was not/,
  )
  mirror.child.kill('SIGTERM')
  expect(await mirror.ended).toBe(0)
})

test('fetching and being pushed to, on one folder; and pushing again and again', async () => {
  const log = makeLog(newFolder('log'), 700)
  const copy = makeLog(newFolder('log'), 700)
  const place = newFolder('mirror')
  const settings = [
    '--vkey',
    log.vkey,
    '--folder',
    place,
    '--port',
    '0',
    '--push',
    '--name',
    'm',
    '--every',
    '1',
  ]
  const mirror = startAvow(['log', 'mirror', log.folder, ...settings])
  const { pushes } = (await mirror.next()) as { pushes: string }
  expect(await mirror.next()).toMatchObject({ size: 700, added: 700 })
  const pushing = startAvow([
    'log',
    'push',
    copy.folder,
    '--vkey',
    log.vkey,
    '--mirror',
    pushes,
    '--every',
    '1',
  ])
  expect(await pushing.next()).toMatchObject({ size: 700, sent: 0 })
  // What is fetched has to catch up, and is not lost for it.
  log.grow(1500)
  expect(await mirror.next()).toMatchObject({ size: 1500, added: 800 })
  copy.grow(1600)
  let line = await pushing.next()
  while (line['size'] !== 1600) line = await pushing.next()
  expect(line).toMatchObject({ sent: 100 })
  log.grow(1600)
  const once = await avow(['log', 'mirror', log.folder, '--vkey', log.vkey, '--folder', place, '--once'])
  expect(once.code).toBe(1)
  expect(once.stderr).toContain('Another process has the folder')
  pushing.child.kill('SIGINT')
  expect(await pushing.ended).toBe(0)
})

test('killed again and again while it is pushed to, a mirror goes on where it was', async () => {
  const size = 30_000
  const log = makeLog(newFolder('log'), size)
  // Nobody can push all of this one, however late it is killed.
  const cut = makeLog(newFolder('log'), size)
  rmSync(join(cut.folder, 'tile/entries/117.p/48'))
  const place = newFolder('mirror')
  const push = (pushes: string, { folder } = log) => [
    'log',
    'push',
    folder,
    '--vkey',
    log.vkey,
    '--mirror',
    pushes,
  ]
  const inMirror = (path: string) => join(place, hashOfOrigin(log.origin), path)
  for (const bundle of ['002', '020', '050']) {
    const mirror = await startMirror(log.vkey, place)
    const pushing = startAvow(push(mirror.pushes, cut))
    while (!existsSync(inMirror(`tile/entries/${bundle}`))) await delay(2)
    for (const { child } of [mirror, pushing]) child.kill('SIGKILL')
    await Promise.all([mirror.ended, pushing.ended])
    expect(existsSync(inMirror('checkpoint'))).toBe(false)
  }
  const mirror = await startMirror(log.vkey, place)
  const last = await avow([...push(mirror.pushes), '--json'])
  expect(last.code).toBe(0)
  expect(last.values[0]!['sent']).toBeLessThanOrEqual(size - 51 * 256)
  const checked = await avow(['log', 'fsck', mirror.address, '--policy', policyOf(log.vkey, mirror.vkey)])
  expect(checked.code).toBe(0)
})

test('what goes wrong, and wrong usage', async () => {
  const log = makeLog(newFolder('log'), 10)
  const of = ['log', 'push', log.folder, '--vkey', log.vkey]
  const away = await avow([...of, '--mirror', 'http://127.0.0.1:9'])
  expect([away.code, away.stderr]).toEqual([
    3,
    'The mirror at http://127.0.0.1:9 does not answer, or fails.\n',
  ])
  for (const wrong of [
    of,
    [...of, '--mirror', 'mirror.example'],
    [...of, '--mirror', 'http://127.0.0.1:9', '--mirror-vkey', 'x'],
  ])
    expect(await avow(wrong)).toMatchObject({ code: 2 })
  const unsaid = newFolder('mirror')
  const nothing = await avow(['log', 'mirror', '--vkey', log.vkey, '--folder', unsaid, '--name', 'm'])
  expect(nothing.code).toBe(2)
  expect(nothing.stderr).toContain('--push with --vkey or --policy')
  // No key either: its name would stay.
  expect(existsSync(join(unsaid, 'mirror.key'))).toBe(false)
  const other = makeLog(newFolder('log'), 10, { origin: 'other.example' })
  const mirror = await startMirror(other.vkey)
  const unknown = await avow([...of, '--mirror', mirror.pushes])
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('does not keep this log')])
  const pushed = ['log', 'push', other.folder, '--vkey', other.vkey, '--mirror', mirror.pushes]
  const stranger = await avow([...pushed, '--mirror-vkey', log.vkey])
  expect([stranger.code, stranger.stderr]).toEqual([1, expect.stringContaining('did not sign it')])
})
