/** One network for the tests of a file, and a statement on its way. */
import { join } from 'node:path'
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll } from 'vitest'
import { type Network, startNetwork } from '../src/network.ts'
import { avow } from './avow.ts'

/** Starts a network before the tests of the file and ends it after them. */
export function networkForTests(
  folder: string,
  options: { trustees?: number; threshold?: number } = {},
): () => Network {
  let network: Network | undefined
  beforeAll(async () => {
    network = await startNetwork({ folder: join(folder, 'network'), port: 0, ...options })
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
