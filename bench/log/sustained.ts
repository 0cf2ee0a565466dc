/**
 * Entries a second through HTTP for a minute, and the tiles that a register serves, beside Tessera's POSIX conformance
 * server and nginx.
 *
 * The same hammer drives both logs: what was acknowledged must come to be in a signed checkpoint, and the time until
 * then is what is measured. They do not do the same work for an entry. Tessera's server takes 32 bytes as they are. The
 * register takes a sealed envelope of some 20 KB, checks each of its hashes and its signature, makes the file and the
 * row durable, and answers with a receipt.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { type HammerCounts, type WriteEntry, openSource, policyOfVkey, startHammer } from '@avow/client/log'
import { startNetwork } from '@avow/cli/network'
import { ClientError } from '@avow/client'
import { type Act, type Roster, decodeRoster, entryOf } from '@avow/core'
import { formatSkey, formatVkey, keyType, verifierKeyOf } from '@avow/tlog'
import { type InParts, envelopesOf } from '../envelopes.ts'
import { type Figure, figureOf } from '../figure.ts'
import { getsPerSecond } from './get.ts'
import { buildTessera, freePort, serveBy, serveByNginx, skip } from './peers.ts'

const seconds = 60
const most = 1_000_000

interface Sustained {
  /** Entries a second that came to be in a checkpoint. */
  readonly rate: number
  readonly counts: HammerCounts
}

type Post = (path: string, parts: readonly Uint8Array[]) => Promise<Buffer>

function createPost(address: string): Post {
  const agent = new Agent({ keepAlive: true, maxSockets: 2048 })
  return (path, parts) => {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    const headers = { 'content-type': 'application/octet-stream', 'content-length': length }
    const outgoing = request(`${address}${path}`, { method: 'POST', agent, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () =>
        Number(answer.statusCode) < 300
          ? resolve(Buffer.concat(chunks))
          : reject(new ClientError('refused', 'refused', { status: answer.statusCode ?? 0 })),
      )
    })
    outgoing.on('error', (cause) => reject(new ClientError('unreachable', 'no answer', {}, cause)))
    for (const part of parts) outgoing.write(part)
    outgoing.end()
    return promise
  }
}

interface Load {
  readonly log: string
  /** How many write at once: as many as keep it busy. */
  readonly writers: number
}

async function sustain({ log, writers }: Load, vkey: string, write: WriteEntry): Promise<Sustained> {
  const signal = AbortSignal.timeout(seconds * 1000)
  const hammer = await startHammer({
    source: openSource(log),
    policy: policyOfVkey(vkey),
    write,
    writesPerSecond: most,
    readsPerSecond: 0,
    writers,
    readers: 0,
    signal,
  })
  const start = performance.now()
  const faults = await hammer.done
  if (faults.length > 0) throw new Error(`the log lied: ${faults[0]!.code}`)
  const counts = hammer.counts()
  return { rate: (counts.written * 1000) / (performance.now() - start), counts }
}

/** Deposits that are already made: making them would take longer than depositing them. */
function writeDeposits(address: string, files: readonly InParts[]): WriteEntry {
  const post = createPost(address)
  const left = files.values()
  return async () => {
    const { value, done } = left.next()
    if (done || value === undefined) throw new ClientError('refused', 'no more envelopes')
    const { act, index } = JSON.parse(String(await post('/api/v1/deposits', value))) as {
      act: Act
      index: number
    }
    return { index, entry: entryOf(act) }
  }
}

async function rosterOf(address: string): Promise<Roster> {
  return decodeRoster(new Uint8Array(await (await fetch(`${address}/api/v1/roster`)).arrayBuffer()))
}

/** Full tiles and bundles of the first entries. */
const tilePaths = (size: number): string[] =>
  Array.from({ length: Math.min(64, Math.floor(size / 256)) }, (_, at) =>
    String(at).padStart(3, '0'),
  ).flatMap((index) => [`/tile/0/${index}`, `/tile/entries/${index}`])

async function tileReads(address: string, files: string, size: number, folder: string): Promise<Figure[]> {
  const paths = tilePaths(size)
  const nginx = await serveByNginx(files, join(folder, 'nginx'))
  if (!nginx || paths.length === 0) {
    skip('log: tiles read a second', nginx ? 'the log has no full tile' : 'there is no nginx here')
    return []
  }
  try {
    const theirs = await getsPerSecond(nginx.address, paths)
    const own = await getsPerSecond(
      address,
      paths.map((path) => `/log${path}`),
    )
    return [
      figureOf({
        name: 'log: tiles and bundles read over HTTP from the register',
        value: own,
        unit: '1/s',
        against: 'nginx with one worker, the same files',
        againstValue: theirs,
        aim: { atLeast: Math.round(theirs / 2) },
      }),
    ]
  } finally {
    await nginx.stop()
  }
}

async function measureRegister(folder: string) {
  const network = await startNetwork({
    folder: join(folder, 'state'),
    port: 0,
    idleTrustees: true,
    env: { AVOW_RATE_ENTRIES: '0', AVOW_COSIGN_MS: '1000' },
  })
  try {
    const roster = await rosterOf(network.address)
    const files = await envelopesOf(roster, 4096, seconds * 900)
    const sustained = await sustain(
      { log: join(folder, 'state/register'), writers: 128 },
      roster.log,
      writeDeposits(network.address, files),
    )
    const place = join(folder, 'state/register/log')
    return { sustained, reads: await tileReads(network.address, place, sustained.counts.size, folder) }
  } finally {
    await network.stop()
  }
}

async function measureTessera(folder: string): Promise<Sustained | undefined> {
  const program = buildTessera('cmd/conformance/posix', join(folder, 'bin'))
  if (!program) return undefined
  const key = { name: 'bench.invalid/tessera', type: keyType.ed25519, seed: new Uint8Array(randomBytes(32)) }
  const [port, storage] = [await freePort(), join(folder, 'tessera')]
  mkdirSync(storage, { recursive: true })
  const args = [`--storage_dir=${storage}`, `--listen=:${port}`]
  const served = await serveBy(program, args, port, { LOG_PRIVATE_KEY: formatSkey(key) })
  if (!served) return undefined
  try {
    const post = createPost(served.address)
    await post('/add', [new Uint8Array(randomBytes(32))])
    // Its first checkpoint comes a while later.
    while (!existsSync(join(storage, 'checkpoint'))) await rest(100)
    return await sustain({ log: storage, writers: 1024 }, formatVkey(verifierKeyOf(key)), async () => {
      const entry = new Uint8Array(randomBytes(32))
      return { index: Number(await post('/add', [entry])), entry }
    })
  } finally {
    await served.stop()
  }
}

function compare({ rate, counts }: Sustained, peer: Sustained | undefined): Figure[] {
  if (!peer) skip('log: entries a second beside Tessera', 'there is no Go here, or its server did not start')
  const { p99, median } = counts.integrated
  return [
    ...(peer
      ? [
          figureOf({
            name: 'log: deposits through HTTP, sustained for 60 s',
            value: rate,
            unit: '1/s',
            against: "entries of 32 bytes by Tessera's POSIX conformance server",
            againstValue: peer.rate,
            aim: { atLeast: Math.round(2 * peer.rate) },
          }),
          figureOf({
            name: 'log: from sending to a cosigned checkpoint, 99th percentile',
            value: p99,
            unit: 'ms',
            against: "from sending to a signed checkpoint of Tessera's",
            againstValue: peer.counts.integrated.p99,
            aim: { atMost: 1500 },
          }),
        ]
      : []),
    figureOf({
      name: 'log: from sending to a cosigned checkpoint, median',
      value: median,
      unit: 'ms',
      against: 'the 99th percentile',
      againstValue: p99,
      aim: { atMost: 1500 },
    }),
  ]
}

export async function bench(folder: string): Promise<Figure[]> {
  const peer = await measureTessera(folder)
  const { sustained, reads } = await measureRegister(folder)
  return [...compare(sustained, peer), ...reads]
}
