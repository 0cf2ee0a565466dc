/** Runs every example as its reader would, against a real network. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Network, startNetwork } from '@avow/cli/network'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'avow-examples-'))
let network: Network

beforeAll(async () => {
  network = await startNetwork({ folder, port: 0 })
})

afterAll(async () => {
  await network?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a program and gives what it printed. */
function run(file: string): Promise<{ code: number | null; printed: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, file), network.address])
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (printed += String(data)))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, printed }))
  })
}

/** What each example must have said at the end, beside ending with 0. */
const said: Readonly<Record<string, readonly string[]>> = {
  '01-seal-and-open.ts': ['With one share: shares_too_few.', 'trustees 1 and 3: “I do not sign any longer”'],
  '02-on-my-word.ts': ['Published: 我收回我说过的话'],
  '03-at-a-date.ts': ['proven: '],
  '04-verify-and-change-one-byte.ts': ['text: proven.', 'text: mismatch.'],
  '05-prove-an-entry-from-tiles.ts': ['Proven with '],
}

const files = readdirSync(import.meta.dirname).filter((name) => /^\d\d-.*\.ts$/.test(name))

test('every example is run and listed', () => {
  expect(files.sort()).toEqual(Object.keys(said))
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
  for (const file of files) expect(readme).toContain(file)
})

describe('an example', () => {
  for (const [file, sentences] of Object.entries(said))
    test(file, async () => {
      const { code, printed } = await run(file)
      for (const sentence of sentences) expect(printed).toContain(sentence)
      expect(code).toBe(0)
    })
})
