/** A disk that is full at any of the writes: nothing that was acknowledged is lost, and the log goes on when there is room. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAct } from '@avow/core'
import { keyType } from '@avow/tlog'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenedDatabase, openDatabase } from '../src/db/database.ts'
import { type EmbeddedServer, startEmbedded } from '../src/db/embedded.ts'
import { RegisterError } from '../src/error.ts'
import { createLogger } from '../src/logger.ts'
import { envelopePath } from '../src/reads/paths.ts'
import type { Logged } from '../src/sequencer/entry.ts'
import { createLogHead } from '../src/sequencer/head.ts'
import { createSequencer } from '../src/sequencer/sequencer.ts'
import { type LogSigner, createLogSigner } from '../src/sequencer/signer.ts'
import { createTree } from '../src/sequencer/tree.ts'
import { openLocalStorage } from '../src/storage/local.ts'
import type { Storage } from '../src/storage/storage.ts'
import { seedOf } from './setting.ts'
import { readEntries } from './torture.ts'

let folder: string
let server: EmbeddedServer
let opened: OpenedDatabase
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'avow-test-'))
  server = await startEmbedded(
    join(folder, 'database'),
    createLogger('test', () => {}),
  )
  opened = await openDatabase(server.where, () => {})
})
afterAll(async () => {
  await opened?.close()
  await server?.stop()
  rmSync(folder, { recursive: true })
})

/** Storage with room for so many blobs more. */
function limited(storage: Storage): Storage & { room: number } {
  return {
    ...storage,
    room: Infinity,
    async createMany(blobs) {
      for (const blob of blobs) {
        if (this.room <= 0) throw new RegisterError('storage_full', 'the disk is full')
        this.room -= 1
        await storage.createMany([blob])
      }
    },
  }
}

/** Remembers every tree that was signed, and refuses to sign two of one size. */
function watchful(signer: LogSigner): LogSigner {
  const roots = new Map<number, string>()
  return {
    ...signer,
    sign(size, root) {
      const hex = Buffer.from(root).toString('hex')
      if ((roots.get(size) ?? hex) !== hex) throw new Error(`two roots were signed for size ${size}`)
      roots.set(size, hex)
      return signer.sign(size, root)
    },
  }
}

const hexOf = (number: number): string => number.toString(16).padStart(64, '0')

/** A deposit of which the register keeps whatever bytes there are. */
function depositOf(number: number) {
  const statement = hexOf(number) as Parameters<typeof createAct>[0]['statement'] & string
  const act = createAct({ kind: 'deposit', statement, body: {} }, seedOf(3))
  return { entry: { act }, blob: { path: envelopePath(statement), data: Buffer.from(statement) } }
}

test('at each write in turn: refused as full, and afterwards in the log, once, where it was said to be', async () => {
  const storage = limited(await openLocalStorage(join(folder, 'state'), { reserve: 0 }))
  const key = { name: 'log.test', type: keyType.ed25519, seed: seedOf(7) }
  const [tree, logHead, signer] = [createTree(storage), createLogHead(), watchful(createLogSigner(key))]
  const sequencer = createSequencer({ db: opened.db, storage, tree, signer, logHead })
  const acknowledged = new Map<number, Logged>()
  const deposit = async (number: number) => {
    const { entry, blob } = deposits.get(number)!
    const logged = await sequencer.receive(entry, blob)
    expect(acknowledged.get(number)?.index ?? logged.index).toBe(logged.index)
    acknowledged.set(number, logged)
  }
  const deposits = new Map<number, ReturnType<typeof depositOf>>()
  let refusals = 0
  // Two deposits at a time write two envelopes, tiles, bundles and a file of acts: at most eight blobs.
  for (let number = 0, room = 0; number < 560; number += 2, room = (room + 1) % 8) {
    for (const one of [number, number + 1]) deposits.set(one, depositOf(one))
    storage.room = room
    const results = await Promise.allSettled([deposit(number), deposit(number + 1)])
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'storage_full' })
    refusals += results.filter(({ status }) => status === 'rejected').length
    if (number % 32 !== 0) continue
    storage.room = Infinity
    for (const one of deposits.keys()) await deposit(one)
  }
  expect(refusals).toBeGreaterThan(100)
  storage.room = Infinity
  for (const number of deposits.keys()) await deposit(number)

  const { size } = logHead.head()
  expect(size).toBe(deposits.size)
  const log = await readEntries(storage, size)
  expect(new Set(log).size).toBe(size)
  const indexes = [...acknowledged.values()].map(({ index }) => index)
  expect(new Set(indexes).size).toBe(size)
  expect(await createTree(storage).root(size)).toEqual(await tree.root(size))
})
