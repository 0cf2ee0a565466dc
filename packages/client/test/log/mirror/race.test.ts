/** Uploads that overtake each other between check and commit, and together with fetching (C2SP tlog-mirror, "Implementation Considerations"). */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { parseCheckpoint, parseNote } from '@avow/tlog'
import { makeLog } from '@avow/testkit'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Mirror, fetchLog, fsck, openSource, pushLog, takePushes } from '../../../src/log/index.ts'
import { makeFolder, replace } from '../damage.ts'
import {
  type Client,
  clientOf,
  endpointsOf,
  infoIn,
  openFor,
  placeOf,
  readersPolicy,
  serve,
} from './setting.ts'

async function start(size: number) {
  const log = makeLog(makeFolder(), size, { witnesses: 1 })
  const folder = makeFolder()
  const mirror = await openFor(log, folder)
  const check = () => fsck({ place: placeOf(folder, log), policy: readersPolicy(log), threads: 0 })
  return { log, folder, mirror, client: clientOf(log, size), check, ...endpointsOf(mirror) }
}

/** A body that stops after each part until it is let on. */
function stalling(parts: readonly Uint8Array[]) {
  const gates = parts.map(() => Promise.withResolvers<void>())
  let opened = 0
  return {
    async *body() {
      for (const [at, part] of parts.entries()) {
        await gates[at]!.promise
        yield part
      }
    },
    /** Lets one part through; without one left, nothing. */
    open: () => gates[opened++]?.resolve(),
    openAll: () => gates.map((gate) => gate.resolve()),
  }
}

async function partsOf(client: Client, start: number, end: number): Promise<Uint8Array[]> {
  return [await client.upload(start, end, { count: 0 }), ...(await client.packages(start, end))]
}

/** An upload up to 700 entries that pauses when its first package is taken. */
async function beginSlowly({ client, mirror, addEntries, addCheckpoint }: Awaited<ReturnType<typeof start>>) {
  await addCheckpoint(await client.show(0, 700))
  const slow = stalling(await partsOf(client, 0, 700))
  const answer = addEntries(slow.body())
  slow.open()
  slow.open()
  while (mirror.range().size < 256) await turn()
  return { slow, answer }
}

test('a slow upload to a smaller size does not roll back what a faster one to a larger has left', async () => {
  const setting = await start(1500)
  const { client, add, addCheckpoint, check } = setting
  const { slow, answer } = await beginSlowly(setting)
  await addCheckpoint(await client.show(700, 1500))
  expect(await add(await client.upload(256, 1500))).toMatchObject({ status: 200 })
  slow.openAll()
  const late = await answer
  expect(late.status).toBe(409)
  expect(infoIn(late)).toMatchObject({ size: 1500, next: 1500 })
  expect(await check()).toMatchObject({ faults: [], checked: 1500 })
})

test('two uploads of the same entries at once are both answered 200', async () => {
  const { client, addEntries, addCheckpoint, check } = await start(1500)
  await addCheckpoint(await client.show(0, 1500))
  const uploads = [stalling(await partsOf(client, 0, 1500)), stalling(await partsOf(client, 0, 1500))]
  const answers = uploads.map((upload) => addEntries(upload.body()))
  for (let at = 0; at < 14; at += 1) {
    uploads[at % 2]!.open()
    await turn()
  }
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200])
  expect(await check()).toMatchObject({ faults: [], checked: 1500 })
})

test('what is fetched while somebody uploads is not uploaded again, nor the other way round', async () => {
  const setting = await start(1500)
  const { log, mirror, check } = setting
  const { slow, answer } = await beginSlowly(setting)
  expect(await fetchLog(mirror, { source: openSource(log.folder) })).toMatchObject({
    size: 1500,
    added: 1244,
  })
  slow.openAll()
  expect((await answer).status).toBe(409)
  expect(await check()).toMatchObject({ faults: [], checked: 1500 })
})

test('a checkpoint that is pushed while another is being fetched: fetching begins again', async () => {
  const { log, mirror, addCheckpoint, check } = await start(700)
  const source = openSource(log.folder)
  let isFirst = true
  const read = async (path: string) => {
    const bytes = await source.read(path)
    if (path.startsWith('tile/entries') && isFirst) {
      isFirst = false
      log.grow(1500)
      await addCheckpoint(await clientOf(log, 1500).show(0, 1500))
    }
    return bytes
  }
  expect(await fetchLog(mirror, { source: { ...source, read } })).toMatchObject({ size: 1500 })
  expect(await check()).toMatchObject({ faults: [], checked: 1500 })
})

/** What clients, a fetcher and an operator may do, in any order. */
type Step =
  | { readonly do: 'show'; readonly size: number }
  | { readonly do: 'begin'; readonly size: number; readonly excess: number }
  | { readonly do: 'part'; readonly client: number }
  | { readonly do: 'break'; readonly client: number }
  | { readonly do: 'fetch' | 'restart' | 'forget' }

const sizes = [100, 256, 300, 700, 900, 1100]
const anySize = fc.constantFrom(...sizes)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('show' as const), size: anySize }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('begin' as const),
      size: anySize,
      excess: fc.constantFrom(0, 0, 1, 50, 300),
    }),
  },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('part' as const), client: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('break' as const), client: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('fetch' as const, 'restart' as const, 'forget' as const) }),
  },
)

const largest = 1100

async function play(steps: readonly Step[]): Promise<void> {
  const log = makeLog(makeFolder(), largest, { witnesses: 1 })
  const [client, folder] = [clientOf(log, largest), makeFolder()]
  let mirror = await openFor(log, folder)
  let pushes = takePushes(mirror)
  let served = 0
  const uploads: ReturnType<typeof stalling>[] = []
  const answers: Promise<unknown>[] = []
  const statuses = [200, 202, 400, 409, 422]

  async function begin(size: number, excess: number): Promise<void> {
    const start = Math.max(0, Math.min(size, mirror.range().size - excess))
    const upload = stalling(await partsOf(client, start, size))
    uploads.push(upload)
    const answer = pushes.addEntries(upload.body())
    answers.push(answer.then(({ status }) => expect(statuses).toContain(status)))
  }

  const endAll = async (): Promise<void> => {
    for (const upload of uploads.splice(0)) upload.openAll()
    await Promise.all(answers.splice(0))
  }

  const doing: { readonly [Kind in Step['do']]: (step: Step & { readonly do: Kind }) => Promise<unknown> } = {
    show: async ({ size }) =>
      pushes.addCheckpoint(await client.show(Math.min(size, mirror.pending()?.size ?? 0), size)),
    begin: ({ size, excess }) => begin(size, excess),
    part: async ({ client: at }) => uploads.at(-1 - at)?.open(),
    break: async ({ client: at }) => uploads.at(-1 - at)?.openAll(),
    // The log's folder may show less than was pushed: that is said, and nothing changes.
    fetch: () => fetchLog(mirror, { source: openSource(log.folder) }),
    forget: () => mirror.forget(),
    async restart() {
      await endAll()
      mirror.close()
      mirror = await openFor(log, folder)
      pushes = takePushes(mirror)
    },
  }

  /** What is served is a tree of the log, and never a smaller one than before. */
  async function look(now: Mirror): Promise<void> {
    expect(now.range().size).toBeGreaterThanOrEqual(now.size())
    expect(now.pending()?.size ?? 0).toBeGreaterThanOrEqual(now.range().size)
    const file = join(placeOf(folder, log), 'checkpoint')
    if (!existsSync(file)) return
    const { size, root } = parseCheckpoint(parseNote(readFileSync(file, 'utf8')).text)
    expect(size).toBeGreaterThanOrEqual(served)
    expect(root).toEqual((await client.headOf(size)).root)
    served = size
  }

  for (const one of steps) {
    await doing[one.do](one as never)
    await turn()
    await look(mirror)
  }
  await endAll()
  const address = await serve(folder, pushes)
  const options = {
    source: openSource(log.folder),
    policy: readersPolicy(log),
    keys: mirror.cosigners.map(({ key }) => key),
  }
  expect(await pushLog({ ...options, policy: mirror.policy, mirror: address })).toMatchObject({
    size: largest,
  })
  const report = await fsck({ place: placeOf(folder, log), policy: options.policy, threads: 0 })
  expect(report).toMatchObject({ faults: [], checked: largest })
  mirror.close()
}

test('whatever order they come in: what is served is sound, never goes back, and can be completed', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), play), { numRuns: 40 })
})

test('damage to what a mirror has not cosigned yet is found before it cosigns', async () => {
  const { log, folder, mirror, client, add, addCheckpoint } = await start(1500)
  await addCheckpoint(await client.show(0, 1500))
  await add(await client.upload(0, 1500, { count: 4 }))
  mirror.close()
  const other = makeLog(makeFolder(), 700, { entryAt: () => new Uint8Array(32).fill(9) })
  for (const path of ['tile/entries/001', 'tile/0/001'])
    replace(placeOf(folder, log), path, readFileSync(join(other.folder, path)))
  const again = await openFor(log, folder)
  const endpoints = endpointsOf(again)
  await expect(endpoints.add(await client.upload(1024, 1500))).rejects.toMatchObject({
    code: 'root_mismatch',
  })
  expect(again.range().size).toBe(0)
  expect(await endpoints.add(await client.upload(0, 1500))).toMatchObject({ status: 200 })
  const place = placeOf(folder, log)
  expect(await fsck({ place, policy: readersPolicy(log), threads: 0 })).toMatchObject({ faults: [] })
})
