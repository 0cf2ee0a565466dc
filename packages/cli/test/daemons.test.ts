/** A network made by hand, as four offices would make it: each its own keys, its own folder, its own command. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@avow/client'
import { rosterHashOf } from '@avow/core'
import { parsePolicy, parseProof, verifyCheckpoint } from '@avow/tlog'
import { decodeBundle } from '@avow/verify'
import { expect, test } from 'vitest'
import { avow, folderForTests, startAvow } from './avow.ts'
import { sealFiles } from './network.ts'
import { programOf } from '../src/programs.ts'

const folder = folderForTests()
const at = (name: string) => join(folder, name)

const keysOf = async (...args: readonly string[]) => (await avow([...args, '--json'])).values[0]!
const trusteeOf = (number: number) => ['--folder', at(`trustee-${number}`), '--name', `Office ${number}`]
const witness = ['--folder', at('witness'), '--name', 'w1.example', '--ml-dsa']
const state = ['--state', at('register'), '--origin', 'register.example']

/** Checkpoints in a proof bundle that the key has cosigned. */
function cosignedBy(proof: Uint8Array, log: string, vkey: string): boolean[] {
  const policy = parsePolicy(`log ${log}\nwitness one ${vkey}\nquorum one\n`)
  const receipts = decodeBundle(proof).acts.map(({ receipt }) => parseProof(receipt))
  return receipts.map(({ checkpoint }) => verifyCheckpoint(checkpoint, policy).hasQuorum)
}

test('register, trustees and witness, each by its own command, take a statement the whole way', async () => {
  const [first, second] = [
    await keysOf('trustee', 'init', ...trusteeOf(1)),
    await keysOf('trustee', 'init', ...trusteeOf(2)),
  ]
  const { vkey, mlDsaVkey } = await keysOf('witness', 'init', ...witness)
  const { log } = await keysOf('init', ...state)
  expect([first['name'], log, vkey]).toEqual([
    'Office 1',
    expect.stringMatching(/^register\.example\+/),
    expect.stringMatching(/^w1\.example\+/),
  ])
  expect(await keysOf('trustee', 'init', ...trusteeOf(1))).toEqual(first)

  const served = startAvow(['witness', 'serve', ...witness, '--logs', log, '--port', '0'])
  const { ready: isReady, address: url } = await served.next()
  expect(isReady).toBe(true)
  writeFileSync(at('trustees.json'), JSON.stringify([first, second]))
  // Both keys of the one witness, and a quorum of both: a date that holds when Ed25519 does not any more.
  const listed = [
    { name: 'w1', vkey, url },
    { name: 'w1-pq', vkey: mlDsaVkey, url },
  ]
  writeFileSync(at('witnesses.json'), JSON.stringify(listed))
  const lists = ['--trustees', at('trustees.json'), '--witnesses', at('witnesses.json')]
  const register = startAvow(['serve', ...state, ...lists, '--port', '0'])
  const { address } = (await register.next()) as { address: string }
  const trustees = [1, 2].map((number) =>
    startAvow(['trustee', 'serve', ...trusteeOf(number), '--register', address]),
  )
  const ready = await Promise.all(trustees.map((one) => one.next()))
  expect(ready.map((one) => one['ready'])).toEqual([true, true])

  const { file, words } = await sealFiles(folder, 'letter', { address })
  expect((await avow(['deposit', file, '--register', address])).code).toBe(0)
  const published = await avow(['word', '--register', address, '--words', words, '--wait', '--json'])
  expect(published.values.at(-1)).toMatchObject({ state: 'published' })

  const client = createClient({ base: address })
  const proof = await client.proof((await client.statements()).statements[0]!.statement)
  for (const key of [vkey, mlDsaVkey]) expect(cosignedBy(proof, log, key)).not.toContain(false)
  writeFileSync(at('letter.avowproof'), proof)
  const hash = rosterHashOf(await client.roster())
  const verified = await avow(['verify', at('letter.avowproof'), '--roster-hash', hash, '--json'])
  expect(verified.code).toBe(0)

  const running = [served, register, ...trustees]
  for (const { child } of running) child.kill('SIGTERM')
  expect(await Promise.all(running.map(({ ended }) => ended))).toEqual([0, 0, 0, 0])
})

test('a daemon whose command is killed ends as well', async () => {
  const running = startAvow(['witness', 'serve', ...witness, '--logs', await logKey(), '--port', '0'])
  const { address } = (await running.next()) as { address: string }
  running.child.kill('SIGKILL')
  await running.ended
  const answers = () =>
    fetch(`${address}/health`).then(
      () => true,
      () => false,
    )
  while (await answers()) await delay(20)
  expect(await answers()).toBe(false)
})

const logKey = async (): Promise<string> => (await keysOf('init', ...state))['log'] as string

test('a setting that is wrong is named, a port in use is said, each with its exit code', async () => {
  const wrong = await avow(['serve', ...state, '--threshold', 'many', '--port', '0'])
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('AVOW_THRESHOLD')])
  const none = await avow(['witness', 'serve', ...witness])
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('AVOW_WITNESS_LOGS')])
  expect(none.stderr.trim().split('\n').at(-1)).toMatch(/^The witness has ended with a fault/)
  const logs = ['--logs', await logKey()]
  const running = startAvow(['witness', 'serve', ...witness, ...logs, '--port', '0'])
  const { port } = new URL(String((await running.next())['address']))
  const lists = ['--trustees', at('trustees.json'), '--witnesses', at('witnesses.json')]
  const used = await avow(['serve', ...state, ...lists, '--port', port])
  expect([used.code, used.stderr]).toEqual([2, expect.stringContaining('The port is in use')])
  const second = ['--folder', at('second'), '--name', 'w2.example', ...logs, '--port', port]
  const inbox = { env: { AVOW_TRUSTEE_INBOX_PORT: port } }
  const ended = await Promise.all([
    avow(['witness', 'serve', ...second]),
    avow(['trustee', 'serve', ...trusteeOf(3), '--register', 'http://127.0.0.1:9'], inbox),
  ])
  expect(ended.map(({ code }) => code)).toEqual([1, 1])
})

test('systemd gives a trustee the same flags as the command, so that its memory has the same bound', () => {
  const root = join(import.meta.dirname, '../../..')
  const unit = readFileSync(join(root, 'packages/trustee/systemd/avow-trustee.service'), 'utf8')
  const [, node = '', started = ''] = /^ExecStart=(\S+) (.*)$/m.exec(unit) ?? []
  const main = started.split(' ').at(-1)!
  expect(started.split(' ').slice(0, -1)).toEqual(programOf('trustee').slice(0, -1))
  // What it starts is there when the project lies at /opt/avow and has been built.
  expect([node, main].map((path) => existsSync(path.replace('/opt/avow', root)))).toEqual([true, true])
})
