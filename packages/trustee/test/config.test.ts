import { expect, test } from 'vitest'
import { readConfig, readIdentityConfig } from '../src/config.ts'

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
    }),
  ).toEqual({
    folder: '/tmp/t',
    name: 'Office of N. N.',
    register: 'https://register.example',
    roster,
    port: 0,
    parentPipe: true,
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
  ['AVOW_TRUSTEE_NAME', 'x'.repeat(101)],
])('%s = %s is refused by name', (setting, value) => {
  expect(() => readConfig({ ...environment, [setting]: value })).toThrow(
    expect.objectContaining({ code: 'config_invalid', details: { setting } }),
  )
})

test('init needs no register', () => {
  expect(readIdentityConfig({ AVOW_TRUSTEE_FOLDER: '/tmp/t' })).toEqual({ folder: '/tmp/t', name: 'trustee' })
})
