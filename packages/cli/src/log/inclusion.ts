/** `avow log inclusion`: whether a register's log, as it is now, holds an act. */
import type { Client } from '@avow/client'
import { encodeHex, entryOf, isEqualBytes, decodeHex } from '@avow/core'
import { decodeEntries, leafHash, readInclusionProof, tileWidth, verifyInclusion } from '@avow/tlog'
import { type SeenCheckpoint, createReceiptVerifier } from '@avow/verify'
import { type Options, command } from '../command.ts'
import { fail } from '../error.ts'
import { wholeNumber } from '../options.ts'
import { clientOf, fetchRoster, hashOption, registerOption, rosterHashOption } from '../register.ts'
import { t } from '../translate.ts'
import { type GivenAct, readActs } from './acts-input.ts'
import { readEntryBundle, tileReaderOf } from './log-tiles.ts'

const options = {
  register: registerOption,
  'roster-hash': rosterHashOption,
  index: { type: 'string', value: 'NUMBER', about: 'log.inclusion.option.index' },
} as const satisfies Options

/** Looks through the entries, the newest first. @returns undefined when it is nowhere */
async function search(client: Client, entry: Uint8Array, size: number): Promise<number | undefined> {
  for (let bundle = Math.ceil(size / tileWidth) - 1; bundle >= 0; bundle -= 1) {
    const { bytes, width } = await readEntryBundle(
      client,
      bundle,
      Math.min(tileWidth, size - bundle * tileWidth),
    )
    const at = decodeEntries(bytes, width).findIndex((one) => isEqualBytes(one, entry))
    if (at >= 0) return bundle * tileWidth + at
  }
  return undefined
}

/** @throws CliError `act_not_logged`, TlogError `inclusion_proof_invalid` */
async function prove(client: Client, { act, index }: GivenAct, { size, root }: SeenCheckpoint) {
  const entry = entryOf(act)
  const place = index ?? (await search(client, entry, size))
  if (place === undefined || place >= size) throw fail('act_not_logged', { size })
  const path = await readInclusionProof(place, size, tileReaderOf(client))
  verifyInclusion(leafHash(entry), place, size, path, decodeHex(root))
  return { kind: act.kind, index: place, entry: encodeHex(entry) }
}

export default command({
  summary: 'log.inclusion.summary',
  about: 'log.inclusion.about',
  arguments: ['FILE'],
  options,
  examples: [
    'deposit.json --register http://127.0.0.1:8440',
    'letter.avowproof --register http://127.0.0.1:8440 --json',
    'act.json --index 1234 --register http://127.0.0.1:8440',
  ],
  async run({ arguments: [file], options: given, output }) {
    const client = clientOf(given.register)
    const at = wholeNumber('index', given.index, { least: 0, most: 999_999_999, otherwise: -1 })
    const acts = readActs(file!)
    const roster = await fetchRoster(client, hashOption('roster-hash', given['roster-hash']))
    const seen = createReceiptVerifier(roster).checkpoint(await client.checkpoint())
    for (const act of acts) {
      const found = await prove(client, at >= 0 ? { ...act, index: at } : act, seen)
      const values = { ...found, origin: seen.origin, size: seen.size }
      output.say(t('log.inclusion.done', values), values)
    }
    return 0
  },
})
