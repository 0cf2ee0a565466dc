/** One network for the tests of a file, and a statement on its way. */
import { join } from 'node:path'
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@avow/client'
import { afterAll, beforeAll } from 'vitest'
import { type Network, type NetworkOptions, startNetwork } from '../src/network.ts'
import { avow } from './avow.ts'

/** Waits for the first checkpoint: a witness may be there later than its register. Only the test's time limit ends it. */
export async function untilCheckpoint(address: string): Promise<string> {
  const client = createClient({ base: address })
  for (;;) {
    const checkpoint = await client.checkpoint().catch(() => undefined)
    if (checkpoint !== undefined) return checkpoint
    await delay(100)
  }
}

/** Starts a network before the tests of the file and ends it after them. */
export function networkForTests(folder: string, options: Partial<NetworkOptions> = {}): () => Network {
  let network: Network | undefined
  beforeAll(async () => {
    network = await startNetwork({ folder: join(folder, 'network'), port: 0, ...options })
    await untilCheckpoint(network.address)
  })
  afterAll(async () => network?.stop())
  return () => network!
}

export const text = 'I was there.\n\nI signed it, and I should not have.\n'

export interface SealedFiles {
  readonly file: string
  readonly words: string
}

/** Seals a text in `folder` by the real program. @param name for the files that are made */
export async function sealFiles(
  folder: string,
  name: string,
  {
    address,
    condition = 'word',
    more = [],
  }: { address: string; condition?: string; more?: readonly string[] },
): Promise<SealedFiles> {
  const [file, words, letter] = ['avow', 'words', 'txt'].map((end) => join(folder, `${name}.${end}`)) as [
    string,
    string,
    string,
  ]
  writeFileSync(letter, text)
  const sealing = [
    '--title',
    'What I signed',
    '--kind',
    'retraction',
    '--institution',
    'The Ministry',
    '--language',
    'en',
  ]
  const places = ['--out', file, '--words', words]
  const { code, stderr } = await avow([
    'seal',
    letter,
    ...sealing,
    '--condition',
    condition,
    '--register',
    address,
    ...places,
    ...more,
  ])
  if (code !== 0) throw new Error(`seal: ${stderr}`)
  return { file, words }
}

export const wordsIn = (path: string): string => readFileSync(path, 'utf8').trim()

/** The state of a deposit. @param wait options of `avow status` */
export async function stateOf(address: string, { words }: SealedFiles, ...wait: string[]): Promise<string> {
  const { values } = await avow(['status', '--register', address, '--words', words, ...wait, '--json'])
  return String(values[0]?.['state'])
}

/** Waits until the trustees can compare institutions. Only the test's time limit ends it. */
export async function untilInstitutionKey(address: string): Promise<void> {
  while ((await avow(['institutions', 'status', '--register', address])).code !== 0) await delay(500)
}

/** Every file below a folder that holds a text. */
export function filesWith(text: string, below: string): string[] {
  return readdirSync(below, { recursive: true, encoding: 'utf8' }).filter((name) => {
    try {
      const path = join(below, name)
      return statSync(path).isFile() && readFileSync(path).includes(text)
    } catch {
      // A file that went away meanwhile holds nothing.
      return false
    }
  })
}
