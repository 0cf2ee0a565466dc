import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder, makePrivateFolder } from '../src/folder.ts'

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'avow-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('is made with those above it, and told which were not there', () => {
  const root = openFolder()
  expect(makeFolder(join(root, 'a', 'b'))).toEqual([join(root, 'a'), join(root, 'a', 'b')])
  expect(makeFolder(join(root, 'a', 'b', 'c'))).toEqual([join(root, 'a', 'b', 'c')])
  expect(makeFolder(join(root, 'a'))).toEqual([])
})

test('of its own user only is closed to others, also when it was there', () => {
  const folder = join(openFolder(), 'a')
  makePrivateFolder(folder)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  chmodSync(folder, 0o755)
  makePrivateFolder(folder)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

test('that cannot be made is an error: below a file, and where the system makes none', () => {
  const file = join(openFolder(), 'file')
  writeFileSync(file, '')
  expect(() => makeFolder(join(file, 'a'))).toThrow(expect.objectContaining({ syscall: 'mkdir' }))
  if (existsSync('/proc/self')) expect(() => makeFolder('/proc/avow/a')).toThrow(/ENOENT|EACCES|EPERM/)
})
