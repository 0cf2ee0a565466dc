/** The unit for systemd, by systemd's own judgement. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'

const unit = readFileSync(fileURLToPath(new URL('../systemd/avow-trustee.service', import.meta.url)), 'utf8')
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0
const folder = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** As it would be where the project lies at /opt/avow: with paths that there are on this machine. */
function placed(): string {
  const path = join(folder, 'avow-trustee.service')
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  const here = unit
    .replace(/^ExecStart=.*$/m, `ExecStart=${process.execPath} ${main}`)
    .replace(/^Documentation=.*\n/m, '')
  writeFileSync(path, here)
  return path
}

const analyze = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' })
  return { status, text: stdout + stderr }
}

test('its settings are settings of the daemon', () => {
  const [, settings = ''] = /^Environment=(.*)$/m.exec(unit) ?? []
  const environment = Object.fromEntries(settings.split(' ').map((one) => one.split('=') as [string, string]))
  const config = readConfig({ ...environment, AVOW_REGISTER: 'https://register.example' })
  expect(config.port).toBe(8470)
  expect(unit).toContain(`SocketBindAllow=ipv4:tcp:${config.port}`)
})

describe.skipIf(!hasSystemd)('systemd', () => {
  test('finds no fault in it', () => {
    const { status, text } = analyze('verify', placed())
    expect([status, text.split('\n').filter((line) => line.includes('avow-trustee'))]).toEqual([0, []])
  })

  test('calls its exposure low', () => {
    const { status, text } = analyze('security', '--offline=true', '--threshold=20', placed())
    expect([status, text]).toEqual([0, expect.stringMatching(/Overall exposure level[^]*: [01]\.\d/)])
  })
})
