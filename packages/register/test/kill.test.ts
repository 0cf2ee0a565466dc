/**
 * A real register, under load, killed at random points and started again. What it acknowledged must be in the log;
 * what it ever signed must be consistent.
 */
import { EventEmitter, once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
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

/** A register with many lives, and authors who deposit one file after the other in all of them. */
interface Lives {
  /** The register of this life, once it is there. */
  current: Promise<RegisterProcess>
  readonly acknowledged: DepositAnswer[]
  readonly events: EventEmitter
  readonly over: AbortController
}

/** Sends a file until it is acknowledged, in whichever life that is. */
async function depositUntilAcknowledged(lives: Lives, file: Uint8Array): Promise<void> {
  while (!lives.over.signal.aborted) {
    const life = lives.current
    const client = createClient({ base: (await life).address, timeout: 20_000 })
    const answer = await client.deposit(file).catch(() => undefined)
    if (answer) {
      lives.acknowledged.push(answer)
      lives.events.emit('acknowledged')
      return
    }
    // The register has died, or is about to: it is waited for, not hammered.
    await (
      await life
    ).ended
  }
}

async function author(lives: Lives, make: () => Uint8Array): Promise<void> {
  while (!lives.over.signal.aborted) await depositUntilAcknowledged(lives, make())
}

/** Until so many more have been acknowledged, so that every life does some work before it ends. */
async function waitFor({ events }: Lives, more: number): Promise<void> {
  for (let count = 0; count < more; count += 1) await once(events, 'acknowledged')
}

const headOf = (checkpoint: string): TreeHead => parseCheckpoint(parseNote(checkpoint).text)

async function surviveKills(environment: Setting['environment']): Promise<Lives> {
  const current = startRegister(environment)
  const lives: Lives = { current, acknowledged: [], events: new EventEmitter(), over: new AbortController() }
  const make = await envelopeMaker(await createClient({ base: (await current).address }).roster())
  const working = Promise.all(Array.from({ length: authors }, () => author(lives, make)))
  for (let kill = 0; kill < kills; kill += 1) {
    const life = await lives.current
    await waitFor(lives, 1 + (kill % 5))
    // Anywhere within the few milliseconds that a batch takes.
    await setTimeout(Math.random() * 20)
    lives.current = life.ended.then(() => startRegister(environment))
    life.child.kill('SIGKILL')
  }
  await waitFor(lives, 5)
  lives.over.abort()
  await working
  return lives
}

test(`nothing that was acknowledged is lost by ${kills} kills, and the log never contradicts itself`, async () => {
  const { acknowledged, current } = await surviveKills(setting.environment)
  const register = await current
  const client = createClient({ base: register.address })
  const roster = await client.roster()
  await register.stop()

  const storage = await openLocalStorage(setting.environment['AVOW_STATE']!, { reserve: 0 })
  const tree = createTree(storage)
  // Every receipt verifies, and no place was given twice.
  const seen = new Map<number, TreeHead>()
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
  const heads = [...seen.values()].sort((a, b) => a.size - b.size)
  const newest = heads.at(-1)!
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
