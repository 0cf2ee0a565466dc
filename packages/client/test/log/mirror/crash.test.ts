/** A mirror that ends, or whose disk is full, at each of its writes: nothing that it cosigned is lost, and the rest can be given again. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeLog } from '@avow/testkit'
import { expect, test } from 'vitest'
import { fetchLog, fsck, openSource } from '../../../src/log/index.ts'
import { writeDurably } from '../../../src/log/durable.ts'
import { makeFolder } from '../damage.ts'
import { clientOf, endpointsOf, openFor, placeOf, readersPolicy } from './setting.ts'

const log = () => makeLog(makeFolder(), 1100, { witnesses: 1 })

interface Fault {
  /** Which of the writes. */
  readonly at: number
  /** Whether the disk has the files all the same. */
  readonly isDone: boolean
  /** Whether all that comes after fails, too. */
  readonly isLast: boolean
}

function failing({ at, isDone, isLast }: Fault) {
  let writes = 0
  const write: typeof writeDurably = async (folder, files) => {
    writes += 1
    const fails = writes === at || (isLast && writes > at)
    if (!fails || (isDone && writes === at)) await writeDurably(folder, files)
    if (fails) throw Object.assign(new Error('no'), { code: 'ENOSPC' })
  }
  return { write, hasFailed: () => writes >= at }
}

type Way = (made: ReturnType<typeof log>, mirror: Awaited<ReturnType<typeof openFor>>) => Promise<unknown>

const push: Way = async (made, mirror) => {
  const [client, { add, addCheckpoint }] = [clientOf(made, 1100), endpointsOf(mirror)]
  for (const size of [700, 1100]) {
    const pending = mirror.pending()?.size ?? 0
    if (pending > size) continue
    await addCheckpoint(await client.show(pending, size))
    await add(await client.upload(Math.min(mirror.range().size, size), size))
  }
}

const fetching: Way = (made, mirror) => fetchLog(mirror, { source: openSource(made.folder) })

async function checkServed(made: ReturnType<typeof log>, folder: string): Promise<string | undefined> {
  const file = join(placeOf(folder, made), 'checkpoint')
  if (!existsSync(file)) return undefined
  const report = await fsck({ place: placeOf(folder, made), policy: readersPolicy(made), threads: 0 })
  expect(report.faults).toEqual([])
  return readFileSync(file, 'utf8')
}

/** @returns whether there were so many writes */
async function fail(way: Way, fault: Fault, goesOn: boolean): Promise<boolean> {
  const [made, folder] = [log(), makeFolder()]
  const { write, hasFailed } = failing(fault)
  const first = await openFor(made, folder, { write })
  await way(made, first).catch(() => {})
  await checkServed(made, folder)
  if (!hasFailed()) return false
  if (!goesOn) first.close()
  const second = goesOn ? first : await openFor(made, folder)
  await way(made, second)
  expect(await checkServed(made, folder)).toContain('\n1100\n')
  second.close()
  return true
}

test.each<[string, Way]>([
  ['pushed to', push],
  ['that fetches', fetching],
])('a mirror %s that ends at any of its writes, before or after it', async (_, way) => {
  let writes = 0
  for (const isDone of [false, true])
    for (let at = 1; await fail(way, { at, isDone, isLast: true }, false); at += 1) writes = at
  expect(writes).toBeGreaterThanOrEqual(5)
})

test.each<[string, Way]>([
  ['pushed to', push],
  ['that fetches', fetching],
])('a mirror %s whose disk is full for a moment, at any of its writes, goes on', async (_, way) => {
  let writes = 0
  for (let at = 1; await fail(way, { at, isDone: false, isLast: false }, true); at += 1) writes = at
  expect(writes).toBeGreaterThanOrEqual(5)
})
