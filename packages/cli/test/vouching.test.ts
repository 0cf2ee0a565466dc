/** Vouching by the real programs: a request that is carried by hand, three vouched authors, a voucher spent twice (spec/vouching.md). */
import { copyFileSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeHex, publicKeyOf } from '@avow/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Network, startNetwork } from '../src/network.ts'
import { avow, folderForTests } from './avow.ts'
import { type SealedFiles, filesWith, sealFiles, stateOf, untilInstitutionKey } from './network.ts'
import { keptBy, placesOf } from './register-keeps.ts'

const folder = folderForTests()
const at = (name: string) => join(folder, name)
const passphrase = ['--passphrase', at('passphrase.txt')]
const key = ['--key', at('vouching.age'), ...passphrase]

let network: Network
const register = () => ['--register', network.address]

async function done(...args: string[]) {
  const ended = await avow([...args, '--json'])
  expect([ended.code, ended.stderr]).toEqual([0, ''])
  return ended.values[0]!
}

beforeAll(async () => {
  writeFileSync(at('passphrase.txt'), 'correct horse battery\n')
  await done('desk', 'vouching-key', ...key, '--public', at('vouching.json'))
  const env = { AVOW_WORK_BITS: '10', AVOW_TRUSTEE_WORK_BITS: '10', AVOW_VOUCHING: at('vouching.json') }
  network = await startNetwork({ folder: at('network'), port: 0, env })
  await untilInstitutionKey(network.address)
})
afterAll(async () => network?.stop())

/** Three files: the request and the answer that the desk sees, the voucher that it does not. */
async function vouchFor(name: string): Promise<string> {
  const [request, secret, answer, voucher] = ['request', 'secret', 'answer', 'voucher'].map((what) =>
    at(`${name}-${what}.json`),
  ) as [string, string, string, string]
  await done('voucher', 'request', ...register(), '--out', request, '--secret', secret)
  await done('desk', 'vouch', request, ...key, '--out', answer)
  await done('voucher', 'finish', answer, '--secret', secret, '--out', voucher)
  return voucher
}

const sentence = (size: number, what: string) =>
  `once ${size} ${what} about wikidata:Q42, mine included, are sealed`

const seal = (name: string, condition: string, ...more: string[]): Promise<SealedFiles> =>
  sealFiles(folder, name, {
    address: network.address,
    condition,
    more: ['--confirm', 'never_without_others', ...more],
  })

async function deposit({ file }: SealedFiles): Promise<void> {
  await done('deposit', file, ...register())
}

const status = async ({ words }: SealedFiles, ...wait: string[]) =>
  (await avow(['status', ...register(), '--words', words, ...wait, '--json'])).values[0]!

test('two vouched statements wait, others do not count for them, and the third opens all three', async () => {
  const vouchers = [await vouchFor('a'), await vouchFor('b'), await vouchFor('c')] as const
  const vouched = sentence(3, 'vouched statements')
  const first = await seal('first', vouched, '--voucher', vouchers[0])
  const second = await seal('second', vouched, '--voucher', vouchers[1])
  const others = [await seal('x', sentence(9, 'statements')), await seal('y', sentence(9, 'statements'))]
  for (const files of [first, second, ...others]) await deposit(files)
  for (const files of [first, second])
    expect(await stateOf(network.address, files, '--wait', 'held')).toBe('witnessed')

  // The same voucher in a second statement: every trustee refuses that one, and says why.
  const again = await seal('again', vouched, '--voucher', vouchers[1])
  await deposit(again)
  const { trustees } = await status(again, '--wait', 'held')
  for (const trustee of trustees) expect(trustee).toMatchObject({ state: 'refused', code: 'voucher_spent' })
  expect(await stateOf(network.address, first)).toBe('witnessed')

  // The same statement again is the same deposit.
  await deposit(second)
  const third = await seal('third', vouched, '--voucher', vouchers[2])
  await deposit(third)
  for (const files of [first, second, third])
    expect(await stateOf(network.address, files, '--wait', 'published', '--timeout', '300')).toBe('published')
  expect(await stateOf(network.address, others[0]!)).toBe('witnessed')

  // Readers see of an opened statement that it asked for vouched ones. Neither the register nor anything published
  // knows whether there is a voucher, a token, a seed or a signature; nor what the desk has seen.
  const kept = await keptBy(at('network/register'), network.address)
  for (const shown of ['"vouched":true', 'voucher_spent']) expect(placesOf(kept, shown)).not.toEqual([])
  expect(placesOf(kept, '"voucher"')).toEqual([])
  for (const name of ['a', 'b', 'c']) {
    const voucher = JSON.parse(readFileSync(at(`${name}-voucher.json`), 'utf8')) as Record<string, string>
    const request = JSON.parse(readFileSync(at(`${name}-request.json`), 'utf8')) as Record<string, string>
    const token = publicKeyOf(decodeHex(voucher['seed']!))
    expect(placesOf(kept, token)).toEqual([])
    // Two trustees open a statement, and the third may come to it later.
    const inTrustee = () => filesWith(token, at('network/trustee-1'))
    await expect.poll(inTrustee, { timeout: 60_000 }).not.toEqual([])
    for (const secret of [
      voucher['seed']!,
      voucher['signature']!.slice(0, 40),
      request['blinded']!.slice(0, 40),
    ])
      expect(filesWith(secret, at('network'))).toEqual([])
  }
}, 600_000)

describe('an author', () => {
  const refusalOf = async (...args: string[]) => {
    const { code, stderr } = await avow([...args, '--json'])
    return [code, JSON.parse(stderr.trim().split('\n').at(-1)!).error.code]
  }
  const sealing = (condition: string, voucher: string, out = at(`${Math.random()}.avow`)) => {
    writeFileSync(at('letter.txt'), 'I was there.\n')
    const what = ['--title', 'x', '--kind', 'testimony', '--institution', 'x', '--language', 'en']
    const where = ['--out', out, '--words', at(`${Math.random()}.txt`), ...register()]
    const confirmed = condition === 'word' ? [] : ['--confirm', 'never_without_others']
    const whole = ['--condition', condition, ...confirmed, '--voucher', voucher]
    return ['seal', at('letter.txt'), ...what, ...where, ...whole]
  }

  test('cannot use the answer to another request, nor a changed one, nor a voucher that is none', async () => {
    const [mine, other] = [at('a-voucher.json'), at('b-voucher.json')]
    const out = ['--out', at('none.json')]
    const finish = (answer: string, secret: string) =>
      refusalOf('voucher', 'finish', at(answer), '--secret', at(secret), ...out)
    expect(await finish('b-answer.json', 'a-secret.json')).toEqual([1, 'voucher_answer_invalid'])
    expect(await finish('a-request.json', 'a-secret.json')).toEqual([2, 'voucher_answer_invalid'])
    expect(existsSync(at('none.json'))).toBe(false)
    const [own, foreign] = [mine, other].map(
      (file) => JSON.parse(readFileSync(file, 'utf8')) as { signature: string },
    )
    writeFileSync(at('forged.json'), JSON.stringify({ ...own!, signature: foreign!.signature }))
    const condition = sentence(3, 'vouched statements')
    expect(await refusalOf(...sealing(condition, at('forged.json')))).toEqual([2, 'voucher_invalid'])
    copyFileSync(at('a-secret.json'), at('secret-as-voucher.json'))
    expect(await refusalOf(...sealing(condition, at('secret-as-voucher.json')))).toEqual([
      2,
      'voucher_invalid',
    ])
  })

  test('is kept from spending a voucher for nothing', async () => {
    const out = at('for-nothing.avow')
    const { code, stderr } = await avow(sealing('word', at('a-voucher.json'), out))
    expect(code).toBe(2)
    expect(stderr).toContain('waits for others')
    expect(existsSync(out)).toBe(false)
  })

  test('keeps secret and voucher readable by nobody else; what is there is not written over', async () => {
    for (const file of ['a-secret.json', 'a-voucher.json', 'vouching.age'])
      expect(statSync(at(file)).mode & 0o777).toBe(0o600)
    const before = readdirSync(folder).length
    const request = [
      'voucher',
      'request',
      ...register(),
      '--out',
      at('a-request.json'),
      '--secret',
      at('new.json'),
    ]
    expect(await refusalOf(...request)).toEqual([2, 'file_exists'])
    expect(readdirSync(folder)).toHaveLength(before)
  })
})

test('the key of the desk needs its passphrase, and vouches for requests to it only', async () => {
  writeFileSync(at('wrong.txt'), 'another passphrase\n')
  const wrong = ['--key', at('vouching.age'), '--passphrase', at('wrong.txt')]
  const vouch = async (request: string, ...with_: string[]) => {
    const { code, stderr } = await avow([
      'desk',
      'vouch',
      at(request),
      ...with_,
      '--out',
      at('no.json'),
      '--json',
    ])
    return [code, JSON.parse(stderr).error.code]
  }
  expect(await vouch('a-request.json', ...wrong)).toEqual([1, 'passphrase_wrong'])
  await done('desk', 'vouching-key', '--key', at('second.age'), ...passphrase, '--public', at('second.json'))
  expect(await vouch('a-request.json', '--key', at('second.age'), ...passphrase)).toEqual([
    1,
    'voucher_request_invalid',
  ])
  expect(await vouch('a-answer.json', ...key)).toEqual([2, 'voucher_request_invalid'])
  expect(existsSync(at('no.json'))).toBe(false)
  expect(readFileSync(at('vouching.age'), 'latin1')).not.toContain('PRIVATE KEY')
})

test('at a register whose desk does not vouch no request is made', async () => {
  const roster = join(import.meta.dirname, '../../../vectors/valid/roster/two-trustees.json')
  const files = ['--out', at('vain.json'), '--secret', at('vain-secret.json')]
  const { code, stderr } = await avow(['voucher', 'request', '--roster', roster, ...files])
  expect([code, stderr]).toEqual([2, expect.stringContaining('does not vouch')])
  expect(existsSync(at('vain-secret.json'))).toBe(false)
})

test('a register whose setting names no such key does not start', async () => {
  writeFileSync(at('broken.json'), '{"vouching":"AAAA"}')
  const env = { AVOW_STATE: at('broken'), AVOW_VOUCHING: at('broken.json') }
  const { code, stderr } = await avow(['serve'], { env })
  expect([code, stderr]).toEqual([2, expect.stringContaining('AVOW_VOUCHING')])
})
