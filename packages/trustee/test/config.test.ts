import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readBackupConfig, readConfig, readIdentityConfig } from '../src/config.ts'

const environment = {
  AVOW_TRUSTEE_FOLDER: '/tmp/t',
  AVOW_TRUSTEE_NAME: 'Office of N. N.',
  AVOW_REGISTER: 'https://register.example/',
}

test('an environment becomes a configuration', () => {
  const roster = 'ab'.repeat(32)
  expect(
    readConfig({
      ...environment,
      AVOW_TRUSTEE_ROSTER: roster,
      AVOW_TRUSTEE_PORT: '0',
      AVOW_PARENT_PIPE: '1',
      AVOW_TRUSTEE_WORK_BITS: '12',
      AVOW_TRUSTEE_INBOX_PORT: '8471',
    }),
  ).toEqual({
    folder: '/tmp/t',
    name: 'Office of N. N.',
    register: 'https://register.example',
    roster,
    port: 0,
    inbox: { port: 8471, perMinute: 600 },
    limits: { work: 12, perHour: 600 },
    parentPipe: true,
    passphraseFile: undefined,
    webhook: undefined,
  })
})

test.each([
  ['AVOW_REGISTER', undefined],
  ['AVOW_REGISTER', 'register.example'],
  ['AVOW_REGISTER', 'file:///etc/passwd'],
  ['AVOW_TRUSTEE_ROSTER', 'AB'.repeat(32)],
  ['AVOW_TRUSTEE_ROSTER', 'ab'],
  ['AVOW_TRUSTEE_PORT', '70000'],
  ['AVOW_TRUSTEE_PORT', '-1'],
  ['AVOW_TRUSTEE_INBOX_PORT', '70000'],
  ['AVOW_TRUSTEE_WORK_BITS', '41'],
  ['AVOW_TRUSTEE_EVALUATIONS', 'many'],
  ['AVOW_TRUSTEE_WEBHOOK', 'file:///etc/passwd'],
  ['AVOW_TRUSTEE_WEBHOOK', 'alarm.example'],
  ['AVOW_TRUSTEE_NAME', 'x'.repeat(101)],
])('%s = %s is refused by name', (setting, value) => {
  expect(() => readConfig({ ...environment, [setting]: value })).toThrow(
    expect.objectContaining({ code: 'config_invalid', details: { setting } }),
  )
})

test('there is no inbox unless a port says so, and its limit is at least one act', () => {
  const inbox = { ...environment, AVOW_TRUSTEE_INBOX_ACTS: '20' }
  expect(readConfig(inbox).inbox).toBeUndefined()
  expect(readConfig({ ...inbox, AVOW_TRUSTEE_INBOX_PORT: '0' }).inbox).toEqual({ port: 0, perMinute: 20 })
  const none = { ...inbox, AVOW_TRUSTEE_INBOX_PORT: '0', AVOW_TRUSTEE_INBOX_ACTS: '0' }
  expect(() => readConfig(none)).toThrow(
    expect.objectContaining({ details: { setting: 'AVOW_TRUSTEE_INBOX_ACTS' } }),
  )
})

test('init needs no register', () => {
  expect(readIdentityConfig({ AVOW_TRUSTEE_FOLDER: '/tmp/t' })).toEqual({
    folder: '/tmp/t',
    name: 'trustee',
    passphraseFile: undefined,
  })
})

test('the passphrase is in the file that is named, otherwise in the credential of systemd, if there is one', () => {
  const credentials = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
  onTestFinished(() => rmSync(credentials, { recursive: true }))
  const fileOf = (more: Record<string, string>) =>
    readIdentityConfig({ ...environment, ...more }).passphraseFile
  expect(fileOf({ CREDENTIALS_DIRECTORY: credentials })).toBeUndefined()
  writeFileSync(join(credentials, 'avow-trustee-passphrase'), 'x')
  expect(fileOf({ CREDENTIALS_DIRECTORY: credentials })).toBe(join(credentials, 'avow-trustee-passphrase'))
  const named = { CREDENTIALS_DIRECTORY: credentials, AVOW_TRUSTEE_PASSPHRASE_FILE: '/tmp/p' }
  expect(fileOf(named)).toBe('/tmp/p')
  expect(fileOf({ ...named, AVOW_TRUSTEE_PASSPHRASE_FILE: '-' })).toBe('-')
})

test('a backup needs its file', () => {
  expect(() => readBackupConfig(environment)).toThrow(
    expect.objectContaining({ code: 'config_invalid', details: { setting: 'AVOW_TRUSTEE_BACKUP' } }),
  )
  expect(readBackupConfig({ ...environment, AVOW_TRUSTEE_BACKUP: '/tmp/b.age' })).toMatchObject({
    backup: '/tmp/b.age',
    retire: false,
    isAlone: false,
  })
})
