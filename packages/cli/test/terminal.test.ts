/** At a terminal: words are shown once, typed again, asked for without echo; what takes long is shown while it lasts. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deriveKeys, decodeEnvelope, parseWords } from '@avow/core'
import { makeLog } from '@avow/testkit'
import { describe, expect, test } from 'vitest'
import { avow, folderForTests, pairsIn } from './avow.ts'
import { atTerminal, hasScript } from './terminal.ts'

const folder = folderForTests()
const roster = join(import.meta.dirname, '../../../vectors/valid/roster/three-trustees-two-witnesses.json')
const sealing = (name: string) => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.txt`), 'I was there.\n')
  const out = join(folder, `${name}.avow`)
  const about = ['--title', 'T', '--kind', 'testimony', '--institution', 'I', '--condition', 'word']
  return { out, args: ['seal', join(folder, `${name}.txt`), ...about, '--roster', roster, '--out', out] }
}

const wordsOf = (shown: string): string[] =>
  Array.from(shown.matchAll(/^ +\d+ {2}(\S+)\r?$/gm), (match) => match[1]!)

describe.skipIf(!hasScript)('at a terminal', () => {
  test('words are shown on the other screen, typed again without echo, and what was sealed is theirs', async () => {
    const { out, args } = sealing('shown')
    const session = atTerminal(args)
    const words = wordsOf(await session.shows(/Press Enter/))
    expect(words).toHaveLength(12)
    expect(session.shown()).toContain('\u001b[?1049h')
    session.type('\r')
    await session.shows(/Type all 12/)
    const before = session.shown().length
    session.type(`${words.join(' ')}x\u007f\r`)
    expect(await session.ended).toBe(0)
    const after = session.shown().slice(before)
    for (const pair of pairsIn(words.join(' '))) expect(after).not.toContain(pair)
    expect(session.shown()).toContain('\u001b[2J\u001b[H\u001b[?1049l')
    const { entropy } = await parseWords(words.join(' '))
    expect(decodeEnvelope(readFileSync(out)).envelope.author).toBe(deriveKeys(entropy).publicKey)
  })

  test('whoever cannot type them again has nothing sealed', async () => {
    const { out, args } = sealing('unwritten')
    const session = atTerminal(args)
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await session.shows(new RegExp(`(Press Enter[^]*){${attempt}}`))
      session.type('\r')
      await session.shows(new RegExp(`(Type all 12[^]*){${attempt}}`))
      session.type('something else\r')
    }
    expect(await session.ended).toBe(2)
    expect(session.shown()).toContain('nothing was sealed')
    expect(existsSync(out)).toBe(false)
  })

  test('words are asked for without echo, and an interrupt ends the asking', async () => {
    const asking = atTerminal(['word', '--register', 'http://127.0.0.1:9'])
    await asking.shows(/The 12 words \(they are not shown\): /)
    asking.type('legal winner thank year wave sausage worth useful legal winner thank yellow\r')
    expect(await asking.ended).toBe(3)
    expect(asking.shown()).not.toMatch(/winner/)
    const left = atTerminal(['word', '--register', 'http://127.0.0.1:9'])
    await left.shows(/The 12 words/)
    left.type('legal winner\u0003')
    expect(await left.ended).not.toBe(0)
    expect(left.shown()).not.toMatch(/winner/)
  })

  test('a trustee’s passphrase is typed twice without echo, and its keys need it', async () => {
    const keys = ['--folder', join(folder, 'trustee')]
    const made = atTerminal(['trustee', 'init', ...keys])
    await made.shows(/at least 12/)
    made.type('correct horse battery\r')
    await made.shows(/once more/)
    made.type('correct horse battery\r')
    expect(await made.ended).toBe(0)
    expect(made.shown()).not.toContain('correct')
    expect(readdirSync(join(folder, 'trustee'))).toEqual(['keys.age'])
    const key = /[0-9a-f]{64}/.exec(made.shown())![0]

    const again = atTerminal(['trustee', 'init', ...keys])
    await again.shows(/Passphrase/)
    again.type('correct horse battery\r')
    expect(await again.ended).toBe(0)
    expect(again.shown()).toContain(key)
  })

  test('a passphrase that is short, or typed otherwise the second time, makes no keys', async () => {
    const keys = ['--folder', join(folder, 'no-trustee')]
    const short = atTerminal(['trustee', 'init', ...keys])
    await short.shows(/at least 12/)
    short.type('correct\r')
    expect(await short.ended).toBe(2)
    const other = atTerminal(['trustee', 'init', ...keys])
    await other.shows(/at least 12/)
    other.type('correct horse battery\r')
    await other.shows(/once more/)
    other.type('correct horse batterx\r')
    expect(await other.ended).toBe(2)
    expect(existsSync(join(folder, 'no-trustee'))).toBe(false)
  })

  test('whoever does not say that the other machine is gone recovers nothing', async () => {
    const session = atTerminal([
      'trustee',
      'recover',
      '--from',
      'none',
      '--folder',
      join(folder, 'no-trustee'),
    ])
    await session.shows(/Type yes/)
    session.type('no\r')
    expect(await session.ended).toBe(2)
  })

  test('whoever does not say that the roster was compared agrees to nothing', async () => {
    const roster = 'ab'.repeat(32)
    const where = ['--folder', join(folder, 'trustee'), '--register', 'http://127.0.0.1:9', '--to', roster]
    const session = atTerminal(['trustee', 'hand-on', ...where])
    await session.shows(new RegExp(`${roster}[^]*Type yes`))
    session.type('no\r')
    expect(await session.ended).toBe(2)
    expect(existsSync(join(folder, 'trustee/hand-on.json'))).toBe(false)
  })

  test('a check of a log is shown as a bar that gets full, and is gone when the result is said', async () => {
    const log = makeLog(join(folder, 'checked'), 700)
    const session = atTerminal(['log', 'fsck', log.folder, '--vkey', log.vkey])
    expect(await session.ended).toBe(0)
    const [before, after] = session.shown().split(`[${'#'.repeat(32)}] 700 of 700 entries`) as [
      string,
      string,
    ]
    expect(before).not.toContain('is sound')
    expect(after).toMatch(/^\r\n\u001b\[1F\u001b\[0JThe log log\.example is sound: 700 entries/)
  })

  test('a hammered log is shown as lines that are written again and again, and once to whoever has no terminal', async () => {
    const log = makeLog(join(folder, 'hammered'), 700)
    const hammer = ['log', 'hammer', log.folder, '--vkey', log.vkey, '--reads', '20']
    const lines =
      /log +700 entries, \d+ s\r?\nwritten +0, .*\r?\nin log .*\r?\nread +\d+, .*\r?\nlies +0; .*\r?\n/
    const again = '\u001b[5F\u001b[0J'
    const session = atTerminal(hammer)
    await session.shows(/(\u001b\[5F[^]*){2}/)
    session.type('\u0003')
    expect(await session.ended).toBe(0)
    const panels = session.shown().split(again)
    for (const panel of panels) expect(panel).toMatch(lines)
    const plain = await avow([...hammer, '--for', '1'])
    expect([plain.code, plain.stderr]).toEqual([0, ''])
    expect(plain.stdout.replace(lines, '')).toBe('')
  })
})
