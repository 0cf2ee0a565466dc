/** Opening together by the real programs: register, trustees and witness as processes (spec/conditions.md, "Together"). */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createClient } from '@avow/client'
import { type Hash, type InstitutionTag, type Report, encodeAuthority } from '@avow/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Network, startNetwork } from '../src/network.ts'
import { avow, folderForTests } from './avow.ts'
import { type SealedFiles, filesWith, sealFiles, stateOf as stateIn, untilInstitutionKey } from './network.ts'
import { keptBy, placesOf } from './register-keeps.ts'

const folder = folderForTests()
const at = (name: string) => join(folder, name)
const work = { AVOW_WORK_BITS: '10', AVOW_TRUSTEE_WORK_BITS: '10' }

let network: Network
/** What the register has written down. */
const lines: string[] = []
const register = () => ['--register', network.address]

beforeAll(async () => {
  network = await startNetwork({
    folder: at('network'),
    port: 0,
    env: work,
    onEvent: (event) => event.type === 'line' && event.name === 'register' && lines.push(event.line),
  })
  // A trustee that is killed in the middle of the ceremony goes on where it was.
  for (const name of ['trustee-2', 'trustee-3']) {
    await network.kill(name)
    await network.restart(name)
  }
  await untilInstitutionKey(network.address)
})
afterAll(async () => network?.stop())

const sentence = (size: number, institution: string) =>
  `once ${size} statements about ${institution}, mine included, are sealed`

async function seal(name: string, size: number, institution: string): Promise<SealedFiles> {
  const confirmed = ['never_without_others', ...(size > 50 ? ['together_large'] : [])]
  return sealFiles(folder, name, {
    address: network.address,
    condition: sentence(size, institution),
    more: confirmed.flatMap((finding) => ['--confirm', finding]),
  })
}

const stateOf = (files: SealedFiles, ...wait: string[]) => stateIn(network.address, files, ...wait)

/** All that an author is told. */
const toldTo = async ({ words }: SealedFiles): Promise<string> =>
  (await avow(['status', ...register(), '--words', words, '--json'])).stdout

const statementOf = async (files: SealedFiles): Promise<string> =>
  String(JSON.parse(await toldTo(files)).statement)

const send = async ({ file }: SealedFiles) =>
  expect((await avow(['deposit', file, ...register()])).code).toBe(0)

async function deposit(files: SealedFiles): Promise<void> {
  await send(files)
  expect(await stateOf(files, '--wait', 'held')).toBe('witnessed')
}

/** What the trustees report to an author, but for which statement and when. */
const reportsIn = (told: string) =>
  JSON.parse(told).trustees.map(
    ({ report: { statement: _, time: __, ...report } }: { report: Report }) => report,
  )

const tagOf = async (id: string): Promise<InstitutionTag> =>
  (await avow(['institutions', 'tag', id, ...register(), '--json'])).values[0]?.['tag']

test('a tag is the same whoever asks, and another for another institution', async () => {
  const tag = await tagOf('wikidata:Q42')
  expect(tag).toMatch(/^tag:[0-9a-f]{64}$/)
  expect(await tagOf('wikidata:Q42')).toBe(tag)
  expect(await tagOf('wikidata:Q43')).not.toBe(tag)
  // Those who have evaluated it know neither the institution nor the tag.
  for (const secret of ['wikidata:Q42', tag.slice(4)]) expect(filesWith(secret, at('network'))).toEqual([])
})

/** More than there will ever be, and a number that nothing else has. */
const many = 9743

test('three about one institution: nothing opens with two, all open with the third, a fourth about another stays; each sees what it must', async () => {
  const first = await seal('first', 3, 'wikidata:Q42')
  await deposit(first)
  const alone = await toldTo(first)
  const second = await seal('second', 3, 'wikidata:Q42')
  await deposit(second)
  const other = await seal('other', many, 'local:harbour-union')
  await deposit(other)
  expect([await stateOf(first), await stateOf(second)]).toEqual(['witnessed', 'witnessed'])
  const client = createClient({ base: network.address })
  const [tag, otherTag] = [await tagOf('wikidata:Q42'), await tagOf('local:harbour-union')]
  const secrets = ['wikidata:Q42', 'harbour-union', tag.slice(4), otherTag.slice(4), `"size":${many}`]
  const sealed = await keptBy(at('network/register'), network.address, lines)
  for (const secret of [...secrets, '"together"']) expect(placesOf(sealed, secret), secret).toEqual([])
  // The size of a file does not tell it either.
  const plain = await sealFiles(folder, 'plain', { address: network.address, condition: 'word' })
  expect(statSync(first.file).size).toBe(statSync(plain.file).size)
  expect(filesWith('wikidata:Q42', at('network'))).toEqual([])
  // A trustee sees the tags and sizes of those that wait.
  for (const seen of [tag, otherTag, `"size":${many}`])
    expect(filesWith(seen, at('network/trustee-1'))).not.toEqual([])
  // Authors are told their own condition; neither who comes first nor who comes second is told of the other.
  const [report] = reportsIn(alone)
  expect(report.condition).toEqual({ type: 'together', size: 3, institution: tag, vouched: false })
  expect(await toldTo(first)).toBe(alone)
  expect(reportsIn(await toldTo(second))).toEqual(reportsIn(alone))
  const third = await seal('third', 3, 'wikidata:Q42')
  // It may have been opened before anybody asks for its state.
  await send(third)
  for (const files of [first, second, third])
    expect(await stateOf(files, '--wait', 'published', '--timeout', '300')).toBe('published')
  expect(await stateOf(other)).toBe('witnessed')
  const bundle = new TextDecoder().decode(await client.proof((await statementOf(first)) as Hash))
  expect(bundle).toContain(tag)
  expect(bundle).not.toContain(await statementOf(second))
  const opened = await keptBy(at('network/register'), network.address, lines)
  for (const shown of [tag, '"together"', 'The Ministry']) expect(placesOf(opened, shown)).not.toEqual([])
  for (const secret of ['wikidata:Q42', 'harbour-union', otherTag.slice(4), `"size":${many}`])
    expect(placesOf(opened, secret), secret).toEqual([])
}, 600_000)

describe('an author', () => {
  const authority = at('institutions.json')
  const named = (id: string, name: string, merged: string[] = []) => ({
    id,
    names: [{ text: name, language: 'en' }],
    aliases: [],
    merged,
    unitOf: null,
    about: null,
  })

  beforeAll(() => {
    const institutions = [
      named('local:harbour-union', 'Harbour Union'),
      named('wikidata:Q42', 'The Ministry', ['wikidata:Q40']),
      named('wikidata:Q43', 'the ministry'),
    ]
    writeFileSync(authority, encodeAuthority({ version: 'avow/institutions/v1', institutions } as never))
  })

  test('is asked which of two institutions of one name is meant', async () => {
    const found = await avow([
      'institutions',
      'lookup',
      'the',
      'Ministry',
      '--authority',
      authority,
      '--json',
    ])
    expect(found.code).toBe(0)
    expect(found.values[0]!['candidates'].map(({ id }: { id: string }) => id)).toEqual([
      'wikidata:Q42',
      'wikidata:Q43',
    ])
    const none = await avow(['institutions', 'lookup', 'Ministers', '--authority', authority])
    expect([none.code, none.stdout]).toMatchObject([1, expect.stringContaining('No institution')])
  })

  test('looks up in the list of the register, which does not see for what, or is told that it has none', async () => {
    const lookup = (address: string) =>
      avow(['institutions', 'lookup', 'the ministry', '--register', address, '--json'])
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url!)
      response.end(readFileSync(authority))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const found = await lookup(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    server.close()
    expect([found.code, asked]).toEqual([0, ['/api/v1/institutions/authority']])
    const without = await lookup(network.address)
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('no list of institutions')])
  })

  const sealing = (...more: string[]) => {
    writeFileSync(at('letter.txt'), 'I was there.\n')
    const what = ['--title', 'x', '--kind', 'testimony', '--institution', 'x', '--language', 'en']
    const where = ['--out', at(`${Math.random()}.avow`), '--words', at(`${Math.random()}.txt`)]
    return avow(['seal', at('letter.txt'), ...what, ...where, ...register(), ...more, '--json'])
  }

  test('must confirm that it never opens without others, and name an institution that the file has', async () => {
    const condition = ['--condition', sentence(3, 'wikidata:Q42')]
    const open = await sealing(...condition)
    expect([open.code, open.values[0]!['findings']]).toMatchObject([1, [{ code: 'never_without_others' }]])
    const unknown = ['--condition', sentence(3, 'wikidata:Q99'), '--confirm', 'never_without_others']
    const refused = await sealing(...unknown, '--authority', authority)
    expect([refused.code, JSON.parse(refused.stderr)]).toMatchObject([2, { error: { code: 'usage' } }])
  })

  test('seals under the id that another was merged into, so that both match', async () => {
    const confirmed = ['--confirm', 'never_without_others', '--authority', authority]
    const [old, now] = [
      await sealing('--condition', sentence(3, 'wikidata:Q40'), ...confirmed),
      await sealing('--condition', sentence(3, 'wikidata:Q42'), ...confirmed),
    ]
    expect(old.values[0]!['condition']).toEqual(now.values[0]!['condition'])
    // No shorter name of it: the path of the file among this is random.
    expect(JSON.stringify(now.values[0])).not.toContain('wikidata')
  })

  test('is told that a voucher is needed to count vouched statements', async () => {
    const vouched = 'once 3 vouched statements about wikidata:Q42, mine included, are sealed'
    const refused = await sealing('--condition', vouched, '--confirm', 'never_without_others')
    expect([refused.code, JSON.parse(refused.stderr)]).toMatchObject([
      2,
      { error: { code: 'voucher_missing' } },
    ])
  })
})
