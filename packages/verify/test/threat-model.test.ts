/** A claim in a table of spec/ names the test that tries to break it: the test must be there. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const root = new URL('../../../', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, root), 'utf8')

/** Rows of a table as their cells; `\|` is no border. */
const rowsIn = (table: string): string[][] =>
  table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))

/** The rows below each head whose last cell is `test`. */
function rowsWithTests(text: string): string[][] {
  const tables = text.split(/\n(?!\|)/).map(rowsIn)
  return tables.filter(([head]) => head?.at(-1) === 'test').flatMap(([, , ...rows]) => rows)
}

/** `room/file` is in the tests of that package; a folder above the house, and whoever spells the whole path, says it as it is. */
function fileOf(name: string): string {
  const [room, ...rest] = name.split('/')
  return existsSync(new URL(`packages/${room}/`, root)) ? `packages/${room}/test/${rest.join('/')}` : name
}

const texts = globSync(['spec/**/*.md', 'docs/*.md'], { cwd: root })
const guarded = texts.filter((file) => rowsWithTests(read(file)).length > 0)

test('the threat model and what each party sees of conditions are guarded', () => {
  expect(guarded).toEqual(expect.arrayContaining(['spec/threat-model.md', 'spec/conditions.md']))
})

describe.each(texts)('%s', (file) => {
  test('names only tests that exist', () => {
    const named = [...read(file).matchAll(/`([^`\s]*\.test\.[^`\s]*)`/g)].map(([, name]) => name!)
    expect(named.filter((name) => !existsSync(new URL(fileOf(name), root)))).toEqual([])
    if (guarded.includes(file)) expect(named.length).toBeGreaterThan(5)
  })
})

describe.each(guarded)('%s', (file) => {
  const rows = rowsWithTests(read(file))

  test('holds nothing in the column of tests but tests', () => {
    const one = String.raw`\`[^\`\s]+\.test\.tsx?\``
    for (const row of rows) expect(row.at(-1)).toMatch(new RegExp(`^(${one}(, ${one})*)?$`))
  })

  test('every row that claims protection names a test, and every row without one says that it is not stopped', () => {
    const honest = /not stopped|not protected|not claimed|nobody can prove|chooses N and t/i
    for (const row of rows) if (row.at(-1) === '') expect(row.join(' | ')).toMatch(honest)
  })
})
