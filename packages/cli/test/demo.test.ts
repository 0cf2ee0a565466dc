import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { choices } from '../src/demo/too-few.ts'
import { flipBytes, placesToFlip } from '../src/demo/flips.ts'
import { avow, folderForTests, isRunning, startAvow } from './avow.ts'

const folder = folderForTests()
const at = (name: string) => join(folder, name)

/** A folder for temporary files that only these tests use; the database's own user must get in, as into the system's. */
const temporary = at('tmp')
mkdirSync(temporary)
chmodSync(temporary, 0o1777)
chmodSync(folder, 0o755)

const steps = [
  'network',
  'seal',
  'deposit',
  'held',
  'too_few',
  'word',
  'released',
  'opened',
  'published',
  'proof',
  'offline',
  'flips',
]

test('takes a text the whole way, shows each step with its timing, and leaves a proof bundle and nothing else', async () => {
  // Right to left, a byte order mark, line ends of another system, no line end at the end.
  writeFileSync(at('letter.ar.txt'), '\ufeffكنتُ هناك.\r\n\r\nوقّعتُ.')
  const proof = at('letter.avowproof')
  const { code, stdout, stderr, values } = await avow(
    [
      'demo',
      at('letter.ar.txt'),
      '--trustees',
      '4',
      '--threshold',
      '3',
      '--flips',
      '60',
      '--out',
      proof,
      '--json',
    ],
    { env: { TMPDIR: temporary } },
  )
  expect([code, stderr]).toEqual([0, ''])
  expect(values.slice(0, -1).map(({ step }) => step)).toEqual(steps)
  for (const { holds, seconds } of values) expect([holds, typeof seconds]).toEqual([true, 'number'])
  expect(values.find(({ step }) => step === 'too_few')).toMatchObject({ few: 2, threshold: 3, groups: 6 })
  const { flips } = values.find(({ step }) => step === 'flips')!
  expect(flips).toHaveLength(60)
  for (const flip of flips)
    expect(flip).toMatchObject({ where: expect.stringMatching(/./), code: expect.any(String) })
  expect(values.at(-1)).toMatchObject({ holds: true, steps: steps.length, file: proof })
  expect(stdout).not.toContain('AGE-SECRET-KEY')
  // Its network and its keys are gone; the proof bundle is whole without them.
  expect(readdirSync(temporary)).toEqual([])
  const verified = await avow(['verify', proof, '--text', '--json'])
  expect([verified.code, verified.values[0]]).toMatchObject([
    0,
    { status: 'proven', document: { language: 'ar', direction: 'rtl', title: 'كنتُ هناك.' } },
  ])
  expect(verified.values[0]!['document'].body).toEqual([[{ text: 'كنتُ هناك.' }], [{ text: 'وقّعتُ.' }]])
})

test('a file that is no text is refused before anything is started', async () => {
  writeFileSync(at('binary.txt'), Uint8Array.of(1, 2, 255, 254))
  for (const file of [at('binary.txt'), at('nowhere.txt')]) {
    const { code, stdout, stderr } = await avow(['demo', file], { env: { TMPDIR: temporary } })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.trim().split('\n')).toHaveLength(1)
  }
  expect(readdirSync(temporary)).toEqual([])
})

test('interrupted, it ends its network and removes its folder', async () => {
  writeFileSync(at('interrupted.txt'), 'I was there.')
  const running = startAvow(['demo', at('interrupted.txt')], { env: { TMPDIR: temporary } })
  const network = (await running.next()) as { step: string; folder: string; pids: number[] }
  expect(network.step).toBe('network')
  expect(network.pids).toHaveLength(5)
  running.child.kill('SIGINT')
  expect(await running.ended).toBe(1)
  expect(JSON.parse(running.stderr())).toMatchObject({ error: { code: 'interrupted' } })
  expect(network.pids.filter(isRunning)).toEqual([])
  expect(existsSync(network.folder)).toBe(false)
})

test('every byte of a small bundle counts, whichever of its bits is another', async () => {
  const bytes = Uint8Array.from(
    readFileSync(join(import.meta.dirname, '../../../vectors/valid/proof-bundle/now.avowproof')),
  )
  const every = placesToFlip(bytes, Number.POSITIVE_INFINITY)
  expect(every.map(({ offset }) => offset)).toEqual([...bytes.keys()])
  const some = every.filter(({ offset }) => offset % 97 === 0)
  const { found, missed } = await flipBytes(bytes, some)
  expect([found.length, missed]).toEqual([some.length, []])
})

test('a flip that the verdict would not find is counted as missed', async () => {
  const bytes = Uint8Array.from(
    readFileSync(join(import.meta.dirname, '../../../vectors/valid/proof-bundle/now.avowproof')),
  )
  // No bit is changed, so the bundle verifies: what the step must never take for a success.
  expect(await flipBytes(bytes, [{ offset: 100, bit: 8 }])).toEqual({ found: [], missed: [100] })
})

test('all groups of so many trustees', () => {
  expect(choices(2, 1, 4)).toEqual([
    [1, 2],
    [1, 3],
    [1, 4],
    [2, 3],
    [2, 4],
    [3, 4],
  ])
  expect(choices(1, 1, 3)).toEqual([[1], [2], [3]])
})
