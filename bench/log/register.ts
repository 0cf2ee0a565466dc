/** What a whole register takes in, sealed files of some 20 KB, and hands out, beside the check of such files and nginx. */
import { join } from 'node:path'
import { type WriteEntry } from '@avow/client/log'
import { startNetwork } from '@avow/cli/network'
import { ClientError } from '@avow/client'
import { type Act, type Roster, decodeRoster, entryOf } from '@avow/core'
import { type InParts, checksPerSecond, envelopesOf } from '../envelopes.ts'
import { type Figure, figureOf } from '../figure.ts'
import { createPost } from './connection.ts'
import { getsPerSecond } from './get.ts'
import { serveByNginx, skip } from './peers.ts'
import { type Sustained, seconds, sustain } from './sustained.ts'

/** Deposits that are already made: making them would take longer than depositing them. */
function writeDeposits(address: string, files: readonly InParts[]): WriteEntry {
  const post = createPost(address, '/api/v1/deposits')
  const left = files.values()
  return async () => {
    const { value, done } = left.next()
    if (done || value === undefined) throw new ClientError('refused', 'no more envelopes')
    const { act, index } = JSON.parse(String(await post(value))) as { act: Act; index: number }
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

function depositFigures({ rate, counts }: Sustained, checks: number): Figure[] {
  const { p99, median } = counts.integrated
  const wait = { unit: 'ms', aim: { atMost: 1500 } } as const
  return [
    figureOf({
      name: 'log: deposits of 4 KB through HTTP to the register, sustained for 60 s',
      value: rate,
      unit: '1/s',
      against: 'checks of such a file on one core, which no register can leave out',
      againstValue: checks,
      aim: { atLeast: 500 },
    }),
    figureOf({
      ...wait,
      name: 'log: from sending a deposit to a cosigned checkpoint, 99th percentile',
      value: p99,
      against: 'the median',
      againstValue: median,
    }),
  ]
}

/** Envelopes that are made for each second; a register that takes in more would wait for them. */
const mostPerSecond = 1200

export async function bench(folder: string): Promise<Figure[]> {
  const network = await startNetwork({
    folder: join(folder, 'state'),
    port: 0,
    idleTrustees: true,
    env: { AVOW_RATE_ENTRIES: '0', AVOW_COSIGN_MS: '1000' },
  })
  try {
    const roster = await rosterOf(network.address)
    const files = await envelopesOf(roster, 4096, seconds * mostPerSecond)
    const state = join(folder, 'state/register')
    const write = writeDeposits(network.address, files)
    const sustained = await sustain({ log: state, vkey: roster.log, writers: 128, write })
    return [
      ...depositFigures(sustained, checksPerSecond(Buffer.concat(files[0]!))),
      ...(await tileReads(network.address, join(state, 'log'), sustained.counts.size, folder)),
    ]
  } finally {
    await network.stop()
  }
}
