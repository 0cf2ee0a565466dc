import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parsePolicy } from '@avow/tlog'
import { entryOfIndex, makeLog } from '@avow/testkit'
import { beforeAll, describe, expect, test } from 'vitest'
import { type FsckOptions, type LogFault, fsck, policyOfVkey } from '../../src/log/index.ts'
import { copyOf, flip, makeFolder, remove, replace, truncate } from './damage.ts'

/** One full tile of level 1, 12 full tiles below the partial one, and a partial tile of leaves. */
const size = 65_536 + 12 * 256 + 77
const shared = mkdtempSync(join(tmpdir(), 'avow-log-'))
let log: ReturnType<typeof makeLog>

beforeAll(() => {
  log = makeLog(shared, 300)
  log.grow(size)
  return () => rmSync(shared, { recursive: true, force: true })
})

const check = (place: string, options: Partial<FsckOptions> = {}) =>
  fsck({ place, policy: policyOfVkey(log.vkey), threads: 0, ...options })

const seen = (faults: readonly LogFault[]) => faults.map(({ code, details }) => ({ code, ...details }))

const faultsOf = async (place: string, options: Partial<FsckOptions> = {}) =>
  seen((await check(place, options)).faults)

describe('a sound log has no faults', () => {
  test.each([0, 2])('with %i threads', async (threads) => {
    const progress: number[] = []
    const report = await check(shared, { threads, onProgress: ({ entries }) => progress.push(entries) })
    expect(report).toMatchObject({ faults: [], checked: size, resumed: 0 })
    expect(progress.at(-1)).toBe(size)
  })

  test.each([1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537])('of %i entries', async (count) => {
    const small = makeLog(makeFolder(), count)
    expect(await check(small.folder)).toMatchObject({ faults: [], checked: count })
  })

  /** Bundles are checked in memory that is used again: a length changes within one, and from each to the next. */
  const entryOfAnyLength = (index: number): Uint8Array =>
    new Uint8Array((index * 7 + Math.floor(index / 256) * 400) % 1300).fill(index)

  test('whose entries are of any length, none among them', async () => {
    const folder = makeFolder()
    makeLog(folder, 1700, { entryAt: entryOfAnyLength })
    expect(await check(folder)).toMatchObject({ faults: [], checked: 1700 })
    flip(folder, 'tile/entries/003', 40_000)
    expect((await faultsOf(folder))[0]).toMatchObject({ path: 'tile/entries/003' })
  })

  test('in the state folder of a register', async () => {
    const folder = makeFolder()
    makeLog(join(folder, 'log'), 300)
    expect(await check(folder)).toMatchObject({ faults: [], checked: 300 })
  })

  test('whose partial tiles gave way to full ones', async () => {
    const folder = makeFolder()
    const grown = makeLog(folder, 200)
    const small = readFileSync(join(folder, 'checkpoint'))
    grown.grow(256)
    remove(folder, 'tile/0/000.p/200')
    remove(folder, 'tile/entries/000.p/200')
    writeFileSync(join(folder, 'checkpoint'), small)
    expect(await check(folder)).toMatchObject({ faults: [], checked: 200 })
  })
})

describe('each kind of damage is found and named', () => {
  const cases: readonly [string, (folder: string) => void, readonly object[]][] = [
    [
      'a bit of a full tile of leaves',
      (folder) => flip(folder, 'tile/0/007', 100),
      [{ code: 'tile_mismatch', path: 'tile/0/007' }],
    ],
    [
      'a bit of the full tile of level 1',
      (folder) => flip(folder, 'tile/1/000', 32),
      [{ code: 'tile_mismatch', path: 'tile/1/000' }],
    ],
    [
      'a bit of a partial tile of leaves',
      (folder) => flip(folder, 'tile/0/268.p/77', 40),
      [{ code: 'tile_mismatch', path: 'tile/0/268.p/77' }],
    ],
    [
      'a bit of the partial tile of level 1',
      (folder) => flip(folder, 'tile/1/001.p/12', 0),
      [{ code: 'tile_mismatch', path: 'tile/1/001.p/12' }],
    ],
    [
      'a bit of the top tile',
      (folder) => flip(folder, 'tile/2/000.p/1', 31),
      [{ code: 'tile_mismatch', path: 'tile/2/000.p/1' }],
    ],
    [
      'a bit of an entry',
      (folder) => flip(folder, 'tile/entries/003', 34 * 5 + 2),
      [{ code: 'entry_mismatch', path: 'tile/entries/003', index: 3 * 256 + 5 }],
    ],
    [
      'the length of an entry',
      (folder) => flip(folder, 'tile/entries/003', 1),
      [{ code: 'bundle_malformed', path: 'tile/entries/003', length: 8704 }],
    ],
    [
      'a bit of an entry in a partial bundle',
      (folder) => flip(folder, 'tile/entries/268.p/77', 34 * 76 + 33),
      [{ code: 'entry_mismatch', path: 'tile/entries/268.p/77', index: size - 1 }],
    ],
    [
      'a truncated tile',
      (folder) => truncate(folder, 'tile/0/100', 8191),
      [{ code: 'tile_malformed', path: 'tile/0/100', length: 8191 }],
    ],
    [
      'a truncated partial tile',
      (folder) => truncate(folder, 'tile/0/268.p/77', 32),
      [{ code: 'tile_malformed', path: 'tile/0/268.p/77', length: 32 }],
    ],
    [
      'a truncated bundle',
      (folder) => truncate(folder, 'tile/entries/100', 34 * 255),
      [{ code: 'bundle_malformed', path: 'tile/entries/100', length: 34 * 255 }],
    ],
    [
      'a missing tile of leaves',
      (folder) => remove(folder, 'tile/0/255'),
      [{ code: 'tile_missing', path: 'tile/0/255' }],
    ],
    [
      'a missing tile of level 1',
      (folder) => remove(folder, 'tile/1/000'),
      [{ code: 'tile_missing', path: 'tile/1/000' }],
    ],
    [
      'a missing partial tile',
      (folder) => remove(folder, 'tile/1/001.p/12'),
      [{ code: 'tile_missing', path: 'tile/1/001.p/12' }],
    ],
    [
      'a missing bundle',
      (folder) => remove(folder, 'tile/entries/256'),
      [{ code: 'bundle_missing', path: 'tile/entries/256' }],
    ],
    [
      'a partial tile that was left behind',
      (folder) => flip(folder, 'tile/0/001.p/44', 9),
      [{ code: 'partial_mismatch', path: 'tile/0/001.p/44' }],
    ],
    [
      'a partial bundle that was left behind',
      (folder) => flip(folder, 'tile/entries/001.p/44', 9),
      [{ code: 'partial_mismatch', path: 'tile/entries/001.p/44' }],
    ],
    [
      'several, in the order of the log',
      (folder) => {
        flip(folder, 'tile/0/260', 0)
        flip(folder, 'tile/entries/260', 2)
        remove(folder, 'tile/entries/002')
      },
      [
        { code: 'bundle_missing', path: 'tile/entries/002' },
        { code: 'tile_mismatch', path: 'tile/0/260' },
        { code: 'entry_mismatch', path: 'tile/entries/260' },
      ],
    ],
  ]

  test.each(cases)('%s', async (_, damage, expected) => {
    damage(shared)
    expect(await faultsOf(shared)).toEqual(expected)
  })

  test('and by threads', async () => {
    const [, damage, expected] = cases.at(-1)!
    damage(shared)
    expect(await faultsOf(shared, { threads: 2 })).toEqual(expected)
  })

  test('a checkpoint over another tree', async () => {
    const other = { size, root: new Uint8Array(32).fill(9) }
    replace(shared, 'checkpoint', log.sign(other))
    expect(await faultsOf(shared)).toEqual([{ code: 'root_mismatch', path: 'checkpoint', size }])
  })

  test.each([
    ['nothing', undefined, 'checkpoint_missing'],
    ['no note', 'hello', 'checkpoint_malformed'],
    ['bytes that are no text', Buffer.of(0xff, 0x0a, 0x0a), 'checkpoint_malformed'],
  ])('a checkpoint that is %s', async (_, content, code) => {
    if (content === undefined) remove(shared, 'checkpoint')
    else replace(shared, 'checkpoint', content)
    await expect(check(shared)).rejects.toMatchObject({ code })
  })

  test('a checkpoint that the log did not sign, or another log', async () => {
    const other = makeLog(makeFolder(), 1, { key: 2 })
    await expect(check(shared, { policy: policyOfVkey(other.vkey) })).rejects.toMatchObject({
      code: 'checkpoint_unsigned',
    })
    const elsewhere = makeLog(makeFolder(), 1, { origin: 'elsewhere.example' })
    await expect(check(shared, { policy: policyOfVkey(elsewhere.vkey) })).rejects.toMatchObject({
      code: 'checkpoint_of_another_log',
    })
    flip(shared, 'checkpoint', readFileSync(join(shared, 'checkpoint')).length - 10)
    await expect(check(shared)).rejects.toMatchObject({ code: 'checkpoint_unsigned' })
  })

  test('a cosignature that is missing', async () => {
    const folder = makeFolder()
    const witnessed = makeLog(folder, 300, { witnesses: 2 })
    const policy = parsePolicy(witnessed.policy)
    expect(await faultsOf(folder, { policy })).toEqual([])
    const lines = readFileSync(join(folder, 'checkpoint'), 'utf8').trimEnd().split('\n')
    writeFileSync(join(folder, 'checkpoint'), `${lines.slice(0, -1).join('\n')}\n`)
    expect(await faultsOf(folder, { policy })).toEqual([{ code: 'quorum_missing', path: 'checkpoint' }])
  })
})

describe('with a state file', () => {
  test('a log that only grew is sound, one that was rolled back or forked is not', async () => {
    const [folder, stateFile] = [makeFolder(), join(makeFolder(), 'state.json')]
    const grown = makeLog(folder, 700)
    const earlier = copyOf(folder)
    expect(await faultsOf(folder, { stateFile })).toEqual([])
    grown.grow(70_000)
    expect(await faultsOf(folder, { stateFile })).toEqual([])
    const before = readFileSync(stateFile)

    expect(await faultsOf(earlier, { stateFile })).toEqual([{ code: 'rolled_back', seen: 70_000, size: 700 }])
    const entryAt = (index: number) => entryOfIndex(index, index < 600 ? 0 : 1)
    const fork = makeLog(makeFolder(), 70_000, { entryAt })
    expect(await faultsOf(fork.folder, { stateFile })).toEqual([
      { code: 'forked', seen: 70_000, size: 70_000 },
    ])
    fork.grow(71_000)
    expect(await faultsOf(fork.folder, { stateFile })).toEqual([
      { code: 'forked', seen: 70_000, size: 71_000 },
    ])
    expect(readFileSync(stateFile)).toEqual(before)
  })

  test('a damaged file is not taken for a fork', async () => {
    const stateFile = join(makeFolder(), 'state.json')
    expect(await faultsOf(shared, { stateFile })).toEqual([])
    flip(shared, 'tile/0/007', 100)
    expect(await faultsOf(shared, { stateFile })).toEqual([{ code: 'tile_mismatch', path: 'tile/0/007' }])
  })

  test('a state file that is none, or of another log, is refused', async () => {
    const stateFile = join(makeFolder(), 'state.json')
    writeFileSync(stateFile, '{}')
    await expect(check(shared, { stateFile })).rejects.toMatchObject({ code: 'state_malformed' })
    const other = makeLog(makeFolder(), 3, { origin: 'elsewhere.example' })
    await check(other.folder, { stateFile: `${stateFile}2`, policy: policyOfVkey(other.vkey) })
    await expect(check(shared, { stateFile: `${stateFile}2` })).rejects.toMatchObject({
      code: 'checkpoint_of_another_log',
    })
  })

  test('a check that was killed goes on where it was', async () => {
    const [folder, stateFile] = [makeFolder(), join(makeFolder(), 'state.json')]
    const long = makeLog(folder, 2 * 65_536 + 300)
    const program = new URL('./fsck-process.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [program, folder, stateFile, long.vkey], { stdio: 'pipe' })
    const exited = once(child, 'exit')
    // It says that it has remembered something, and goes on no further.
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await exited
    expect(existsSync(stateFile)).toBe(true)
    const report = await check(folder, { stateFile })
    expect(report.faults).toEqual([])
    expect(report.resumed).toBeGreaterThanOrEqual(65_536)
    expect(report.resumed + report.checked).toBe(2 * 65_536 + 300)
    expect(await check(folder, { stateFile })).toMatchObject({ resumed: 0, faults: [] })
  })

  test('what was checked of a log that has forked since is checked again', async () => {
    const stateFile = join(makeFolder(), 'state.json')
    const first = makeLog(makeFolder(), 65_536 + 300)
    const state = { version: 1, checkpoint: readFileSync(join(first.folder, 'checkpoint'), 'utf8'), units: 1 }
    writeFileSync(stateFile, JSON.stringify(state))
    const entryAt = (index: number) => entryOfIndex(index, index < 65_536 ? 0 : 1)
    const fork = makeLog(makeFolder(), 65_536 + 400, { entryAt })
    const report = await check(fork.folder, { stateFile })
    expect(report.resumed).toBe(0)
    expect(seen(report.faults)).toEqual([{ code: 'forked', seen: 65_836, size: 65_936 }])
  })
})
