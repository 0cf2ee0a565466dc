/** `avow log fsck`, `tail`, `monitor`, `mirror` and `hammer`, by the real program on real logs. */
import { once } from 'node:events'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { entryOfIndex, makeLog } from '@avow/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { avow, builtMain, folderForTests, startAvow } from './avow.ts'
import { networkForTests } from './network.ts'

const folder = folderForTests()
const network = networkForTests(folder)

let count = 0
const newFolder = () => join(folder, `log-${(count += 1)}`)

/** In one step: somebody may be reading the file. */
function flip(file: string, byte: number): void {
  const bytes = readFileSync(file)
  bytes[byte]! ^= 1
  writeFileSync(`${file}.new`, bytes)
  renameSync(`${file}.new`, file)
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('a log in a folder', () => {
  test('fsck of a sound one, of one that is damaged, and of one that went back', async () => {
    const log = makeLog(newFolder(), 700)
    const check = ['log', 'fsck', log.folder, '--vkey', log.vkey]
    const sound = await avow(check)
    expect(sound).toMatchObject({ code: 0, stderr: '' })
    expect(sound.stdout).toMatch(
      /^The log log\.example is sound: 700 entries, root [0-9a-f]{64}\. 700 checked/,
    )

    const state = join(folder, 'fsck.json')
    expect(await avow([...check, '--state', state])).toMatchObject({ code: 0 })
    flip(join(log.folder, 'tile/entries/001'), 34 * 3 + 9)
    const damaged = await avow([...check, '--json'])
    expect(damaged.code).toBe(1)
    expect(damaged.values).toMatchObject([
      { fault: 'entry_mismatch', path: 'tile/entries/001', index: 259 },
      { sound: false, faults: 1, size: 700 },
    ])
    const earlier = makeLog(newFolder(), 500)
    const back = await avow(['log', 'fsck', earlier.folder, '--vkey', log.vkey, '--state', state])
    expect(back).toMatchObject({ code: 1 })
    expect(back.stdout).toContain('The log went back: it had 700 entries, and now has 500 entries.')
  })

  test('fsck of a large one, by the threads of the program that was built', async () => {
    const log = makeLog(newFolder(), 4 * 65_536 + 1)
    const check = ['log', 'fsck', log.folder, '--vkey', log.vkey, '--json']
    const paths = ['000', '256', '512', '768'].map((name) => `tile/entries/${name}`)
    for (const path of paths) flip(join(log.folder, path), 2)
    const { code, values } = await avow(check, { program: builtMain })
    expect(code).toBe(1)
    expect(values).toMatchObject([
      ...paths.map((path) => ({ fault: 'entry_mismatch', path })),
      { sound: false, faults: 4, size: 4 * 65_536 + 1 },
    ])
  })

  test('fsck by a policy: who must have cosigned', async () => {
    const log = makeLog(newFolder(), 10, { witnesses: 2 })
    const policy = join(folder, 'policy.txt')
    writeFileSync(policy, log.policy)
    expect(await avow(['log', 'fsck', log.folder, '--policy', policy])).toMatchObject({ code: 0 })
    const unwitnessed = makeLog(newFolder(), 10)
    const missing = await avow(['log', 'fsck', unwitnessed.folder, '--policy', policy, '--json'])
    expect(missing.code).toBe(1)
    expect(missing.values[0]).toEqual({ fault: 'quorum_missing', path: 'checkpoint' })
  })

  test('wrong usage is said, and a place where there is no log', async () => {
    const log = makeLog(newFolder(), 10)
    expect(await avow(['log', 'fsck', log.folder])).toMatchObject({ code: 2 })
    expect(await avow(['log', 'fsck', log.folder, '--vkey', 'nonsense'])).toMatchObject({ code: 2 })
    const nothing = await avow(['log', 'fsck', join(folder, 'nothing'), '--vkey', log.vkey])
    expect(nothing).toMatchObject({ code: 1, stderr: 'The log has no checkpoint.\n' })
    expect(await avow(['log', 'hammer', log.folder, '--vkey', log.vkey, '--writes', '1'])).toMatchObject({
      code: 2,
    })
  })

  test('tail', async () => {
    const log = makeLog(newFolder(), 700)
    const some = await avow(['log', 'tail', log.folder, '--vkey', log.vkey, '--count', '2', '--json'])
    expect(some.values).toEqual([
      { index: 698, entry: hex(entryOfIndex(698)), size: 700 },
      { index: 699, entry: hex(entryOfIndex(699)), size: 700 },
    ])
    const following = startAvow(['log', 'tail', log.folder, '--vkey', log.vkey, '-n', '1', '--follow'])
    expect(await following.next()).toMatchObject({ index: 699 })
    log.grow(701)
    expect(await following.next()).toMatchObject({ index: 700, size: 701 })
    following.child.kill('SIGINT')
    expect(await following.ended).toBe(0)
  })

  test('monitor raises an alarm and ends with exit code 1', async () => {
    const log = makeLog(newFolder(), 700)
    const watching = startAvow(['log', 'monitor', log.folder, '--vkey', log.vkey, '--every', '1', '--first'])
    expect(await watching.next()).toMatchObject({ type: 'grown', size: 700 })
    expect(await watching.next()).toMatchObject({ type: 'replayed', size: 700 })
    flip(join(log.folder, 'tile/0/001'), 9)
    let event = await watching.next()
    while (event['type'] === 'replayed') event = await watching.next()
    expect(event).toMatchObject({ type: 'alarm', fault: 'tile_mismatch', path: 'tile/0/001' })
    expect(await watching.ended).toBe(1)
  })
})

/** The register behind somebody who passes everything on, and counts what it has acknowledged and given. */
async function passingOn() {
  const given = { deposits: 0, entries: 0 }
  const server = createServer((request, response) => {
    void (async () => {
      const { method = 'GET', url = '' } = request
      const body = method === 'POST' ? await buffer(request) : null
      const answer = await fetch(network().address + url, { method, body })
      const bytes = Buffer.from(await answer.arrayBuffer())
      if (url.startsWith('/log/tile/entries/') && answer.ok) given.entries += 1
      if (method === 'POST' && answer.ok && JSON.parse(String(bytes)).state !== 'received')
        given.deposits += 1
      response.writeHead(answer.status).end(bytes)
    })().catch(() => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, given }
}

describe('a register', () => {
  test('its log is sound, for whoever asks it or reads its files', async () => {
    const { address } = network()
    const asked = await avow(['log', 'fsck', address, '--json'])
    expect(asked.code).toBe(0)
    const { values } = await avow(['log', 'checkpoint', '--register', address, '--json'])
    expect(asked.values[0]).toMatchObject({ sound: true, origin: values[0]!['origin'] })
    const files = join(folder, 'network/register')
    const { log } = (await (await fetch(`${address}/api/v1/roster`)).json()) as { log: string }
    expect(await avow(['log', 'fsck', files, '--vkey', log])).toMatchObject({ code: 0 })
  })

  test('a mirror of it serves a log that is as sound, under its own cosignature', async () => {
    const { address } = network()
    const place = ['--folder', join(folder, 'mirror'), '--port', '0']
    expect(await avow(['log', 'mirror', address, ...place])).toMatchObject({ code: 2 })
    const mirror = startAvow([
      'log',
      'mirror',
      address,
      ...place,
      '--name',
      'mirror.example/m1',
      '--every',
      '1',
    ])
    const ready = await mirror.next()
    expect(ready).toMatchObject({ ready: true })
    const { size } = (await mirror.next()) as { size: number }
    expect(size).toBeGreaterThan(0)
    const { log } = (await (await fetch(`${address}/api/v1/roster`)).json()) as { log: string }
    const policy = join(folder, 'mirrored.txt')
    writeFileSync(policy, `log ${log}\nwitness mirror ${String(ready['vkey'])}\nquorum mirror\n`)
    const checked = await avow(['log', 'fsck', String(ready['address']), '--policy', policy, '--json'])
    expect(checked.code).toBe(0)
    expect(checked.values[0]!['size']).toBeGreaterThanOrEqual(size)
    mirror.child.kill('SIGTERM')
    expect(await mirror.ended).toBe(0)
  })

  test('hammered, it keeps what it acknowledged', async () => {
    const { address, given } = await passingOn()
    const rates = ['--writes', '20', '--writers', '4', '--reads', '20', '--readers', '4']
    const hammer = startAvow(['log', 'hammer', address, ...rates])
    // Of more answers than there are writers or readers one at least has come to where it was asked for.
    while (given.deposits <= 4 || given.entries <= 4) await delay(20)
    hammer.child.kill('SIGINT')
    const counts = await hammer.next()
    expect({ code: await hammer.ended, stderr: hammer.stderr() }).toEqual({ code: 0, stderr: '' })
    expect(counts).toMatchObject({ faults: 0, open: 0 })
    expect(counts['written']).toBeGreaterThan(0)
    expect(counts['read']).toBeGreaterThan(0)
  })
})
