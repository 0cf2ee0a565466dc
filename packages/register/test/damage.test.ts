/** Files that the disk, or somebody, has changed: found, named, and never a reason to sign another log. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient, refusalOf } from '@avow/client'
import { fsck, policyOfVkey } from '@avow/client/log'
import { keyType, leafHash, parseCheckpoint, parseNote, verifyInclusion } from '@avow/tlog'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkHead } from '../src/sequencer/guard.ts'
import type { Head } from '../src/sequencer/head.ts'
import { createLogSigner } from '../src/sequencer/signer.ts'
import { createTree } from '../src/sequencer/tree.ts'
import { openLocalStorage } from '../src/storage/local.ts'
import { type Setting, makeSetting, seedOf, startRegister } from './setting.ts'
import { envelopeMaker } from './torture.ts'

const damages: Readonly<Record<string, (file: string) => void>> = {
  truncated(file) {
    writeFileSync(file, readFileSync(file).subarray(0, -1))
  },
  flipped(file) {
    const bytes = readFileSync(file)
    bytes[20]! ^= 1
    writeFileSync(file, bytes)
  },
  missing: (file) => rmSync(file),
}

const size = 700
const entryOf = (index: number): Uint8Array => leafHash(Buffer.from(`entry ${index}`))
const entries = Array.from({ length: size }, (_, index) => entryOf(index))
const signer = createLogSigner({ name: 'log.test', type: keyType.ed25519, seed: seedOf(7) })

describe('a log of 700 entries', () => {
  const folder = mkdtempSync(join(tmpdir(), 'avow-test-'))
  const sound = join(folder, 'sound')
  const state = join(folder, 'state')
  let head: Head
  beforeAll(async () => {
    const storage = await openLocalStorage(sound, { reserve: 0 })
    const { root, blobs } = await createTree(storage).grow(0, entries)
    head = { size, checkpoint: signer.sign(size, root) }
    const checkpoint = { path: 'log/checkpoint', data: Buffer.from(head.checkpoint) }
    await storage.createMany([...blobs, checkpoint])
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** What a register does before it signs a larger tree. */
  async function goOn(): Promise<void> {
    const storage = await openLocalStorage(state, { reserve: 0 })
    const tree = createTree(storage)
    await checkHead({ storage, tree }, head)
    await tree.grow(size, [entryOf(size)])
  }

  /** What it does for the receipt of an old entry. */
  async function prove(): Promise<void> {
    const tree = createTree(await openLocalStorage(state, { reserve: 0 }))
    const { root } = parseCheckpoint(parseNote(head.checkpoint).text)
    verifyInclusion(leafHash(entryOf(3)), 3, size, await tree.inclusion(3, size), root)
  }

  const checkAll = () => fsck({ place: state, policy: policyOfVkey(signer.vkey), threads: 0 })

  test('is gone on with, and is sound', async () => {
    execFileSync('cp', ['-a', sound, state])
    await goOn()
    await prove()
    expect((await checkAll()).faults).toEqual([])
  })

  describe.each([
    ['tile/0/002.p/188', goOn],
    ['tile/1/000.p/2', goOn],
    ['tile/entries/002.p/188', goOn],
    ['tile/0/000', prove],
  ])('%s', (path, use) => {
    test.each(Object.keys(damages))('%s: is named by who needs it, and by fsck', async (damage) => {
      rmSync(state, { recursive: true, force: true })
      execFileSync('cp', ['-a', sound, state])
      damages[damage]!(join(state, 'log', path))
      await expect(use()).rejects.toMatchObject({
        code: 'log_inconsistent',
        details: { path: `log/${path}` },
      })
      const { faults } = await checkAll()
      expect(faults.map(({ details }) => details['path'])).toContain(path)
    })
  })
})

describe('a register', () => {
  let setting: Setting
  beforeAll(async () => {
    setting = await makeSetting({ AVOW_COSIGN_MS: '100' })
  })
  afterAll(() => setting.close())

  const inLog = (...path: string[]) => join(setting.environment['AVOW_STATE']!, 'log', ...path)
  /** The one partial tile or bundle of a small log: each batch leaves one, and the largest is the newest. */
  const newestIn = (folder: string): string => {
    const widths = readdirSync(inLog(folder)).map(Number)
    return join(folder, String(Math.max(...widths)))
  }

  test('that finds a damaged tile at its edge does not start, and signs nothing', async () => {
    let register = await startRegister(setting.environment)
    const client = createClient({ base: register.address })
    const make = await envelopeMaker(await client.roster())
    const file = make()
    const { index } = await client.deposit(file)
    await register.stop()
    const [path, seen] = [newestIn('tile/0/000.p'), setting.witness.seen.length]
    const whole = readFileSync(inLog(path))
    damages['flipped']!(inLog(path))
    await expect(startRegister(setting.environment)).rejects.toThrow(`is damaged: log/${path}`)
    expect(setting.witness.seen).toHaveLength(seen)

    writeFileSync(inLog(path), whole)
    register = await startRegister(setting.environment)
    expect(await createClient({ base: register.address }).deposit(file)).toMatchObject({ index })
    await register.stop()
  })

  test('that finds a damaged bundle adds nothing to the log until that is put back', async () => {
    const register = await startRegister(setting.environment)
    const client = createClient({ base: register.address })
    const make = await envelopeMaker(await client.roster())
    // What its witnesses have not seen yet they would be asked for after the start.
    const answer = await client.submit(make(), { until: 'witnessed', wait: 20 })
    if (answer.state !== 'witnessed') throw new Error(`only ${answer.state}`)
    const { index } = answer
    await register.stop()
    const path = newestIn('tile/entries/000.p')
    const whole = readFileSync(inLog(path))
    damages['truncated']!(inLog(path))

    const again = await startRegister(setting.environment)
    const damaged = createClient({ base: again.address })
    const file = make()
    const refused = await damaged.deposit(file).catch((cause: unknown) => cause)
    expect(refusalOf(refused)).toBe('log_inconsistent')
    expect(refused).toMatchObject({ details: { path: `log/${path}`, status: 500 } })
    const size = () => parseCheckpoint(parseNote(setting.witness.seen.at(-1)!.note).text).size
    expect(size()).toBe(index + 1)
    // Nor is what there is witnessed anew: trustees would take authors for silent who cannot be heard. One question
    // may have been on the way; there are several in a second as long as there are any.
    const seen = setting.witness.seen.length
    await delay(1000)
    expect(setting.witness.seen.length).toBeLessThanOrEqual(seen + 1)
    writeFileSync(inLog(path), whole)
    expect(await damaged.deposit(file)).toMatchObject({ index: index + 1 })
    await again.stop()
  })
})

test('a lost database is not rebuilt from acts that are not those of the log', async () => {
  const setting = await makeSetting({ AVOW_RATE_ENTRIES: '8', AVOW_RATE_PERIOD_MS: '100' })
  const state = setting.environment['AVOW_STATE']!
  try {
    const register = await startRegister(setting.environment)
    const client = createClient({ base: register.address })
    const roster = await client.roster()
    const make = await envelopeMaker(roster)
    await client.submit(make(), { until: 'witnessed', wait: 20 })
    await register.stop()
    const acts = join(state, 'acts/0/0-8.json')
    const text = readFileSync(acts, 'utf8')
    writeFileSync(acts, text.replace(/"salt":"[0-9a-f]{64}"\}\}/, `"salt":"${'5'.repeat(64)}"}}`))
    rmSync(join(state, 'database'), { recursive: true })
    const seen = setting.witness.seen.length
    await expect(startRegister(setting.environment)).rejects.toThrow(
      'something that must never change has other bytes: log/tile/',
    )
    expect(setting.witness.seen).toHaveLength(seen)
    const { faults } = await fsck({ place: state, policy: policyOfVkey(roster.log), threads: 0 })
    expect(faults).toEqual([])
    writeFileSync(acts, text)
    await (await startRegister(setting.environment)).stop()
  } finally {
    setting.close()
  }
})
