import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commands } from '../src/commands.ts'
import { en } from '../src/messages/en.ts'
import { avow, folderForTests } from './avow.ts'

const folder = folderForTests()
const at = (name: string) => join(folder, name)
const phrase = 'legal winner thank year wave sausage worth useful legal winner thank yellow'

/** Nothing listens on port 9 of this machine. */
const away = ['--register', 'http://127.0.0.1:9']

test.each(Object.keys(commands))(
  'avow %s --help says what it does, its options, examples and exit codes',
  async (name) => {
    const { code, stdout, stderr } = await avow([...name.split(' '), '--help'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`avow ${name}`)
    expect(stdout).toMatch(/^Examples:\n {2}avow /m)
    expect(stdout).toContain('Exit codes: 0 it holds, 1 it does not hold, 2 wrong usage, 3')
    for (const option of ['--json', '--help']) expect(stdout).toContain(option)
    // Every sentence came from the catalogue, with every parameter.
    expect(stdout).not.toMatch(/undefined|\{\w+\}/)
  },
)

test('avow --help lists every command, for programs too', async () => {
  const { code, stdout } = await avow(['--help'])
  expect(code).toBe(0)
  for (const name of Object.keys(commands))
    expect(stdout).toMatch(new RegExp(`^ {2}avow ${name} {2,}\\S`, 'm'))
  const { values } = await avow(['--help', '--json'])
  expect(values[0]!['commands']).toEqual(Object.keys(commands))
  const { values: group } = await avow(['log', '--help', '--json'])
  expect(group[0]!['commands']).toEqual(Object.keys(commands).filter((name) => name.startsWith('log ')))
})

test.each<[why: string, args: string[], sentence: RegExp]>([
  ['no such command', ['sael'], /no such command/],
  ['an unknown option', ['verify', '--colour', 'x'], /--colour is not an option/],
  ['an option without its value', ['log', 'checkpoint', '--register'], /--register needs a value/],
  ['an option twice', ['log', 'checkpoint', ...away, ...away], /--register can be given only once/],
  ['a value for a switch', ['verify', 'x', '--text=yes'], /--text takes no value/],
  ['a missing file', ['verify'], /FILE is missing/],
  ['an argument too many', ['verify', 'a', 'b'], /an argument too many/],
  ['no register', ['log', 'checkpoint'], /Say which register/],
  [
    'an address that is none',
    ['log', 'checkpoint', '--register', 'register.example'],
    /must begin with http/,
  ],
  ['a hash that is none', ['verify', 'x', '--roster-hash', 'abc'], /--roster-hash must be 64 hex digits/],
  [
    'a hash of a roster that is none',
    ['trustee', 'hand-on', ...away, '--to', 'abc', '--agreed'],
    /^--to must be 64 hex digits/,
  ],
  [
    'a key of a trustee that is none',
    ['trustee', 'hand-on', ...away, '--to', 'ab'.repeat(32), '--gone', 'abc', '--show'],
    /^--gone must be keys of 64 hex digits/,
  ],
  [
    'a folder of no trustee',
    ['trustee', 'hand-on', ...away, '--to', 'ab'.repeat(32), '--folder', at('nowhere'), '--agreed'],
    /^The folder holds no keys of a trustee/,
  ],
  ['a number that is none', ['start', '--port', '70000'], /--port must be a whole number from 0 to 65535/],
  ['a state that is none', ['status', ...away, '--wait', 'soon'], /--wait is one of/],
  ['a file that is not there', ['verify', 'nowhere.avowproof'], /nowhere\.avowproof cannot be read/],
  ['a folder for a file', ['verify', '.'], /cannot be read/],
  ['too few words', ['status', ...away], /There must be 12 words, and there are 0/],
])('%s is wrong usage', async (_, args, sentence) => {
  const { code, stdout, stderr } = await avow(args, { cwd: folder })
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(sentence)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  const json = await avow([...args, '--json'], { cwd: folder })
  expect(json.code).toBe(2)
  expect(JSON.parse(json.stderr)).toMatchObject({ error: { message: stderr.trim() } })
})

test('no sentence has braces that are taken for a plural and are none', () => {
  const plurals = Object.values(en).flatMap((sentence) => sentence.match(/\{\w+,[^}]*\}/g) ?? [])
  expect(plurals.length).toBeGreaterThan(0)
  expect(plurals.filter((plural) => !plural.includes('#'))).toEqual([])
})

test('no catalogue takes a sentence from another', () => {
  const folder = join(import.meta.dirname, '../src/messages')
  const keys = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/^ {2}'([^']+)':/gm)].map(([, key]) => key!),
  )
  expect(new Set(keys)).toEqual(new Set(Object.keys(en)))
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
})

test('without anything said it shows what there is, and that this was no usage', async () => {
  const { code, stdout } = await avow([])
  expect([code, stdout]).toEqual([2, expect.stringContaining('avow start')])
})

test.each<[name: string, args: string[]]>([
  ['deposit', ['deposit', 'sealed.avow']],
  ['status', ['status']],
  ['word', ['word']],
  ['withdraw', ['withdraw']],
  ['log checkpoint', ['log', 'checkpoint']],
])('%s says that a register is away, with exit code 3', async (_, args) => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    at('sealed.avow'),
    readFileSync(join(import.meta.dirname, '../../../vectors/valid/envelope/chinese-word.avow')),
  )
  const { code, stderr } = await avow([...args, ...away], { cwd: folder, input: phrase })
  expect([code, stderr]).toEqual([3, 'The register does not answer.\n'])
})

test('words in the wrong place are never repeated', async () => {
  const words = phrase.split(' ')
  const places: string[][] = [
    ['word', ...away, ...words],
    ['status', ...away, '--words', phrase],
    ['status', ...away, `--words=${phrase}`],
    ['status', ...away, '--wait', phrase],
    [...words],
    ['word', `--${words[0]}=${phrase}`],
  ]
  for (const args of places)
    for (const more of [[], ['--json']]) {
      const { code, stdout, stderr } = await avow([...args, ...more])
      expect(code).toBe(2)
      expect(stdout + stderr).not.toMatch(/winner|sausage|yellow/)
    }
})

test.each<[why: string, words: string, code: string]>([
  ['eleven', phrase.split(' ').slice(1).join(' '), 'words_count'],
  ['one that is in no list', phrase.replace('sausage', 'sausagge'), 'words_unknown'],
  ['two in each other’s place', phrase.replace('year wave', 'wave year'), 'words_checksum'],
])('words that are wrong are said to be: %s', async (_, input, code) => {
  const { code: exit, stderr } = await avow(['word', ...away, '--json'], { input })
  expect(exit).toBe(2)
  expect(JSON.parse(stderr)).toMatchObject({ error: { code } })
  expect(stderr).not.toMatch(/sausag|winner/)
})
