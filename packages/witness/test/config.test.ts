import { expect, test } from 'vitest'
import { readConfig, readIdentityConfig } from '../src/config.ts'
import { createLog } from './setting.ts'

const [first, second] = [createLog('a.example'), createLog('b.example', 2)]
const environment = {
  AVOW_WITNESS_FOLDER: '/tmp/w',
  AVOW_WITNESS_NAME: 'witness.example/w1',
  AVOW_WITNESS_LOGS: `${first.vkey}, ${second.vkey}`,
}

test('an environment becomes a configuration', () => {
  expect(readConfig({ ...environment, AVOW_WITNESS_PORT: '0', AVOW_PARENT_PIPE: '1' })).toEqual({
    folder: '/tmp/w',
    name: 'witness.example/w1',
    mlDsa: false,
    host: '127.0.0.1',
    port: 0,
    logs: [expect.objectContaining({ name: 'a.example' }), expect.objectContaining({ name: 'b.example' })],
    parentPipe: true,
  })
})

test('init needs no logs', () => {
  expect(readIdentityConfig({ AVOW_WITNESS_FOLDER: '/tmp/w' })).toEqual({
    folder: '/tmp/w',
    name: undefined,
    mlDsa: false,
  })
})

test.each([
  ['AVOW_WITNESS_LOGS', ''],
  ['AVOW_WITNESS_LOGS', 'register.example'],
  ['AVOW_WITNESS_LOGS', `${first.vkey},`],
  ['AVOW_WITNESS_LOGS', 'w.example+3bdf6fb8+BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g'],
  ['AVOW_WITNESS_POLICY', '/nowhere/policy'],
  ['AVOW_WITNESS_NAME', 'a name'],
  ['AVOW_WITNESS_NAME', 'a+b'],
  ['AVOW_WITNESS_PORT', '65536'],
  ['AVOW_WITNESS_PORT', '-1'],
  ['AVOW_WITNESS_ML_DSA', 'yes'],
  ['AVOW_PARENT_PIPE', '2'],
])('%s = %s is refused by name', (setting, value) => {
  expect(() => readConfig({ ...environment, [setting]: value })).toThrow(
    expect.objectContaining({ code: 'config_invalid', details: { setting } }),
  )
})
