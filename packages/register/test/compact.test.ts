import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeUtf8 } from '@avow/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compactActs, compactedLength } from '../src/sequencer/compact.ts'
import { openLocalStorage } from '../src/storage/local.ts'
import type { Storage } from '../src/storage/storage.ts'

const folder = mkdtempSync(join(tmpdir(), 'avow-test-'))
let storage: Storage
beforeAll(async () => {
  storage = await openLocalStorage(folder, { reserve: 0 })
})
afterAll(() => rmSync(folder, { recursive: true }))

const items = (start: number, end: number): string =>
  Array.from({ length: end - start }, (_, at) => `{"index":${start + at},"cover":{"salt":"s"}}`).join(',\n')
const fileOf = (start: number, end: number) => ({
  path: `acts/0/${start}-${end}.json`,
  data: new TextEncoder().encode(`[\n${items(start, end)}\n]\n`),
})

test('small files give way to one that holds the same, and what is too little stays', async () => {
  const starts = Array.from({ length: compactedLength / 64 + 3 }, (_, at) => at * 64)
  await storage.createMany(starts.map((start) => fileOf(start, start + 64)))
  const size = starts.at(-1)! + 64
  await compactActs(storage, size)
  const merged = fileOf(0, compactedLength)
  expect(decodeUtf8((await storage.read(merged.path))!)).toBe(decodeUtf8(merged.data))
  const rest = starts.slice(-3).map((start) => `${start}-${start + 64}.json`)
  expect((await storage.list('acts/0')).sort()).toEqual([`0-${compactedLength}.json`, ...rest].sort())
  await compactActs(storage, size)
  expect(await storage.list('acts/0')).toHaveLength(4)
})

test('a gap is left as it is', async () => {
  rmSync(join(folder, 'acts'), { recursive: true })
  storage = await openLocalStorage(folder, { reserve: 0 })
  await storage.createMany([fileOf(0, 4000), fileOf(4001, 8000)])
  await compactActs(storage, 8000)
  expect(await storage.list('acts/0')).toHaveLength(2)
})
