/** A log of Tessera under our witness, read by ours. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { randomBytes } from '@avow/core'
import {
  type TileReader,
  decodeEntries,
  formatSkey,
  formatTilePath,
  formatVkey,
  keyType,
  leafHash,
  parsePolicy,
  readInclusionProof,
  readRoot,
  verifierKeyOf,
  verifyInclusion,
  verifyWitnessedCheckpoint,
  widthAt,
} from '@avow/tlog'
import { type Check, hold } from './checks.ts'
import { runWell, serve } from './program.ts'

const entries = 400
const main = fileURLToPath(new URL('../packages/witness/src/main.ts', import.meta.url))

interface Ready {
  readonly address: string
  readonly vkey: string
  readonly mlDsaVkey: string
}

async function startWitness(folder: string, log: string) {
  const served = await serve(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'],
      AVOW_WITNESS_FOLDER: folder,
      AVOW_WITNESS_NAME: 'witness.localhost/w1',
      AVOW_WITNESS_LOGS: log,
      AVOW_WITNESS_PORT: '0',
      // Its second line is one by a key that Tessera does not know, and must ignore.
      AVOW_WITNESS_ML_DSA: '1',
    },
    isReady: (line) => line.includes('"ready":true'),
  })
  return { ...(JSON.parse(served.line) as Ready), stop: served.stop }
}

const readerOf = (folder: string): TileReader => ({
  readTile: async (level, index, width) =>
    readFileSync(join(folder, formatTilePath({ level, index, width }))),
})

/** Tiles and bundles must be those of the checkpoint, which the witness has cosigned. Tessera keeps the lines of keys that it knows. */
async function readLog(folder: string, log: string, { vkey }: Ready): Promise<string> {
  const policy = parsePolicy(`log ${log}\nwitness a ${vkey}\nquorum a\n`)
  const checkpoint = verifyWitnessedCheckpoint(readFileSync(join(folder, 'checkpoint'), 'utf8'), policy)
  const { size, root } = checkpoint
  const reader = readerOf(folder)
  hold(size === entries, `the log has ${size} entries`)
  hold(Buffer.from(root).equals(await readRoot(size, reader)), 'its tiles have another root')
  for (let index = 0; index < size; index += 1) {
    const tile = Math.floor(index / 256)
    const width = widthAt(0, tile, size)
    const bundle = readFileSync(join(folder, formatTilePath({ level: 'entries', index: tile, width })))
    const entry = decodeEntries(bundle, width)[index % 256]!
    verifyInclusion(leafHash(entry), index, size, await readInclusionProof(index, size, reader), root)
  }
  return `${size} entries, each proven from tiles`
}

/** What the witness serves to monitors is what it cosigned last, with both of its keys. */
async function latestOf({ address, vkey, mlDsaVkey }: Ready, origin: string, log: string): Promise<number> {
  const hash = createHash('sha256').update(origin).digest('hex')
  const text = await (await fetch(`${address}/${hash}/checkpoint`)).text()
  const policy = `log ${log}\nwitness a ${vkey}\nwitness b ${mlDsaVkey}\ngroup both all a b\nquorum both\n`
  return verifyWitnessedCheckpoint(text, parsePolicy(policy)).size
}

/** @param bin folder of programs; @param folder for the log and the witness */
export function tesseraChecks(bin: string, folder: string): Check[] {
  const key = { name: 'tessera.localhost/log', type: keyType.ed25519, seed: randomBytes(32) }
  const log = formatVkey(verifierKeyOf(key))
  const place = join(folder, 'tessera')
  let ready: Ready | undefined
  return [
    {
      name: 'our witness cosigns for Tessera',
      async run() {
        const witness = await startWitness(join(folder, 'witness'), log)
        try {
          const policy = join(folder, 'tessera.policy')
          mkdirSync(place)
          writeFileSync(policy, `log ${log}\nwitness w1 ${witness.vkey} ${witness.address}/\nquorum w1\n`)
          const parameters = ['-folder', place, '-policy', policy, '-entries', String(entries)]
          await runWell(join(bin, 'tessera-log'), parameters, { input: formatSkey(key) })
          hold((await latestOf(witness, key.name, log)) === entries, 'it serves another checkpoint')
          ready = witness
          return `${entries} entries, each checkpoint cosigned before it was published`
        } finally {
          await witness.stop()
        }
      },
    },
    {
      name: 'we read the log of Tessera',
      async run() {
        if (!ready) throw new Error('there is none')
        return readLog(place, log, ready)
      },
    },
  ]
}
