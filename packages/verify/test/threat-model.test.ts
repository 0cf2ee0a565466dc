/** A claim in the threat model names the test that tries to break it: the test must be there. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../../../', import.meta.url)
const text = readFileSync(new URL('spec/threat-model.md', root), 'utf8')

test('every test that the threat model names exists', () => {
  const named = [...text.matchAll(/`([a-z]+)\/([a-z-]+\.test\.tsx?)`/g)]
  expect(named.length).toBeGreaterThan(10)
  for (const [whole, room, file] of named)
    expect(existsSync(new URL(`packages/${room}/test/${file}`, root)), whole).toBe(true)
})

test('every row that claims protection names a test, and every row without one says that it is not stopped', () => {
  const rows = text
    .split('\n')
    .filter(
      (line) =>
        line.startsWith('| ') &&
        !line.startsWith('| who') &&
        !line.startsWith('| could') &&
        !line.startsWith('| ---'),
    )
  const honest = /not stopped|not protected|not claimed|nobody can prove|chooses N and t/i
  for (const row of rows) {
    const names = row.split('|').at(-2)!.trim()
    if (names === '') expect(row).toMatch(honest)
  }
  expect(rows.length).toBeGreaterThan(30)
})
