import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { entryOfIndex, makeLog } from '@avow/testkit'
import { expect, test } from 'vitest'
import { ClientError } from '../../src/index.ts'
import {
  type HammerOptions,
  type WriteEntry,
  openSource,
  policyOfVkey,
  startHammer,
} from '../../src/log/index.ts'
import { flip, makeFolder, replace } from './damage.ts'

type Made = ReturnType<typeof makeLog>

/** Hammers a log until it has been written to so many times, then gives the lies that were found. */
async function hammer(log: Made, writes: number, write: WriteEntry, options: Partial<HammerOptions> = {}) {
  const ending = new AbortController()
  let left = writes
  const counted: WriteEntry = async (signal) => {
    if (left === 0) {
      ending.abort()
      throw new ClientError('unreachable', 'ended')
    }
    left -= 1
    return write(signal)
  }
  const running = await startHammer({
    source: openSource(log.folder),
    policy: policyOfVkey(log.vkey),
    write: counted,
    writesPerSecond: 10_000,
    readsPerSecond: 0,
    writers: 1,
    readers: 2,
    every: 1,
    signal: ending.signal,
    ...options,
  })
  const faults = await running.done
  return { faults: faults.map(({ code, details }) => ({ code, ...details })), counts: running.counts() }
}

/** A register that is as it should be. */
function honest(log: Made, start: number): WriteEntry {
  let size = start
  return async () => {
    size += 1
    log.grow(size)
    return { index: size - 1, entry: entryOfIndex(size - 1) }
  }
}

test('an honest log is found to be honest, and is read while it is written to', async () => {
  const log = makeLog(makeFolder(), 300)
  const { faults, counts } = await hammer(log, 40, honest(log, 300), { readsPerSecond: 10_000 })
  expect(faults).toEqual([])
  expect(counts).toMatchObject({ written: 40, open: 0, faults: 0, failed: 0, size: 340 })
  expect(counts.read).toBeGreaterThan(0)
  expect(counts.integrated.p99).toBeGreaterThanOrEqual(counts.acknowledged.median)
})

test('an acknowledged entry that never comes to be in the log', async () => {
  const log = makeLog(makeFolder(), 300)
  const write = honest(log, 300)
  const promise: WriteEntry = async (signal) => {
    const { index, entry } = await write(signal)
    return { index: index + 5, entry }
  }
  const { faults } = await hammer(log, 2, promise, { grace: 100 })
  expect(faults).toEqual([
    { code: 'entry_lost', index: 305 },
    { code: 'entry_lost', index: 306 },
  ])
})

test('another entry at the place that was promised, before and after it was looked at', async () => {
  const log = makeLog(makeFolder(), 300)
  let size = 300
  const { faults } = await hammer(log, 1, async () => {
    log.grow((size += 1))
    return { index: 300, entry: entryOfIndex(7) }
  })
  expect(faults).toEqual([{ code: 'entry_lost', index: 300 }])
})

test('one place promised to two, and a place that was there before', async () => {
  const log = makeLog(makeFolder(), 300)
  const answers = [
    { index: 300, entry: entryOfIndex(300) },
    { index: 300, entry: entryOfIndex(301) },
    { index: 3, entry: entryOfIndex(3) },
  ]
  const { faults } = await hammer(log, 3, async () => {
    const answer = answers.shift()!
    if (answers.length === 0) log.grow(301)
    return answer
  })
  expect(faults).toEqual([
    { code: 'entry_lost', index: 300 },
    { code: 'entry_lost', index: 3 },
  ])
})

test('a refusal is no lie', async () => {
  const log = makeLog(makeFolder(), 300)
  const { faults, counts } = await hammer(log, 3, async () => {
    throw new ClientError('refused', 'overloaded', { status: 503 })
  })
  expect(faults).toEqual([])
  expect(counts).toMatchObject({ written: 0, failed: 3 })
})

test('a tile that was served and does not hash to the checkpoint', async () => {
  // A reader comes soon to one entry of eight.
  const log = makeLog(makeFolder(), 8)
  const path = 'tile/entries/000.p/8'
  flip(log.folder, path, 34 * 3 + 9)
  const ending = new AbortController()
  const running = await startHammer({
    source: openSource(log.folder),
    policy: policyOfVkey(log.vkey),
    writesPerSecond: 0,
    readsPerSecond: 10_000,
    writers: 0,
    readers: 2,
    every: 1,
    signal: ending.signal,
    onFault: () => ending.abort(),
  })
  const [fault] = await running.done
  expect(fault).toMatchObject({ code: 'entry_mismatch', details: { path, index: 3 } })
})

test('a log that goes back while it is hammered', async () => {
  const log = makeLog(makeFolder(), 300)
  const earlier = readFileSync(join(makeLog(makeFolder(), 200).folder, 'checkpoint'))
  const ending = new AbortController()
  const running = await startHammer({
    source: openSource(log.folder),
    policy: policyOfVkey(log.vkey),
    writesPerSecond: 0,
    readsPerSecond: 0,
    writers: 0,
    readers: 0,
    every: 1,
    signal: ending.signal,
    onFault: () => ending.abort(),
  })
  replace(log.folder, 'checkpoint', earlier)
  expect((await running.done)[0]).toMatchObject({ code: 'rolled_back', details: { seen: 300, size: 200 } })
})
