/** An opened statement with tools that others wrote: Debian's `age` and `tar`, and the published opening key. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@avow/client'
import { encodeStatement } from '@avow/core'
import { describe, expect, test } from 'vitest'
import { whyNoAge } from '../../../scripts/stock-tools.ts'
import { avow, folderForTests } from './avow.ts'
import { networkForTests, sealFiles } from './network.ts'

const why = whyNoAge()
if (why) process.stderr.write(`${why}\n`)

const folder = folderForTests()
const at = (name: string) => join(folder, name)

function run(command: string, args: readonly string[], input?: Uint8Array): Buffer {
  const { status, stdout, stderr } = spawnSync(command, args, { input, maxBuffer: 1 << 26 })
  expect([command, status, String(stderr)]).toEqual([command, 0, ''])
  return stdout
}

describe.skipIf(why !== undefined)('with Debian’s age and tar', () => {
  const network = networkForTests(folder)

  test('the payload of an opened statement opens with the published opening key', async () => {
    writeFileSync(
      at('scan.png'),
      Uint8Array.from({ length: 70_000 }, (_, index) => index % 251),
    )
    const { address } = network()
    const { file, words } = await sealFiles(folder, 'letter', {
      address,
      condition: 'now',
      more: ['--attach', at('scan.png')],
    })
    await avow(['deposit', file, '--register', address])
    const status = await avow([
      'status',
      '--register',
      address,
      '--words',
      words,
      '--wait',
      'published',
      '--json',
    ])
    const client = createClient({ base: address })
    const { acts, document } = await client.statement(status.values[0]!['statement'])
    const open = acts.flatMap(({ act }) => (act.kind === 'open' ? [act] : []))[0]!
    writeFileSync(at('key.txt'), `${open.body.openingKey}\n`, { mode: 0o600 })

    expect(
      String(run('tar', ['-tf', file]))
        .trim()
        .split('\n'),
    ).toEqual(['envelope.json', 'payload.age', 'trustee-1.age', 'trustee-2.age', 'trustee-3.age'])
    const sealed = run('tar', ['-xOf', file, 'payload.age'])
    const payload = run('age', ['--decrypt', '-i', at('key.txt')], sealed)
    mkdirSync(at('by-tar'))
    run('tar', ['-x', '-C', at('by-tar')], payload)
    expect(readFileSync(at('by-tar/statement.json'))).toEqual(Buffer.from(encodeStatement(document)))
    expect(readFileSync(at('by-tar/attachments/1'))).toEqual(readFileSync(at('scan.png')))
  })

  test('with another key it does not open', async () => {
    const { address } = network()
    const { file } = await sealFiles(folder, 'closed', { address })
    const sealed = run('tar', ['-xOf', file, 'payload.age'])
    const { status } = spawnSync('age', ['--decrypt', '-i', at('key.txt')], { input: sealed })
    expect(status).not.toBe(0)
  })
})
