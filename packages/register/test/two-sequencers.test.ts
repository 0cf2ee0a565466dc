/** Several processes on one database must not fork the log: compare-and-swap is the guarantee, not the lock. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Act, type Hash, createAct, encodeHex, entryOf, randomBytes } from '@avow/core'
import { keyType, leafHash, parseCheckpoint, parseNote, verifyInclusion } from '@avow/tlog'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../src/db/database.ts'
import { type EmbeddedServer, startEmbedded } from '../src/db/embedded.ts'
import { createLogger } from '../src/logger.ts'
import { createLogHead } from '../src/sequencer/head.ts'
import { createSequencer } from '../src/sequencer/sequencer.ts'
import { createLogSigner } from '../src/sequencer/signer.ts'
import { createTree } from '../src/sequencer/tree.ts'
import { openLocalStorage } from '../src/storage/local.ts'
import { seedOf } from './setting.ts'

const folder = mkdtempSync(join(tmpdir(), 'avow-test-'))
let server: EmbeddedServer
beforeAll(async () => {
  server = await startEmbedded(
    join(folder, 'database'),
    createLogger('test', () => {}),
  )
})
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** What one process has of its own: connections, tiles in memory, its view of where the log stands. */
async function openProcess() {
  const { db, close } = await openDatabase(server.where, () => {})
  const storage = await openLocalStorage(folder, { reserve: 0 })
  const [tree, logHead] = [createTree(storage), createLogHead()]
  const signer = createLogSigner({ name: 'log.test', type: keyType.ed25519, seed: seedOf(9) })
  const signed: string[] = []
  const recording = {
    ...signer,
    sign(size: number, root: Uint8Array) {
      const checkpoint = signer.sign(size, root)
      signed.push(checkpoint)
      return checkpoint
    },
  }
  const sequencer = createSequencer({ db, storage, tree, signer: recording, logHead })
  return { db, close, tree, logHead, sequencer, signed }
}

const actOf = (statement: Hash): Act => createAct({ kind: 'deposit', statement, body: {} }, seedOf(1))
const statements = (count: number) => Array.from({ length: count }, () => encodeHex(randomBytes(32)) as Hash)

test('two sequencers on one database make one log', async () => {
  const processes = await Promise.all([openProcess(), openProcess(), openProcess()])
  const shared = statements(40)
  const results = await Promise.all(
    processes.map(async ({ sequencer }) => {
      const logged = []
      // A few at a time, so that many small batches of all of them race.
      for (const own of [...shared, ...statements(80)])
        logged.push(await sequencer.sequence({ act: actOf(own) }).then((one) => ({ ...one, statement: own })))
      return logged
    }),
  )
  const all = results.flat()
  const indexOf = new Map(all.map(({ statement, index }) => [statement, index]))
  // Each statement has one place, whoever asked; the places are those from 0 on without a gap.
  for (const { statement, index } of all) expect(indexOf.get(statement)).toBe(index)
  expect([...indexOf.values()].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 40 + 3 * 80 }, (_, at) => at),
  )
  expect(all.filter(({ isRepeated }) => isRepeated)).toHaveLength(2 * 40)

  // Whatever any of them signed for a size, it was the same tree; also what was signed and lost the race.
  const roots = new Map<number, string>()
  for (const checkpoint of processes.flatMap(({ signed }) => signed)) {
    const { size, root } = parseCheckpoint(parseNote(checkpoint).text)
    expect(roots.get(size) ?? encodeHex(root)).toBe(encodeHex(root))
    roots.set(size, encodeHex(root))
  }
  const newest = processes.map(({ logHead }) => logHead.head()).sort((a, b) => b.size - a.size)[0]!
  expect(newest.size).toBe(40 + 3 * 80)
  const { size, root } = parseCheckpoint(parseNote(newest.checkpoint).text)
  for (const { act, index } of all) {
    const path = await processes[0]!.tree.inclusion(index, size)
    verifyInclusion(leafHash(entryOf(act)), index, size, path, root)
  }
  await Promise.all(processes.map(({ close }) => close()))
})

test('a process that was overtaken between giving places and signing goes on from what is there', async () => {
  const [slow, fast] = [await openProcess(), await openProcess()]
  const before = slow.logHead.head().size
  await slow.sequencer.recover()
  // The slow one has given a place and stops; the fast one integrates it with its own.
  const stalled = actOf(statements(1)[0]!)
  const { createAssigner } = await import('../src/sequencer/assign.ts')
  const [outcome] = await createAssigner(slow.db)([{ act: stalled }])
  const own = await fast.sequencer.sequence({ act: actOf(statements(1)[0]!) })
  expect(own.index).toBe((outcome as { index: number }).index + 1)
  expect(fast.logHead.head().size).toBe(own.index + 1)
  const again = await slow.sequencer.sequence({ act: stalled })
  expect(again).toMatchObject({ index: own.index - 1, isRepeated: true })
  expect(slow.logHead.head()).toEqual(fast.logHead.head())
  expect(before).toBeLessThan(own.index)
  await Promise.all([slow.close(), fast.close()])
})
