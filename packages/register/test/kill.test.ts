/**
 * A real register, under load, killed at random points and started again. What it acknowledged must be in the log;
 * what it ever signed must be consistent.
 */
import {
  type Hash,
  type Roster,
  decodeEnvelope,
  deriveKeys,
  encodeCanonical,
  encodeEnvelope,
  entryOf,
  generateEntropy,
  sign,
} from '@avow/core'
import { type DepositAnswer, createClient } from '@avow/client'
import {
  type TreeHead,
  leafHash,
  parseCheckpoint,
  parseNote,
  parseProof,
  parseVkey,
  verifyConsistency,
  verifyInclusion,
  verifyNote,
} from '@avow/tlog'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTree } from '../src/sequencer/tree.ts'
import { openLocalStorage } from '../src/storage/local.ts'
import { type RegisterProcess, type Setting, makeSetting, sealOne, startRegister } from './setting.ts'

const kills = 50
const authors = 6

let setting: Setting
beforeAll(async () => {
  setting = await makeSetting()
})
afterAll(() => setting.close())

/** Envelopes that share their sealed members: the register cannot look into them, and making them anew is slow. */
async function envelopeMaker(roster: Roster): Promise<() => Uint8Array> {
  const first = decodeEnvelope((await sealOne(roster)).file)
  return () => {
    const keys = deriveKeys(generateEntropy())
    const { signature: _, ...unsigned } = first.envelope
    const own = { ...unsigned, author: keys.publicKey, locator: keys.locatorHash }
    const signature = sign('avow/envelope-signature/v1', keys.seed, encodeCanonical(own))
    return encodeEnvelope({ ...first, envelope: { ...own, signature } })
  }
}

interface Load {
  readonly acknowledged: DepositAnswer[]
  /** Ends after what is under way. */
  stop(): Promise<void>
}

/** Authors who deposit one after the other and, when the register dies under them, send the same file again. */
function startLoad(make: () => Uint8Array, address: () => string): Load {
  const acknowledged: DepositAnswer[] = []
  const over = new AbortController()
  async function author(): Promise<void> {
    let file = make()
    while (!over.signal.aborted) {
      const sent = createClient({ base: address(), timeout: 20_000 }).deposit(file)
      const answer = await sent.catch(() => undefined)
      if (!answer) await new Promise(setImmediate)
      else {
        acknowledged.push(answer)
        file = make()
      }
    }
  }
  const working = Promise.all(Array.from({ length: authors }, author))
  return {
    acknowledged,
    async stop() {
      over.abort()
      await working
    },
  }
}

/** Until so many more have been acknowledged, so that every life of the register does some work before it ends. */
async function waitFor(load: Load, more: number): Promise<void> {
  const goal = load.acknowledged.length + more
  while (load.acknowledged.length < goal) await new Promise(setImmediate)
}

const headOf = (checkpoint: string): TreeHead => parseCheckpoint(parseNote(checkpoint).text)

async function surviveKills(
  environment: Setting['environment'],
  acknowledged: DepositAnswer[],
): Promise<RegisterProcess> {
  let register = await startRegister(environment)
  const make = await envelopeMaker(await createClient({ base: register.address }).roster())
  const load = startLoad(make, () => register.address)
  for (let kill = 0; kill < kills; kill += 1) {
    await waitFor(load, kill % 5)
    // Anywhere within the few milliseconds that a batch takes.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 30))
    register.child.kill('SIGKILL')
    await register.ended
    register = await startRegister(environment)
  }
  await waitFor(load, 5)
  await load.stop()
  acknowledged.push(...load.acknowledged)
  return register
}

test(`nothing that was acknowledged is lost by ${kills} kills, and the log never contradicts itself`, async () => {
  const acknowledged: DepositAnswer[] = []
  const register = await surviveKills(setting.environment, acknowledged)
  const client = createClient({ base: register.address })
  const roster = await client.roster()
  await register.stop()

  const storage = await openLocalStorage(setting.environment['AVOW_STATE']!, { reserve: 0 })
  const tree = createTree(storage)
  const newest = headOf(new TextDecoder().decode((await storage.read('log/checkpoint'))!))

  // Every receipt verifies, and no place was given twice.
  const seen = new Map<number, TreeHead>([[newest.size, newest]])
  const places = new Map<number, Hash>()
  for (const { act, receipt, index, statement } of acknowledged) {
    const proof = parseProof(receipt)
    verifyNote(parseNote(proof.checkpoint), parseVkey(roster.log))
    const head = headOf(proof.checkpoint)
    verifyInclusion(leafHash(entryOf(act)), proof.index, head.size, proof.path, head.root)
    expect(proof.index).toBe(index)
    expect(places.get(index) ?? statement).toBe(statement)
    places.set(index, statement)
    expect(Buffer.from(seen.get(head.size)?.root ?? head.root)).toEqual(Buffer.from(head.root))
    seen.set(head.size, head)
  }
  // Never two roots for one size, also among those that only the witness saw.
  for (const { note } of setting.witness.seen) {
    const head = headOf(note)
    expect(Buffer.from(seen.get(head.size)?.root ?? head.root)).toEqual(Buffer.from(head.root))
    seen.set(head.size, head)
  }
  const heads = [...seen.values()].filter(({ size }) => size <= newest.size).sort((a, b) => a.size - b.size)
  for (const [at, head] of heads.entries()) {
    const older = heads[at - 1]
    if (older) verifyConsistency(older, head, await tree.consistency(older.size, head.size))
  }
  // In the tiles, each acknowledged entry stands at its place and nowhere else.
  const entries: string[] = []
  for (let start = 0; start < newest.size; start += 256) {
    const width = Math.min(256, newest.size - start)
    const name = String(start / 256).padStart(3, '0')
    const bundle = await storage.read(`log/tile/entries/${name}${width < 256 ? `.p/${width}` : ''}`)
    for (let at = 0; at < bundle!.length; at += 34)
      entries.push(Buffer.from(bundle!.subarray(at + 2, at + 34)).toString('hex'))
  }
  expect(new Set(entries).size).toBe(newest.size)
  for (const { act, index } of acknowledged)
    expect(entries[index]).toBe(Buffer.from(entryOf(act)).toString('hex'))
  // One deposit for one statement, and its envelope is on the disk.
  expect(places.size).toBe(new Set(places.values()).size)
  for (const { statement } of acknowledged) {
    const file = await storage.read(`envelopes/${statement.slice(0, 2)}/${statement}.avow`)
    expect(decodeEnvelope(file!).statement).toBe(statement)
  }
}, 240_000)
