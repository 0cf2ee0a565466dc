/** The instructions for a trustee by hand, followed: every command of the page, as it stands there, with stock tools. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  createAct,
  createRoster,
  createStatement,
  decodeAct,
  decodeEnvelope,
  decodeRoster,
  deriveKeys,
  encodeAct,
  encodeRoster,
  generateEntropy,
  generateHybridIdentity,
  identityToRecipient,
  openEnvelope,
  openNote,
  parseBody,
  publicKeyOf,
  seal,
  trusteesAtFault,
} from '@avow/core'
import { encodeQR } from 'qr'
import { decodeQR } from 'qr/decode.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { findPostQuantumAge } from '../../../scripts/stock-tools.ts'
import { avow, folderForTests } from './avow.ts'

const folder = folderForTests()
const at = (name: string) => join(folder, name)
mkdirSync(at('bin'))
const bin = findPostQuantumAge(at('bin'))
const hasJq = spawnSync('jq', ['--version']).status === 0
if (!bin || !hasJq)
  process.stderr.write('age 1.3 or newer and jq are needed to follow the page for a trustee by hand.\n')

const unescaped = (html: string) =>
  html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

/** The commands of the page, by the names of their blocks. */
const commandsIn = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<pre id="(\w+)">([^]*?)<\/pre>/g)].map(([, name, text]) => [name, unescaped(text!)]),
  )

const seedOf = (byte: number) => new Uint8Array(32).fill(byte)

describe('the page', () => {
  const line = { name: 'Office of <N. N.>', key: publicKeyOf(seedOf(1)), recipient: '' }
  let html: string
  beforeAll(async () => {
    line.recipient = await identityToRecipient(await generateHybridIdentity())
    writeFileSync(at('line.json'), JSON.stringify(line))
    const { code } = await avow(['trustee', 'paper', at('line.json'), '--out', at('blank.html')])
    expect(code).toBe(0)
    html = readFileSync(at('blank.html'), 'utf8')
  })

  test('loads nothing, runs nothing, and takes no name for markup', () => {
    expect(html).not.toMatch(/<script|<link|<img|src=|href=|url\(|@import/i)
    expect(html).toContain('Office of &lt;N. N.&gt;')
    expect(html).not.toContain('<N. N.>')
  })

  test('its codes are those of the keys', () => {
    for (const value of [line.key, line.recipient]) {
      const svg = encodeQR(value, 'svg', { ecc: 'low' })
      expect(html).toContain(svg)
      const modules = encodeQR(value, 'raw', { ecc: 'low', scale: 4 })
      const size = modules.length
      const data = Uint8Array.from(
        modules.flat().flatMap((dark) => (dark ? [0, 0, 0, 255] : [255, 255, 255, 255])),
      )
      expect(decodeQR({ width: size, height: size, data })).toBe(value)
    }
  })

  test('is not made of what are no public keys, nor under a roster without them', async () => {
    for (const wrong of [
      '',
      '{}',
      '[]',
      'null',
      JSON.stringify({ ...line, recipient: 'age1pq1x' }),
      'AGE-SECRET-KEY-1',
    ]) {
      writeFileSync(at('wrong.json'), wrong)
      const { code, stderr } = await avow(['trustee', 'paper', at('wrong.json'), '--out', at('none.html')])
      expect([code, stderr]).toEqual([1, expect.stringContaining('does not hold a name')])
    }
    const roster = join(
      import.meta.dirname,
      '../../../vectors/valid/roster/three-trustees-two-witnesses.json',
    )
    const other = await avow([
      'trustee',
      'paper',
      at('line.json'),
      '--roster',
      roster,
      '--out',
      at('none.html'),
    ])
    expect([other.code, other.stderr]).toEqual([1, 'The roster does not hold this key.\n'])
    const again = await avow(['trustee', 'paper', at('line.json'), '--out', at('blank.html')])
    expect(again.code).toBe(2)
  })
})

describe.skipIf(!bin || !hasJq)('followed with age, jq, openssl and the core utilities', () => {
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env['PATH']}`,
    NAME: 'By hand',
    N: '2',
    F: at('sealed.avow'),
  }
  const opener = { env: {} as Record<string, string> }
  let commands: Record<string, string>
  let helpers: string

  /** Runs blocks of the page one after the other in one shell. */
  function run(script: string, more: Record<string, string> = {}) {
    const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd: at('hand'),
      env: { ...env, ...opener.env, ...more },
      encoding: 'utf8',
    })
    return { status, stdout, stderr }
  }

  const entropy = generateEntropy()
  const other = { seed: seedOf(2), identity: '' }

  beforeAll(async () => {
    mkdirSync(at('hand'))
    other.identity = await generateHybridIdentity()
    commands = commandsIn(readFileSync(at('blank.html'), 'utf8'))
    helpers = commands['check']!.split('\n').slice(0, 3).join('\n')
    const made = run(commands['keys']!)
    expect(made.status, made.stderr).toBe(0)
    const line = JSON.parse(made.stdout) as { name: string; key: string; recipient: string }
    opener.env = { KEY: line.key }
    const first = {
      name: 'Other',
      key: publicKeyOf(other.seed),
      recipient: await identityToRecipient(other.identity),
    }
    const log = 'hand.localhost+00000000+AQAA'
    const roster = createRoster(
      {
        origin: 'hand.localhost',
        log,
        witnesses: [],
        quorum: 0,
        trustees: [first, line as never],
        threshold: 2,
        desk: [],
      },
      seedOf(9),
    )
    writeFileSync(at('roster.json'), encodeRoster(roster))
    const statement = createStatement({
      kind: 'testimony',
      title: 'What I saw',
      language: 'en',
      body: parseBody('I was there.'),
      declarant: { as: 'nobody' },
      institutions: [{ name: 'The Institution' }],
    })
    const sealed = await seal({ statement, condition: { type: 'word' }, roster, entropy })
    writeFileSync(at('sealed.avow'), sealed.file)
  })

  test('with the roster it prints the number; the keys that it makes are keys', async () => {
    const page = await avow([
      'trustee',
      'paper',
      at('hand/public.json'),
      '--roster',
      at('roster.json'),
      '--out',
      at('paper.html'),
      '--json',
    ])
    expect([page.code, page.values]).toEqual([0, [{ file: at('paper.html'), number: 2 }]])
    expect(readFileSync(at('paper.html'), 'utf8')).toContain('You are trustee 2 of 2')
  })

  test('a note opens, is right in all four ways, and is wrong when it was exchanged', () => {
    const done = run(`${commands['open']}\n${commands['check']}\n${commands['judge']}`)
    expect([done.status, done.stdout]).toEqual([0, `${'right\n'.repeat(4)}{\n  "type": "word"\n}\n`])
    const note = readFileSync(at('hand/note.json'), 'utf8')
    const found = { ...(JSON.parse(note) as Record<string, unknown>), condition: { type: 'now' } }
    writeFileSync(at('hand/note.json'), JSON.stringify(found))
    expect(run(commands['check']!).stdout).toBe('right\nright\nright\nWRONG\n')
    writeFileSync(at('hand/note.json'), note)
  })

  test('the author’s word verifies, and that of somebody else does not', () => {
    const { statement } = decodeEnvelope(readFileSync(at('sealed.avow')))
    const word = (seed: Uint8Array) => createAct({ kind: 'word', statement, body: {} }, seed)
    const verify = (seed: Uint8Array) => {
      writeFileSync(at('hand/act.json'), encodeAct(word(seed)))
      return run(`${helpers}\n${commands['act']}`)
    }
    const right = verify(deriveKeys(entropy).seed)
    expect([right.status, right.stdout]).toEqual([
      0,
      expect.stringMatching(/^right\nword\nSignature Verified/),
    ])
    expect(verify(seedOf(77)).status).not.toBe(0)
  })

  test('the release that it signs is one that a register takes, and opens the statement with another share', async () => {
    const done = run(`${helpers}\n${commands['release']}`)
    expect(done.status, done.stderr).toBe(0)
    const act = decodeAct(readFileSync(at('hand/release.json')))
    const { envelope, payload, notes } = decodeEnvelope(readFileSync(at('sealed.avow')))
    expect(act).toMatchObject({ kind: 'release', actor: opener.env['KEY'] })
    const share = await openNote(notes[0]!, envelope, 1, other.identity)
    if (act.kind !== 'release') throw new Error('it is no release')
    const opened = await openEnvelope(envelope, payload, [share, act.body])
    expect(opened.statement.title).toBe('What I saw')
    expect(opened.wrong).toEqual([])
    expect(trusteesAtFault(envelope, decodeRoster(readFileSync(at('roster.json'))), [act])).toEqual([])
  })

  test('handed to one person, only they can read it; in the end nothing of it is left', async () => {
    const to = await identityToRecipient(other.identity)
    writeFileSync(at('hand/to.txt'), `${other.identity}\n`)
    const handed = run(`${commands['hand']}\nage --decrypt -i to.txt share.age`, { TO: to })
    const { share, shareSalt } = JSON.parse(readFileSync(at('hand/note.json'), 'utf8')) as Record<
      string,
      string
    >
    expect(JSON.parse(handed.stdout)).toEqual({ trustee: 2, share, shareSalt })
    const gone = run(commands['destroy']!)
    expect([gone.status, gone.stderr]).toEqual([0, ''])
    expect(() => readFileSync(at('hand/note.json'))).toThrow(/ENOENT/)
  })
})
