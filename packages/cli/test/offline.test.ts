/** What needs no service: sealing with a roster as a file, opening with shares, verifying. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeEnvelope, decodeRoster, openNote, parseWords, deriveKeys, rosterHashOf } from '@avow/core'
import { describe, expect, test } from 'vitest'
import { avow, folderForTests, pairsIn } from './avow.ts'

const folder = folderForTests()
const vectors = join(import.meta.dirname, '../../../vectors')
const roster = join(vectors, 'valid/roster/three-trustees-two-witnesses.json')
const at = (name: string) => join(folder, name)

interface Listed {
  readonly file: string
  readonly code: string
  readonly finding: string
  readonly where: string
}

const listed = (path: string) =>
  JSON.parse(readFileSync(join(vectors, path, 'index.json'), 'utf8')) as Listed[]

const needed = [
  '--title',
  'T',
  '--kind',
  'testimony',
  '--institution',
  'I',
  '--condition',
  'word',
  '--roster',
  roster,
]

function seal(name: string, content: string | Uint8Array, ...more: readonly string[]) {
  writeFileSync(at(name), content)
  const places = ['--out', at(`${name}.avow`), '--words', at(`${name}.words`)]
  return avow(['seal', at(name), ...needed, ...places, '--json', ...more])
}

test('seals for a roster in a file, with everything that a statement can say', async () => {
  writeFileSync(at('plan.pdf'), '%PDF-1.7\n')
  const said = {
    as: 'role:An officer',
    unit: 'Third office',
    role: 'clerk',
    since: '1974~',
    until: '1989',
    conviction: ['That orders excuse.', 'That nobody knew.'],
    place: 'Tunis',
    written: '2026-11-01',
    attach: at('plan.pdf'),
    licence: 'CC0-1.0',
    threshold: '3',
  }
  const options = Object.entries(said).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => [`--${name}`, one]),
  )
  const switches = ['--no-translation', '--contact']
  const { code, stdout, values } = await seal(
    'all.ar.txt',
    'كنتُ هناك.\n\nوقّعتُ.\n',
    ...options.concat(switches),
  )
  expect(code).toBe(0)
  const trusted = rosterHashOf(decodeRoster(readFileSync(roster)))
  expect(values).toMatchObject([{ roster: trusted, threshold: 3, trustees: 3, condition: { type: 'word' } }])
  const words = readFileSync(at('all.ar.txt.words'), 'utf8')
  // Single words may stand in any sentence; two in their order are these.
  for (const pair of pairsIn(words)) expect(stdout).not.toContain(pair)
  const { envelope, statement } = decodeEnvelope(readFileSync(at('all.ar.txt.avow')))
  expect([envelope.author, statement]).toEqual([
    deriveKeys((await parseWords(words)).entropy).publicKey,
    values[0]!['statement'],
  ])
})

test('opens with shares in any of their forms, names a wrong one, and writes what age and tar can open again', async () => {
  const [vector] = JSON.parse(readFileSync(join(vectors, 'valid/envelope/index.json'), 'utf8')) as [
    { file: string; identities: string[]; statement: string },
  ]
  const file = join(vectors, 'valid/envelope', vector.file)
  const { envelope, notes } = decodeEnvelope(readFileSync(file))
  const opened = await Promise.all(
    vector.identities.map((identity, index) => openNote(notes[index]!, envelope, index + 1, identity)),
  )
  const [first, second, third] = opened as [(typeof opened)[0], (typeof opened)[0], (typeof opened)[0]]
  // As `age --decrypt` gives the note, with its padding; as the act `release`; as the three members.
  writeFileSync(at('note.json'), JSON.stringify({ ...first }).padEnd(2048))
  writeFileSync(at('release.json'), JSON.stringify({ kind: 'release', body: second }))
  writeFileSync(
    at('members.json'),
    JSON.stringify({ trustee: 3, share: third.share, shareSalt: third.shareSalt }),
  )
  writeFileSync(
    at('wrong.json'),
    JSON.stringify({ trustee: 1, share: third.share, shareSalt: third.shareSalt }),
  )
  const shares = (...names: string[]) => names.flatMap((name) => ['--share', at(name)])

  const two = await avow(['open', file, ...shares('release.json', 'members.json'), '--json'])
  expect([two.code, two.values[0]]).toMatchObject([
    0,
    { statement: vector.statement, trustees: [2, 3], wrong: [] },
  ])
  const wrong = await avow([
    'open',
    file,
    ...shares('wrong.json', 'release.json', 'members.json'),
    '--out',
    at('opened'),
  ])
  expect([wrong.code, wrong.stdout]).toEqual([0, ''])
  expect(wrong.stderr).toContain(`The share in ${at('wrong.json')} is not one that the author made.`)
  expect(wrong.stderr).not.toContain('Trustee 1')
  expect(statSync(at('opened/opening-key.txt')).mode & 0o777).toBe(0o600)
  expect(readFileSync(at('opened/statement.json'))).toEqual(
    readFileSync(file.replace('.avow', '.statement.json')),
  )
  expect(existsSync(at('opened/attachments/1'))).toBe(true)
  const few = await avow(['open', file, ...shares('wrong.json', 'release.json')])
  expect([few.code, few.stdout, few.stderr]).toEqual([
    1,
    '',
    'There are one right share, and 2 are needed.\n',
  ])
  const none = await avow(['open', file, '--share', roster])
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('holds no share')])
})

test.each(listed('valid/proof-bundle').map(({ file }) => file))('gives the verdict on %s', async (file) => {
  const { code, values, stdout } = await avow(['verify', join(vectors, 'valid/proof-bundle', file), '--json'])
  const status = values[0]!['status'] as string
  expect(['proven', 'could-not-check']).toContain(status)
  expect(code).toBe(status === 'proven' ? 0 : 1)
  expect(stdout.trim().split('\n')).toHaveLength(1)
})

test('says of a date lock until when it was, and for which signature', async () => {
  const file = join(vectors, 'valid/proof-bundle/date-locked.avowproof')
  const { code, stdout } = await avow(['verify', file])
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^ {2}lock {5}proven .*until 23 August 2023 at 15:59:24 UTC.*round 1000/m),
  ])
})

test('names what is wrong with a bundle, and where', async () => {
  for (const { file, code, finding, where } of listed('invalid/proof-bundle')) {
    const run = await avow(['verify', join(vectors, 'invalid/proof-bundle', file), '--json'])
    expect([file, run.code, run.values[0]]).toMatchObject([file, 1, { [finding]: { code, where } }])
  }
})

test.each<[why: string, name: string, content: string | Uint8Array, sentence: RegExp]>([
  ['empty', 'empty.txt', '', /no text/],
  ['of white space', 'white.txt', ' \r\n\t\n', /no text/],
  ['of 5 MB', 'large.txt', 'a'.repeat(5_000_000), /5000000 bytes.*at most 1048576/],
  ['binary', 'binary.txt', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe), /not text in UTF-8/],
  ['UTF-16', 'utf16.txt', Buffer.from('\ufeffI resign.', 'utf16le'), /not text in UTF-8/],
  ['with a zero byte', 'zero.txt', 'one\ntwo\0three', /Line 2 holds the character U\+0000/],
  [
    'that would show another text',
    'bidi.txt',
    'one\r\n\r\ntwo \u202egnitsal',
    /Line 3 holds the character U\+202E/,
  ],
  [
    'with a paragraph without end',
    'long.txt',
    `short\n\n${'word '.repeat(30_000)}`,
    /Paragraph 2 has more than 100,?000/,
  ],
])('a file %s is refused in plain words, and nothing is written', async (_, name, content, sentence) => {
  const { code, stderr } = await seal(name, content)
  expect([code, JSON.parse(stderr)]).toMatchObject([
    2,
    { error: { message: expect.stringMatching(sentence) } },
  ])
  expect([existsSync(at(`${name}.avow`)), existsSync(at(`${name}.words`))]).toEqual([false, false])
})

test.each<[why: string, more: string[], sentence: RegExp]>([
  ['kind', ['--kind', 'poem'], /--kind can be given only once/],
  ['condition', ['--as', 'name:'], /--as is name/],
  ['date', ['--since', 'yesterday'], /affiliations\.0\.since/],
  ['language', ['--language', 'English'], /language/],
  ['threshold', ['--threshold', '4'], /--threshold must be a whole number from 2 to 3/],
  ['licence', ['--licence', 'MIT'], /wishes\.licence/],
  ['list of words', ['--words-language', 'klingon'], /--words-language is one of english/],
])('a %s that is none is wrong usage', async (_, more, sentence) => {
  const { code, stderr } = await seal('wrong.txt', 'I was there.', ...more)
  expect([code, JSON.parse(stderr)]).toMatchObject([
    2,
    { error: { message: expect.stringMatching(sentence) } },
  ])
  expect(existsSync(at('wrong.txt.avow'))).toBe(false)
})

test('nothing that is there is written over', async () => {
  expect((await seal('kept.txt', 'I was there.')).code).toBe(0)
  const [sealed, words] = ['kept.txt.avow', 'kept.txt.words'].map((name) => readFileSync(at(name)))
  const again = await seal('kept.txt', 'I was elsewhere.')
  expect([again.code, JSON.parse(again.stderr)]).toMatchObject([2, { error: { code: 'file_exists' } }])
  expect([readFileSync(at('kept.txt.avow')), readFileSync(at('kept.txt.words'))]).toEqual([sealed, words])
})

test('without a terminal new words are shown nowhere: a file must be named', async () => {
  writeFileSync(at('blind.txt'), 'I was there.')
  const { code, stdout, stderr } = await avow([
    'seal',
    at('blind.txt'),
    ...needed,
    '--out',
    at('blind.avow'),
    '--words',
    '-',
  ])
  expect([code, stdout, existsSync(at('blind.avow'))]).toEqual([2, '', false])
  expect(stderr).toContain('name a new file for them by --words FILE')
})

describe('a date lock', () => {
  const [vector] = JSON.parse(readFileSync(join(vectors, 'valid/date-lock/index.json'), 'utf8')) as [
    { file: string; identities: string[]; roundSignature: string; dateLock: object },
  ]
  const dated = needed.with(needed.indexOf('word'), 'at:2099-01-01')
  const sealDated = (name: string, options: readonly string[], ...more: readonly string[]) => {
    writeFileSync(at(name), 'I was there.')
    const places = ['--out', at(`${name}.avow`), '--words', at(`${name}.words`), '--json']
    return avow(['seal', at(name), ...options, ...places, '--date-lock', ...more])
  }
  const confirmed = ['--confirm', 'date_lock_may_stay_shut']

  test('is sealed only when its author has confirmed that it may stay shut for ever', async () => {
    const open = await sealDated('lock.txt', dated)
    expect([open.code, open.values]).toMatchObject([
      1,
      [{ findings: [{ code: 'date_lock_may_stay_shut', weight: 'confirm' }] }],
    ])
    expect(existsSync(at('lock.txt.avow'))).toBe(false)
    const { code, values } = await sealDated('lock.txt', dated, ...confirmed)
    expect([code, values[0]!['dateLock']]).toEqual([0, { round: 792_701_812, time: '2099-01-01T00:00:00Z' }])
  })

  test('is refused for a condition that may open without a date', async () => {
    const { code, stderr } = await sealDated('undated.txt', needed, ...confirmed)
    expect([code, JSON.parse(stderr)]).toMatchObject([
      2,
      { error: { message: expect.stringMatching(/no date before which it cannot hold/) } },
    ])
  })

  test('opens with the shares and the signature of the round, and with nothing less', async () => {
    const file = join(vectors, 'valid/date-lock', vector.file)
    const { envelope, notes } = decodeEnvelope(readFileSync(file))
    const shares: string[] = []
    for (const n of [1, 2]) {
      const note = await openNote(notes[n - 1]!, envelope, n, vector.identities[n - 1]!)
      writeFileSync(at(`locked-${n}.json`), JSON.stringify(note))
      shares.push('--share', at(`locked-${n}.json`))
    }
    const signed = (signature: string) => ['--round-signature', signature]
    const opened = await avow(['open', file, ...shares, ...signed(vector.roundSignature), '--json'])
    expect([opened.code, opened.values]).toMatchObject([0, [{ trustees: [1, 2], dateLock: vector.dateLock }]])

    const shut = await avow(['open', file, ...shares])
    expect([shut.code, shut.stdout]).toEqual([1, ''])
    expect(shut.stderr).toMatch(/until 2023-08-23T15:59:24Z.*round 1,?000.*--round-signature/)
    const other = await avow(['open', file, ...shares, ...signed('b7'.padEnd(96, '5'))])
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('not the signature')])
    const few = await avow(['open', file, ...shares.slice(0, 2), ...signed(vector.roundSignature)])
    expect([few.code, few.stderr]).toEqual([1, expect.stringContaining('2 are needed')])
    const none = await avow(['open', file, ...shares, ...signed('abc')])
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('must be 96 hex digits')])
  })
})
