/**
 * Proves, from the log's public files and nothing else, that the newest checkpoint's log holds an act.
 * Uses @avow/tlog, which knows the C2SP formats and nothing of statements.
 *
 *     node examples/05-prove-an-entry-from-tiles.ts http://127.0.0.1:8440
 */
import {
  createAct,
  createStatement,
  deriveKeys,
  encodeHex,
  entryOf,
  generateWords,
  parseBody,
  policyOf,
  seal,
} from '@avow/core'
import {
  formatTilePath,
  leafHash,
  parsePolicy,
  readInclusionProof,
  verifyInclusion,
  verifyWitnessedCheckpoint,
} from '@avow/tlog'
import { registerFromArguments, waitFor } from './on-the-way.ts'

const client = registerFromArguments()
const roster = await client.roster()
const statement = createStatement({
  kind: 'renunciation',
  title: 'I withdraw what I sealed',
  language: 'en',
  body: parseBody('Nobody will read this.'),
  declarant: { as: 'nobody' },
  institutions: [{ name: 'The Guild' }],
})
const { entropy } = await generateWords()
const { file } = await seal({ statement, condition: { type: 'word' }, roster, entropy })
const deposit = await client.deposit(file)
const { seed, locator } = deriveKeys(entropy)
const withdraw = createAct({ kind: 'withdraw', statement: deposit.statement, body: {} }, seed)
const { index } = await client.act(withdraw)
await waitFor(client, locator, 'withdrawn')

// A checkpoint that the witnesses have cosigned and that covers the entry.
let checkpoint = verifyWitnessedCheckpoint(await client.checkpoint(), parsePolicy(policyOf(roster)))
while (checkpoint.size <= index)
  checkpoint = verifyWitnessedCheckpoint(await client.checkpoint(), parsePolicy(policyOf(roster)))

// A handful of tiles is enough, however large the log is. They are not trusted: the proof must fit the checkpoint.
const read: string[] = []
const path = await readInclusionProof(index, checkpoint.size, {
  readTile(level, tile, width) {
    read.push(formatTilePath({ level, index: tile, width }))
    return client.tile(read.at(-1)!)
  },
})
verifyInclusion(leafHash(entryOf(withdraw)), index, checkpoint.size, path, checkpoint.root)
console.log(`Entry ${index} of ${checkpoint.size}: ${encodeHex(entryOf(withdraw))}`)
console.log(`Proven with ${path.length} hashes from ${read.join(', ') || 'no tile'}.`)
