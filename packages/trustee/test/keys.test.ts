import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decryptWithPassphrase, encodeHex, encryptWithPassphrase } from '@avow/core'
import { afterEach, describe, expect, test } from 'vitest'
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
const passphrase = 'correct horse battery staple'

describe('plain keys', () => {
  test('are made once, for their own user only', async () => {
    const folder = freshFolder()
    const made = await makeKeys(folder)
    expect(await makeKeys(folder)).toEqual(made)
    expect(modeOf(folder)).toBe(0o700)
    for (const file of readdirSync(folder)) expect(modeOf(join(folder, file))).toBe(0o600)
    expect((await publicKeysOf(made)).recipient).toMatch(/^age1pq1/)
  })

  test('in a folder that was open to others are closed', async () => {
    const folder = freshFolder()
    await makeKeys(folder)
    chmodSync(folder, 0o755)
    await makeKeys(folder)
    expect(modeOf(folder)).toBe(0o700)
  })

  test.each(['identity.txt', 'signing.key'])(
    'a damaged %s is an error that does not show it',
    async (file) => {
      const folder = freshFolder()
      await makeKeys(folder)
      const before = readFileSync(join(folder, file), 'utf8')
      writeFileSync(join(folder, file), before.slice(1))
      await expect(readKeys(folder)).rejects.toMatchObject({ code: 'keys_invalid', details: { path: file } })
      expect(readFileSync(join(folder, file), 'utf8')).toBe(before.slice(1))
    },
  )

  test('that a kill left half written beside their names go at the next start', async () => {
    const folder = freshFolder()
    const made = await makeKeys(folder)
    for (const name of readdirSync(folder)) writeFileSync(join(folder, `${name}.new`), 'half a key')
    writeFileSync(join(folder, 'keys.age.new'), '')
    expect(await makeKeys(folder)).toEqual(made)
    expect(readdirSync(folder)).toEqual(['identity.txt', 'signing.key'])
  })

  test('that are missing are not made anew when the daemon only reads', async () => {
    await expect(readKeys(freshFolder())).rejects.toMatchObject({ code: 'keys_invalid' })
  })
})

describe('encrypted keys', () => {
  test('stand nowhere in the folder as they are, and open with their passphrase only', async () => {
    const folder = freshFolder()
    const made = await makeKeys(folder, passphrase)
    expect(readdirSync(folder)).toEqual(['keys.age'])
    expect(modeOf(join(folder, 'keys.age'))).toBe(0o600)
    const stored = readFileSync(join(folder, 'keys.age'))
    for (const secret of [made.identity, encodeHex(made.seed)]) expect(stored.includes(secret)).toBe(false)
    expect(await makeKeys(folder, passphrase)).toEqual(made)
    const wrong = { code: 'passphrase_wrong', details: { path: 'keys.age' } }
    await expect(readKeys(folder, `${passphrase} `)).rejects.toMatchObject(wrong)
    await expect(readKeys(folder)).rejects.toMatchObject({ code: 'passphrase_missing' })
    await expect(makeKeys(folder)).rejects.toMatchObject({ code: 'passphrase_missing' })
    expect(readdirSync(folder)).toEqual(['keys.age'])
  })

  test('are an identity file of age', async () => {
    const folder = freshFolder()
    const { identity } = await makeKeys(folder, passphrase)
    const text = await decryptWithPassphrase(passphrase, readFileSync(join(folder, 'keys.age')))
    const lines = new TextDecoder().decode(text).trim().split('\n')
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual([identity])
  })

  test('sealed by stock age under another form than NFC open, and new ones are sealed under NFC', async () => {
    const folder = freshFolder()
    const typed = 'cr\u00E8me br\u00FBl\u00E9e'.normalize('NFD')
    const made = await makeKeys(folder, typed)
    const path = join(folder, 'keys.age')
    const plain = await decryptWithPassphrase(typed.normalize('NFC'), readFileSync(path))
    writeFileSync(path, await encryptWithPassphrase(typed, plain, 10))
    for (const form of ['NFC', 'NFD']) expect(await readKeys(folder, typed.normalize(form))).toEqual(made)
  })

  test('take the place of plain ones, which go', async () => {
    const folder = freshFolder()
    const plain = await makeKeys(folder)
    expect(await makeKeys(folder, passphrase)).toEqual(plain)
    expect(readdirSync(folder)).toEqual(['keys.age'])
  })

  test('after a crash before the plain ones went, they go at the next start; others beside them stop it', async () => {
    const folder = freshFolder()
    const plain = await makeKeys(folder)
    const kept = join(folder, '..', 'kept')
    copyFileSync(join(folder, 'identity.txt'), kept)
    await makeKeys(folder, passphrase)
    copyFileSync(kept, join(folder, 'identity.txt'))
    expect(await makeKeys(folder, passphrase)).toEqual(plain)
    expect(existsSync(join(folder, 'identity.txt'))).toBe(false)
    writeFileSync(join(folder, 'signing.key'), `${'ab'.repeat(32)}\n`)
    await expect(makeKeys(folder, passphrase)).rejects.toMatchObject({ code: 'keys_invalid' })
    expect(existsSync(join(folder, 'signing.key'))).toBe(true)
  })

  test('cut short at any place, or changed, they are refused', async () => {
    const folder = freshFolder()
    await makeKeys(folder, passphrase)
    const file = readFileSync(join(folder, 'keys.age'))
    // Opening takes a second where the header is whole: a few places stand for the rest.
    for (const length of [0, 1, 30, 100, file.length - 17, file.length - 1]) {
      writeFileSync(join(folder, 'keys.age'), file.subarray(0, length))
      await expect(readKeys(folder, passphrase), String(length)).rejects.toMatchObject({
        code: 'passphrase_wrong',
      })
    }
    file[file.length - 1]! ^= 1
    writeFileSync(join(folder, 'keys.age'), file)
    await expect(readKeys(folder, passphrase)).rejects.toMatchObject({ code: 'passphrase_wrong' })
  })
})
