import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { makeKeys, publicKeysOf, readKeys } from '../src/keys.ts'

const folders: string[] = []
const freshFolder = () => {
  folders.push(mkdtempSync(join(tmpdir(), 'avow-trustee-')))
  return join(folders.at(-1)!, 'keys')
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const modeOf = (path: string) => statSync(path).mode & 0o777

test('keys are made once, for their own user only', async () => {
  const folder = freshFolder()
  const made = await makeKeys(folder)
  expect(await makeKeys(folder)).toEqual(made)
  expect(modeOf(folder)).toBe(0o700)
  for (const file of readdirSync(folder)) expect(modeOf(join(folder, file))).toBe(0o600)
  expect((await publicKeysOf(made)).recipient).toMatch(/^age1pq1/)
})

test('a folder that was open to others is closed', async () => {
  const folder = freshFolder()
  await makeKeys(folder)
  chmodSync(folder, 0o755)
  await makeKeys(folder)
  expect(modeOf(folder)).toBe(0o700)
})

test.each(['identity.txt', 'signing.key'])('a damaged %s is an error that does not show it', async (file) => {
  const folder = freshFolder()
  await makeKeys(folder)
  const before = readFileSync(join(folder, file), 'utf8')
  writeFileSync(join(folder, file), before.slice(1))
  const read = () => readKeys(folder)
  expect(read).toThrow(expect.objectContaining({ code: 'keys_invalid', details: { path: file } }))
  expect(readFileSync(join(folder, file), 'utf8')).toBe(before.slice(1))
})

test('a key that is missing is not made anew when the daemon only reads', () => {
  expect(() => readKeys(freshFolder())).toThrow(expect.objectContaining({ code: 'keys_invalid' }))
})
