/** Real registers under load, killed, paused and cut off; and what must hold of their log in the end. */
import { randomInt } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { type DepositAnswer, createClient } from '@avow/client'
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
import {
  type TreeHead,
  decodeEntries,
  formatTilePath,
  leafHash,
  parseCheckpoint,
  parseNote,
  parseProof,
  parseVkey,
  verifyConsistency,
  verifyInclusion,
  verifyNote,
} from '@avow/tlog'
import { envelopePath, logPath } from '../src/reads/paths.ts'
import { readCut } from '../src/sequencer/partial-tiles.ts'
import { createTree } from '../src/sequencer/tree.ts'
import type { Storage } from '../src/storage/storage.ts'
import { sealOne, startRegister } from './setting.ts'

/** Envelopes that share their sealed members: the register cannot look into them, and making them anew is slow. */
export async function envelopeMaker(roster: Roster): Promise<() => Uint8Array> {
  const first = decodeEnvelope((await sealOne(roster)).file)
  return () => {
    const keys = deriveKeys(generateEntropy())
    const { signature: _, ...unsigned } = first.envelope
    const own = { ...unsigned, author: keys.publicKey, locator: keys.locatorHash }
    const signature = sign('avow/envelope-signature/v1', keys.seed, encodeCanonical(own))
    return encodeEnvelope({ ...first, envelope: { ...own, signature } })
  }
}

/** What authors have been told, and have not been told yet. */
export interface Told {
  readonly acknowledged: DepositAnswer[]
  /** Files that were received, by a register that said so. */
  readonly received: Uint8Array[]
  readonly events: EventEmitter
  readonly over: AbortController
}

const createTold = (): Told => ({
  acknowledged: [],
  received: [],
  events: new EventEmitter().setMaxListeners(0),
  over: new AbortController(),
})

/** Until so many more have been acknowledged. */
export async function acknowledgements({ events }: Told, more: number): Promise<void> {
  for (let count = 0; count < more; count += 1) await once(events, 'acknowledged')
}

/** Where to send next, and what to wait for when that did not answer. */
export interface Target {
  readonly address: string
  /** Resolves when sending to it, or to another, makes sense again. */
  afterFailure(): Promise<unknown>
}

/** Sends one file after the other, each until it is acknowledged, to whatever register there is. */
async function author(told: Told, make: () => Uint8Array, target: () => Promise<Target>): Promise<void> {
  while (!told.over.signal.aborted) {
    const file = make()
    for (let isDone = false; !isDone && !told.over.signal.aborted;) {
      const { address, afterFailure } = await target()
      const client = createClient({ base: address, timeout: 20_000 })
      const signal = AbortSignal.timeout(10_000)
      const answer = await client.submit(file, { wait: 5 }, { signal }).catch(() => undefined)
      isDone = answer !== undefined
      if (answer?.state === 'received') told.received.push(file)
      else if (answer) told.acknowledged.push(answer)
      if (answer) told.events.emit('acknowledged')
      else await afterFailure()
    }
  }
}

/** Authors who work while `trouble` goes on. */
export async function under(
  authors: number,
  roster: Roster,
  target: () => Promise<Target>,
  trouble: (told: Told) => Promise<void>,
): Promise<Told> {
  const told = createTold()
  const make = await envelopeMaker(roster)
  const working = Promise.all(Array.from({ length: authors }, () => author(told, make, target)))
  await trouble(told)
  told.over.abort()
  await working
  return told
}

export interface KillOptions {
  /** Of each register. */
  readonly environments: readonly Readonly<Record<string, string>>[]
  readonly kills: number
  readonly authors: number
  readonly onKill?: (kill: number, told: Told) => void
}

/** Registers on one database and one storage, one of them killed at a random point and started again, again and again. They run when this resolves. */
export async function surviveKills({ environments, kills, authors, onKill }: KillOptions) {
  const lives = environments.map((environment) => startRegister(environment))
  const roster = await createClient({ base: (await lives[0]!).address }).roster()
  let turn = 0
  const target = async (): Promise<Target> => {
    const life = await lives[(turn += 1) % lives.length]!
    // A register that has died, or is about to, is waited for, not hammered.
    return { address: life.address, afterFailure: () => Promise.race([life.ended, setTimeout(2000)]) }
  }
  const told = await under(authors, roster, target, async (told) => {
    for (let kill = 0; kill < kills; kill += 1) {
      const victim = randomInt(lives.length)
      const life = await lives[victim]!
      // Every life does some work before it ends, anywhere within the few milliseconds that a batch takes.
      await acknowledgements(told, 1 + (kill % 5))
      await setTimeout(Math.random() * 20)
      lives[victim] = life.ended.then(() => startRegister(environments[victim]!))
      life.child.kill('SIGKILL')
      onKill?.(kill + 1, told)
    }
    await acknowledgements(told, 5)
  })
  return { told, roster, registers: await Promise.all(lives) }
}

const headOf = (checkpoint: string): TreeHead => parseCheckpoint(parseNote(checkpoint).text)
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const must = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what)
}

/** Every receipt verifies, and no place was given twice. @returns the heads that were signed */
function checkReceipts(acknowledged: readonly DepositAnswer[], log: string, seen: Map<number, TreeHead>) {
  const places = new Map<number, Hash>()
  for (const { act, receipt, index, statement } of acknowledged) {
    const proof = parseProof(receipt)
    verifyNote(parseNote(proof.checkpoint), parseVkey(log))
    const head = headOf(proof.checkpoint)
    verifyInclusion(leafHash(entryOf(act)), proof.index, head.size, proof.path, head.root)
    must(proof.index === index, `the receipt of entry ${index} is that of another`)
    must((places.get(index) ?? statement) === statement, `the place ${index} was given twice`)
    places.set(index, statement)
    remember(seen, head)
  }
  must(places.size === new Set(places.values()).size, 'a statement has two places')
}

function remember(seen: Map<number, TreeHead>, head: TreeHead): void {
  const known = seen.get(head.size)
  must(!known || hex(known.root) === hex(head.root), `two roots were signed for size ${head.size}`)
  seen.set(head.size, head)
}

/** Of all bundles, in hex. */
export async function readEntries(storage: Storage, size: number): Promise<string[]> {
  const entries: string[] = []
  for (let start = 0; start < size; start += 256) {
    const width = Math.min(256, size - start)
    const path = logPath(formatTilePath({ level: 'entries', index: start / 256, width }))
    const bundle = (await storage.read(path)) ?? (await readCut(storage, path))
    must(bundle !== undefined, `the entry bundle ${path} is missing`)
    entries.push(...decodeEntries(bundle!, width).map(hex))
  }
  return entries
}

export interface LogToCheck {
  readonly acknowledged: readonly DepositAnswer[]
  readonly roster: Roster
  readonly storage: Storage
  /** Checkpoints that a witness was shown. */
  readonly witnessed: readonly string[]
}

/**
 * Nothing that was acknowledged is lost, nothing is twice in the log, and the log never contradicted itself.
 * @returns the size of the log
 * @throws Error that says what does not hold
 */
export async function checkLog({ acknowledged, roster, storage, witnessed }: LogToCheck): Promise<number> {
  const seen = new Map<number, TreeHead>()
  checkReceipts(acknowledged, roster.log, seen)
  // Also those that only the witness saw.
  for (const note of witnessed) remember(seen, headOf(note))
  const heads = [...seen.values()].sort((a, b) => a.size - b.size)
  const tree = createTree(storage)
  for (const [at, head] of heads.entries()) {
    const older = heads[at - 1]
    if (older) verifyConsistency(older, head, await tree.consistency(older.size, head.size))
  }
  const { size } = heads.at(-1)!
  const entries = await readEntries(storage, size)
  must(new Set(entries).size === size, 'an entry is twice in the log')
  for (const { act, index, statement } of acknowledged) {
    must(entries[index] === hex(entryOf(act)), `entry ${index} is not what was acknowledged`)
    const file = await storage.read(envelopePath(statement))
    must(decodeEnvelope(file!).statement === statement, `the envelope of entry ${index} is missing`)
  }
  return size
}
