import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@avow/client'
import { rosterHashOf } from '@avow/core'
import { expect, test } from 'vitest'
import { avow, folderForTests } from './avow.ts'
import { networkForTests, sealFiles, text, wordsIn } from './network.ts'

const folder = folderForTests()
const network = networkForTests(folder)
const at = (name: string) => join(folder, name)
const register = () => ['--register', network().address]

test('a statement goes the whole way, command by command', async () => {
  const { file, words } = await sealFiles(folder, 'whole', { address: network().address })
  expect(statSync(words).mode & 0o777).toBe(0o600)
  expect(wordsIn(words).split(' ')).toHaveLength(12)

  const deposited = await avow(['deposit', file, ...register(), '--receipt', at('deposit.json'), '--json'])
  expect(deposited.stderr).toBe('')
  expect(deposited.code).toBe(0)
  const { statement, index } = deposited.values[0]! as { statement: string; index: number }
  const again = await avow(['deposit', file, ...register(), '--json'])
  expect([again.code, again.values[0]]).toMatchObject([0, { statement, index }])

  const held = await avow(['status', ...register(), '--words', words, '--wait', 'held', '--json'])
  expect(held.values[0]).toMatchObject({
    statement,
    state: 'witnessed',
    trustees: [1, 2, 3].map((trustee) => ({ trustee, state: 'holds', code: null })),
    verdict: { text: { status: 'pending' }, author: { status: 'proven' }, time: { status: 'proven' } },
  })
  expect(held.code).toBe(0)

  const inclusion = await avow(['log', 'inclusion', at('deposit.json'), ...register(), '--json'])
  expect([inclusion.code, inclusion.values[0]]).toMatchObject([0, { kind: 'deposit', index }])

  const word = await avow(['word', ...register(), '--words', words, '--wait', '--json'])
  expect(word.stderr).toBe('')
  expect(word.values).toMatchObject([{ kind: 'word', statement }, { state: 'published' }])
  expect(word.code).toBe(0)

  const proof = at('whole.avowproof')
  const client = createClient({ base: network().address })
  writeFileSync(proof, await client.proof(statement as never))
  const roster = rosterHashOf(await client.roster())
  const verified = await avow(['verify', proof, '--roster-hash', roster, '--text', '--json'])
  expect(verified.values[0]).toMatchObject({
    status: 'proven',
    statement,
    roster: { status: 'proven' },
    document: { title: 'What I signed' },
  })
  expect(verified.code).toBe(0)

  const all = await avow(['log', 'inclusion', proof, ...register(), '--json'])
  expect(all.code).toBe(0)
  expect(all.values.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['deposit', 'word', 'release', 'open', 'publish']),
  )

  // What the trustees released opens the file once more, by nobody's service.
  const bundle = JSON.parse(readFileSync(proof, 'utf8')) as { acts: { act: { kind: string } }[] }
  const releases = bundle.acts.flatMap(({ act }) => (act.kind === 'release' ? [act] : [])).slice(0, 2)
  const shares = releases.flatMap((act, number) => {
    writeFileSync(at(`share-${number}.json`), JSON.stringify(act))
    return ['--share', at(`share-${number}.json`)]
  })
  const opened = await avow(['open', file, ...shares])
  expect([opened.code, opened.stdout]).toEqual([0, `What I signed\n\n${text}`])
})

test('a statement for the desk only is opened for it, read by it and by nobody else, and not published', async () => {
  const sealing = { address: network().address, more: ['--for-desk'] }
  const { file, words } = await sealFiles(folder, 'desk', sealing)
  expect((await avow(['deposit', file, ...register()])).code).toBe(0)
  const word = await avow(['word', ...register(), '--words', words, '--wait', '--json'])
  expect([word.code, word.values[1]]).toMatchObject([0, { state: 'delivered' }])
  const { statement } = word.values[1]! as { statement: string }
  const given = join(network().folder, 'register', 'desk', `${statement}.age`)
  const identity = join(network().folder, 'desk', 'identity.txt')
  const read = await avow(['desk', 'open', given, '--identity', identity])
  expect([read.code, read.stdout]).toEqual([0, `What I signed\n\n${text}`])
  expect((await avow(['desk', 'init', '--out', at('another.txt')])).stdout).toMatch(/age1pq1/)
  const another = await avow(['desk', 'open', given, '--identity', at('another.txt'), '--json'])
  expect([another.code, JSON.parse(another.stderr)]).toMatchObject([1, { error: { code: 'desk_key_wrong' } }])
  const client = createClient({ base: network().address })
  await expect(client.proof(statement as never)).rejects.toMatchObject({
    details: { code: 'statement_unknown' },
  })
})

test('an act without a receipt is searched for, one that the log does not hold is said to be missing', async () => {
  const { file, words } = await sealFiles(folder, 'searched', { address: network().address })
  await avow(['deposit', file, ...register(), '--receipt', at('searched.json')])
  await avow(['status', ...register(), '--words', words, '--wait', 'witnessed'])
  const { act, receipt } = JSON.parse(readFileSync(at('searched.json'), 'utf8')) as {
    act: object
    receipt: string
  }
  const index = Number(/^index (\d+)$/m.exec(receipt)?.[1])
  writeFileSync(at('bare.json'), JSON.stringify(act))
  const found = await avow(['log', 'inclusion', at('bare.json'), ...register(), '--json'])
  expect([found.code, found.values[0]]).toMatchObject([0, { kind: 'deposit', index }])

  const wrongPlace = await avow([
    'log',
    'inclusion',
    at('bare.json'),
    '--index',
    '0',
    ...register(),
    '--json',
  ])
  expect(wrongPlace.code).toBe(1)
  expect(JSON.parse(wrongPlace.stderr)).toMatchObject({ error: { code: 'inclusion_proof_invalid' } })

  writeFileSync(at('forged.json'), JSON.stringify({ ...act, salt: 'ab'.repeat(32) }))
  const forged = await avow(['log', 'inclusion', at('forged.json'), ...register(), '--json'])
  expect([forged.code, JSON.parse(forged.stderr)]).toMatchObject([
    1,
    { error: { code: 'signature_invalid' } },
  ])
})

test('words come on standard input as well, in any spacing, and are found to be nobody’s where nothing was deposited', async () => {
  const { file, words } = await sealFiles(folder, 'stdin', { address: network().address })
  await avow(['deposit', file, ...register()])
  const input = `1. ${wordsIn(words).toUpperCase().replaceAll(' ', ',\n  ')}\n`
  const piped = await avow(['status', ...register(), '--json'], { input })
  expect(piped.code).toBe(0)
  const dash = await avow(['status', '--words', '-', '--json'], {
    input,
    env: { AVOW_REGISTER: network().address },
  })
  expect(dash.values[0]!['statement']).toBe(piped.values[0]!['statement'])

  const unknown = await avow(['status', ...register(), '--json'], {
    input: 'legal winner thank year wave sausage worth useful legal winner thank yellow',
  })
  expect([unknown.code, JSON.parse(unknown.stderr)]).toMatchObject([
    1,
    { error: { code: 'deposit_unknown' } },
  ])
})

test('a deposit is withdrawn, and then the word comes too late', async () => {
  const { file, words } = await sealFiles(folder, 'withdrawn', { address: network().address })
  await avow(['deposit', file, ...register()])
  const withdrawn = await avow(['withdraw', ...register(), '--words', words, '--wait', '--json'])
  expect([withdrawn.code, withdrawn.values]).toMatchObject([
    0,
    [{ kind: 'withdraw' }, { state: 'withdrawn' }],
  ])
  const late = await avow(['word', ...register(), '--words', words, '--json'])
  expect([late.code, JSON.parse(late.stderr)]).toMatchObject([1, { error: { code: 'statement_withdrawn' } }])
  const status = await avow(['status', ...register(), '--words', words])
  expect([status.code, status.stdout]).toEqual([0, expect.stringContaining('has been withdrawn.')])
})

test('the condition "now" opens without a word; a date in the future stays closed', async () => {
  const now = await sealFiles(folder, 'now', { address: network().address, condition: 'now' })
  await avow(['deposit', now.file, ...register()])
  const published = await avow([
    'status',
    ...register(),
    '--words',
    now.words,
    '--wait',
    'published',
    '--json',
  ])
  const proven = { status: 'proven' }
  expect([published.code, published.values[0]]).toMatchObject([
    0,
    {
      state: 'published',
      verdict: { ...proven, text: proven, author: proven, time: proven, opening: proven },
    },
  ])

  const date = await sealFiles(folder, 'date', { address: network().address, condition: 'at:2999-01-01' })
  await avow(['deposit', date.file, ...register()])
  await avow(['status', ...register(), '--words', date.words, '--wait', 'held'])
  const waiting = await avow([
    'status',
    ...register(),
    '--words',
    date.words,
    '--wait',
    'opened',
    '--timeout',
    '0',
    '--json',
  ])
  expect([waiting.code, JSON.parse(waiting.stderr)]).toMatchObject([1, { error: { code: 'timeout' } }])
})

test('the checkpoint is verified, and its age can be asked for', async () => {
  const { file, words } = await sealFiles(folder, 'aged', { address: network().address })
  await avow(['deposit', file, ...register()])
  await avow(['status', ...register(), '--words', words, '--wait', 'witnessed'])
  const checkpoint = await avow(['log', 'checkpoint', ...register(), '--most-age', '3600', '--json'])
  expect([checkpoint.code, checkpoint.values[0]]).toMatchObject([
    0,
    { origin: 'avow.localhost', witnesses: 1, quorum: 1 },
  ])
  const note = await avow(['log', 'checkpoint', ...register(), '--note'])
  expect(note.stdout).toMatch(/^avow\.localhost\n\d+\n[A-Za-z0-9+/]{43}=\n\n— avow\.localhost /)
})

test('under another roster than the one that is trusted nothing is sealed and nothing is proven', async () => {
  const other = 'ab'.repeat(32)
  await expect(
    sealFiles(folder, 'untrusted', { address: network().address, more: ['--roster-hash', other] }),
  ).rejects.toThrow(/not the one that you trust/)
  const { file, words } = await sealFiles(folder, 'distrusted', { address: network().address })
  await avow(['deposit', file, ...register()])
  const status = await avow(['status', ...register(), '--words', words, '--roster-hash', other, '--json'])
  expect([status.code, status.values[0]]).toMatchObject([1, { verdict: { roster: { status: 'mismatch' } } }])
})

test('a sealed file is verified by itself; one that was changed is named, and no register takes it', async () => {
  const { file } = await sealFiles(folder, 'changed', { address: network().address })
  const whole = await avow(['verify', file, '--json'])
  expect([whole.code, whole.values[0]]).toMatchObject([0, { sealed: true, threshold: 2, trustees: 3 }])
  const bytes = readFileSync(file)
  bytes[bytes.length - 2000]! ^= 1
  writeFileSync(at('changed.bad.avow'), bytes)
  for (const command of [['verify'], ['deposit', ...register()], ['open', '--share', file]]) {
    const { code, stderr } = await avow([...command, at('changed.bad.avow')])
    expect([code, stderr]).toEqual([1, expect.stringMatching(/damaged|holds no share/)])
  }
})

test('a register that is away is said to be away, and takes the file when it is back', async () => {
  const { file } = await sealFiles(folder, 'foreign', { address: network().address })
  await network().kill('register')
  const away = await avow(['deposit', file, ...register()])
  expect([away.code, away.stderr]).toEqual([3, 'The register does not answer.\n'])
  await network().restart('register')
  const back = await avow(['deposit', file, ...register(), '--json'])
  expect(back.code).toBe(0)
})
