/** The log of a register that runs: under two witnesses, one of ours and one of others. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Network, startNetwork } from '@avow/cli/network'
import { type Client, createClient } from '@avow/client'
import { type Roster, entryOf, policyOf } from '@avow/core'
import {
  type TileReader,
  type VerifiedCheckpoint,
  createCosigner,
  decodeEntries,
  formatNote,
  formatProof,
  formatTilePath,
  formatVkey,
  keyType,
  parseNote,
  parsePolicy,
  readConsistencyProof,
  readInclusionProof,
  readRoot,
  verifyCheckpoint,
  widthAt,
} from '@avow/tlog'
import { type Check, hold } from './checks.ts'
import { depositMany, sealOne } from './deposits.ts'
import type { Litewitness } from './litewitness.ts'
import { run, runWell, until } from './program.ts'

/** More than a full tile, so that there is a level above. */
const deposits = 290

export interface RegisterLog {
  readonly network: Network
  readonly client: Client
  readonly roster: Roster
}

/** Starts a network whose register asks litewitness too; both witnesses are needed. */
export async function startRegister(folder: string, litewitness: Litewitness): Promise<RegisterLog> {
  const { name, vkey, url } = litewitness
  const network = await startNetwork({
    folder,
    port: 0,
    idleTrustees: true,
    moreWitnesses: [{ name, vkey, url }],
    // As fast as it can: the pace that hides how busy a register is would only make this last longer.
    env: { AVOW_COSIGN_MS: '500', AVOW_RATE_ENTRIES: '0' },
  })
  const client = createClient({ base: network.address })
  return { network, client, roster: await client.roster() }
}

const readerOf = (client: Client): TileReader => ({
  readTile: (level, index, width) => client.tile(formatTilePath({ level, index, width })),
})

/** The newest checkpoint, once it is cosigned and of a size at least. */
const checkpointFrom = ({ client, roster }: RegisterLog, size: number): Promise<VerifiedCheckpoint> =>
  until(`the log does not come to a cosigned size of ${size}`, async () => {
    const text = await client.checkpoint().catch(() => undefined)
    const checkpoint = text === undefined ? undefined : verifyCheckpoint(text, parsePolicy(policyOf(roster)))
    return checkpoint?.hasQuorum && checkpoint.size >= size ? checkpoint : undefined
  })

const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

async function entryAt(client: Client, index: number, size: number): Promise<Uint8Array> {
  const tile = Math.floor(index / 256)
  const width = widthAt(0, tile, size)
  const bundle = await client.tile(formatTilePath({ level: 'entries', index: tile, width }))
  return decodeEntries(bundle, width)[index % 256]!
}

/** The receipt of a new deposit, as the register gives it once its witnesses have cosigned. */
async function receiptOf({ client, roster }: RegisterLog): Promise<{ entry: string; proof: string }> {
  const { file } = await sealOne(roster)
  const answer = await until('no receipt is witnessed', async () => {
    const said = await client.submit(file, { until: 'witnessed', wait: 20 })
    return 'receipt' in said && said.witnessed ? said : undefined
  })
  return { entry: base64Of(entryOf(answer.act)), proof: answer.receipt }
}

/** Proofs of all kinds, made by us, for a verifier that is not ours. */
async function proofsOf({ network, client, roster }: RegisterLog, checkpoint: VerifiedCheckpoint) {
  const { size, root, note } = checkpoint
  const reader = readerOf(client)
  const places = [0, 1, 127, 255, 256, size - 1]
  const inclusions = await Promise.all(
    places.map(async (index) => {
      const [entry, path] = await Promise.all([
        entryAt(client, index, size),
        readInclusionProof(index, size, reader),
      ])
      return { entry, index, path }
    }),
  )
  const consistency = await Promise.all(
    [1, 2, 100, 255, 256, 257, size].map(async (from) => ({
      from,
      fromRoot: base64Of(await readRoot(from, readerCutTo(reader, size))),
      to: size,
      toRoot: base64Of(root),
      proof: (await readConsistencyProof(from, size, reader)).map(base64Of),
    })),
  )
  const cosigner = createCosigner({
    name: 'avow.localhost/w',
    type: keyType.mlDsa44,
    seed: new Uint8Array(32).fill(3),
  })
  const signatures = [cosigner.cosign(note.text, Math.floor(Date.now() / 1000))]
  return {
    log: roster.log,
    policy: policyOf(roster),
    checkpoint: formatNote(note),
    receipts: [
      await receiptOf({ network, client, roster }),
      ...inclusions.map(({ entry, index, path }) => ({
        entry: base64Of(entry),
        proof: formatProof({ index, path, checkpoint: formatNote(note) }),
      })),
    ],
    inclusions: inclusions.map(({ entry, index, path }) => ({
      entry: base64Of(entry),
      index,
      size,
      root: base64Of(root),
      path: path.map(base64Of),
    })),
    consistency,
    mlDsa: {
      vkey: formatVkey(cosigner.key),
      note: formatNote({ text: parseNote(formatNote(note)).text, signatures }),
    },
  }
}

/** An older tree read from the tiles of a newer one: of each tile its first hashes. */
const readerCutTo = (reader: TileReader, size: number): TileReader => ({
  async readTile(level, index, width) {
    const whole = await reader.readTile(level, index, widthAt(level, index, size))
    return whole.subarray(0, width * 32)
  },
})

const success = /Successfully fsck'd log with size (\d+)/

/** Tessera's fsck; it ends with 0 whatever it found, so what it says decides. */
async function fsck(bin: string, log: RegisterLog, folder: string, address: string): Promise<number> {
  const key = join(folder, 'log.vkey')
  writeFileSync(key, log.roster.log)
  const { stderr } = await run(join(bin, 'fsck'), [
    `-storage_url=${address}`,
    `-public_key=${key}`,
    '-ui=false',
    '-N=4',
  ])
  const [, size] = success.exec(stderr) ?? []
  if (size === undefined) throw new Error(stderr.split('\n').find((line) => line.startsWith('E')) ?? stderr)
  return Number(size)
}

/** The log as files, for a server that hands them out as they are, with one bit of one entry flipped. */
function copyWithAFault(network: Network, folder: string): string {
  const copy = join(folder, 'copy')
  mkdirSync(copy)
  cpSync(join(network.folder, 'register', 'log'), copy, { recursive: true })
  const path = join(copy, 'tile', 'entries', '000')
  const bundle = readFileSync(path)
  bundle[34 * 77 + 5]! ^= 1
  writeFileSync(path, bundle)
  return copy
}

/** @param bin folder of programs; @param folder for files of the checks */
export function registerChecks(
  bin: string,
  folder: string,
  log: RegisterLog,
  litewitness: Litewitness,
): Check[] {
  const { network, client, roster } = log
  const logAddress = `${network.address}/log/`
  return [
    {
      name: 'litewitness cosigns the checkpoints of our register',
      async run() {
        await litewitness.start(roster.log)
        await depositMany(client, roster, deposits)
        const { size, cosignatures } = await checkpointFrom(log, deposits)
        hold(
          cosignatures.some(({ name }) => name === litewitness.name),
          'its cosignature is not there',
        )
        return `size ${size} by ${cosignatures.map(({ name }) => name).join(' and ')}`
      },
    },
    {
      name: 'golang.org/x/mod and torchwood verify what we made',
      async run() {
        const input = JSON.stringify(await proofsOf(log, await checkpointFrom(log, deposits)))
        const found = await runWell(join(bin, 'notes'), ['verify'], { input })
        return found.toString().trim()
      },
    },
    {
      name: 'the clients of torchwood and Tessera read our log over HTTP',
      async run() {
        const [policy, key] = [join(folder, 'register.policy'), join(folder, 'register.vkey')]
        writeFileSync(policy, policyOf(roster))
        writeFileSync(key, roster.log)
        const found = await runWell(join(bin, 'reader'), ['-url', logAddress, '-policy', policy, '-key', key])
        return found.toString().trim()
      },
    },
    {
      name: "Tessera's fsck finds nothing in our log over HTTP",
      run: async () => `${await fsck(bin, log, folder, logAddress)} entries`,
    },
    {
      name: "Tessera's fsck finds nothing in our log as files",
      run: async () =>
        `${await fsck(bin, log, folder, `file://${join(network.folder, 'register', 'log')}/`)} entries`,
    },
    {
      name: "Tessera's fsck finds one bit that was flipped",
      async run() {
        const address = `file://${copyWithAFault(network, folder)}/`
        const found = await fsck(bin, log, folder, address).catch((cause: Error) => cause.message)
        hold(typeof found === 'string', 'it found nothing')
        return String(found)
          .replace(/^.*\] /, '')
          .slice(0, 120)
      },
    },
  ]
}
