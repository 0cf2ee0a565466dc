/** At a terminal: words are shown once, typed again, asked for without echo. A pseudo terminal by util-linux' `script`. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deriveKeys, decodeEnvelope, parseWords } from '@avow/core'
import { describe, expect, test } from 'vitest'
import { folderForTests, pairsIn } from './avow.ts'

const folder = folderForTests()
const main = join(import.meta.dirname, '../src/main.ts')
const roster = join(import.meta.dirname, '../../../vectors/valid/roster/three-trustees-two-witnesses.json')
const hasScript = spawnSync('script', ['--version']).status === 0

interface Session {
  /** Resolves with everything that was shown, when it has shown this. */
  shows(what: RegExp): Promise<string>
  type(text: string): void
  readonly ended: Promise<number | string>
  shown(): string
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

function atTerminal(args: readonly string[]): Session {
  const line = [process.execPath, main, ...args].map(quote).join(' ')
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    stdio: 'pipe',
    env: { ...process.env, TERM: 'xterm', AVOW_REGISTER: '' },
  })
  let text = ''
  const waiting = new Set<() => void>()
  child.stdout.on('data', (chunk) => {
    text += String(chunk)
    for (const look of waiting) look()
  })
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal!)),
  )
  return {
    ended,
    shown: () => text,
    type: (keys) => void child.stdin.write(keys),
    shows: (what) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!what.test(text)) return
          waiting.delete(look)
          resolve(text)
        }
        waiting.add(look)
        void ended.then(() => reject(new Error(`it ended without showing ${what}: ${text}`)))
        look()
      }),
  }
}

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
})
