/** What an operator agrees to by hand (docs/operating/trustee.md, "Handing on"). */
import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Hash, type PublicKey } from '@avow/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readAgreeConfig } from '../src/config.ts'
import { makeKeys } from '../src/keys.ts'
import { agree } from '../src/reshare/agree.ts'
import { readAgreement, writeAgreement } from '../src/reshare/agreement.ts'

const roster = 'ab'.repeat(32) as Hash
const gone = ['cd'.repeat(32) as PublicKey]

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'avow-agreement-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('is kept as it was made, for its own user only, and the last one counts', () => {
  expect(readAgreement(folder)).toBeUndefined()
  writeAgreement(folder, { roster, gone: [] })
  writeAgreement(folder, { roster, gone })
  expect(readAgreement(folder)).toEqual({ roster, gone })
  writeAgreement(folder, { roster, gone, instead: true })
  expect(readAgreement(folder)).toEqual({ roster, gone, instead: true })
  if (process.platform !== 'win32') expect(statSync(join(folder, 'hand-on.json')).mode & 0o077).toBe(0)
  writeAgreement(folder, undefined)
  expect(readAgreement(folder)).toBeUndefined()
})

const whole = JSON.stringify({ roster, gone })

test.each([
  ...Array.from({ length: whole.length }, (_, end) => whole.slice(0, end)),
  'null',
  '[]',
  JSON.stringify({ roster: 'ab', gone }),
  JSON.stringify({ roster, gone: [1] }),
  JSON.stringify({ roster, gone: 'cd' }),
  JSON.stringify({ roster, gone, instead: 1 }),
])('is refused whole where it is damaged', (text) => {
  writeFileSync(join(folder, 'hand-on.json'), text)
  expect(() => readAgreement(folder)).toThrow(expect.objectContaining({ code: 'agreement_invalid' }))
})

test('names a roster and those who are gone; without a roster nothing is agreed', () => {
  const environment = { AVOW_TRUSTEE_FOLDER: folder, AVOW_REGISTER: 'http://127.0.0.1:1/' }
  const full = { ...environment, AVOW_TRUSTEE_HAND_ON: roster, AVOW_TRUSTEE_GONE: gone.join(',') }
  expect(readAgreeConfig({ ...full, AVOW_TRUSTEE_INSTEAD: '1' }).instead).toBe(true)
  expect(readAgreeConfig(full)).toMatchObject({
    to: roster,
    gone,
    register: 'http://127.0.0.1:1',
    instead: false,
    show: false,
  })
  expect(() => readAgreeConfig(environment)).toThrow(expect.objectContaining({ code: 'config_invalid' }))
})

test.skipIf(process.getuid?.() !== 0)(
  'is the daemon’s to read, also where the administrator has agreed',
  () => {
    chownSync(folder, 4711, 4712)
    writeAgreement(folder, { roster, gone })
    expect(statSync(join(folder, 'hand-on.json'))).toMatchObject({ uid: 4711, gid: 4712 })
  },
)

test('is not made beside no keys, where no daemon would read it, nor with keys that are none', async () => {
  const asked = { folder, register: 'http://127.0.0.1:9', to: roster, gone, instead: false, show: false }
  const refused = (setting: string) => ({ code: 'config_invalid', details: { setting } })
  await expect(agree(asked)).rejects.toMatchObject(refused('AVOW_TRUSTEE_FOLDER'))
  await makeKeys(folder)
  const cut = { ...asked, gone: [gone[0]!.slice(1) as PublicKey] }
  await expect(agree(cut)).rejects.toMatchObject(refused('AVOW_TRUSTEE_GONE'))
  await expect(agree(asked)).rejects.toMatchObject({ code: 'unreachable' })
  expect(readAgreement(folder)).toBeUndefined()
})
