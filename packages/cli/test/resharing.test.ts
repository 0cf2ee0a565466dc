/** A trustee is gone for good and another takes its place, by the commands of docs/operating/trustee.md, "Handing on". */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@avow/client'
import { rosterHashOf } from '@avow/core'
import { expect, test } from 'vitest'
import { type Running, avow, folderForTests, startAvow } from './avow.ts'
import { type SealedFiles, networkForTests, sealFiles } from './network.ts'

const folder = folderForTests()
const at = (name: string) => join(folder, name)
const network = networkForTests(folder, { idleTrustees: true })
const register = () => ['--register', network().address]
const client = () => createClient({ base: network().address })

const folderOf = (number: number) => ['--folder', at(`network/trustee-${number}`)]
const named = (number: number) => [...folderOf(number), '--name', `Trustee ${number}`]

async function serve(number: number, ...more: string[]): Promise<Running> {
  const daemon = startAvow(['trustee', 'serve', ...named(number), ...register(), ...more])
  expect(await daemon.next()).toMatchObject({ ready: true })
  return daemon
}

async function end({ child, ended }: Running, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal)
  await ended
}

const statusOf = ({ words }: SealedFiles, ...more: string[]) =>
  avow(['status', ...register(), '--words', words, ...more])

/** Sealed for the roster of now, and held by all its trustees. */
async function deposit(name: string): Promise<SealedFiles> {
  const files = await sealFiles(folder, name, { address: network().address })
  expect((await avow(['deposit', files.file, ...register()])).code).toBe(0)
  expect((await statusOf(files, '--wait', 'held')).code).toBe(0)
  return files
}

const rosterHash = async () => rosterHashOf(await client().roster())

/** The register's operator lists a new trustee in place of the third. @returns hash of the new roster, and the new key */
async function replaceThird() {
  const list = at('network/trustees.json')
  const { values } = await avow(['trustee', 'init', ...named(4), '--json'])
  const [first, second] = JSON.parse(readFileSync(list, 'utf8')) as unknown[]
  writeFileSync(list, JSON.stringify([first, second, values[0]]))
  await network().restart('register')
  return { roster: await rosterHash(), key: String(values[0]!['key']) }
}

/** Only the test's time limit ends it. */
async function until(isDone: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isDone())) await delay(500)
}

const handOn = (...args: string[]) => avow(['trustee', 'hand-on', ...register(), ...args])

test('the others hand a statement on when their operators agree, and those who hold it now open it', async () => {
  const old = await rosterHash()
  const third = await serve(3)
  const [first, second] = [await serve(1), await serve(2)]
  const sealed = await deposit('letter')
  await end(third, 'SIGKILL')
  rmSync(at('network/trustee-3'), { recursive: true })
  const { roster, key } = await replaceThird()
  await serve(4, '--roster-hash', roster)

  // All have read the log under the new roster, and nobody has agreed to anything.
  await deposit('later')
  const { stdout } = await statusOf(sealed)
  expect(stdout).toContain('Trustee 3, Trustee 3: holds its share')
  expect(stdout).not.toContain('handed on')

  const shown = await handOn('--to', roster, '--show')
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining(`Trustee 4 (${key.slice(0, 16)})`)])
  expect(shown.stdout).not.toContain('Agreed')
  const answer = await fetch(`${network().address}/api/v1/rosters/${old}`)
  const { trustees } = (await answer.json()) as { trustees: { key: string }[] }
  const agreement = ['--to', roster, '--gone', trustees[2]!.key]
  const unsure = await handOn(...folderOf(1), ...agreement)
  expect([unsure.code, unsure.stderr]).toEqual([2, expect.stringContaining('say --agreed')])
  // To hand everything on to somebody who is said to be gone, or to agree where no trustee is, is a slip.
  const slips = [
    [...folderOf(1), '--to', roster, '--gone', key],
    [...folderOf(5), ...agreement],
  ]
  for (const slip of slips) expect(await handOn(...slip, '--agreed')).toMatchObject({ code: 2, stdout: '' })
  const unknown = await handOn(...folderOf(1), '--to', 'ab'.repeat(32), '--agreed')
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    expect.stringMatching(/^The register knows no roster[^\n]*\n$/),
  ])
  const agreeAs = async (number: number) => {
    const agreed = await handOn(...folderOf(number), ...agreement, '--agreed')
    expect([agreed.code, agreed.stdout]).toEqual([
      0,
      expect.stringMatching(/^Agreed\.[^]* gone for good: 1\.$/m),
    ])
  }
  await agreeAs(1)
  await until(async () => (await statusOf(sealed)).stdout.includes('being changed without you'))
  // What one alone hands on nobody can hold.
  const begun = await statusOf(sealed, '--json')
  expect(begun.values[0]).toMatchObject({
    handedOnTo: [roster],
    heldUnder: old,
    former: [{ name: 'Trustee 4' }],
  })
  await agreeAs(2)
  // Who stays goes by the new roster from now on.
  for (const daemon of [first, second]) await end(daemon, 'SIGTERM')
  const staying = [await serve(1, '--roster-hash', roster), await serve(2, '--roster-hash', roster)]

  await until(async () => (await statusOf(sealed)).stdout.includes('Trustee 3, Trustee 4: holds its share'))
  await until(() => staying.every(({ stderr }) => stderr().includes('"handed on and destroyed"')))
  expect((await statusOf(sealed)).stdout).toMatch(
    /handed on to other trustees[^]*Besides them:\n {2}Trustee 3: holds its share\n$/,
  )
  const { values } = await statusOf(sealed, '--json')
  expect(values[0]).toMatchObject({
    state: 'witnessed',
    handedOnTo: [roster],
    heldUnder: roster,
    former: [{ name: 'Trustee 3' }],
  })

  // Two of the three open it, and one of them is new.
  await end(staying[0]!, 'SIGTERM')
  const word = await avow(['word', ...register(), '--words', sealed.words, '--wait', '--json'])
  expect(word.values.at(-1)).toMatchObject({ state: 'published' })
  writeFileSync(at('letter.avowproof'), await client().proof(word.values[0]!['statement']))
  const verified = await avow(['verify', at('letter.avowproof'), '--roster-hash', old, '--text', '--json'])
  expect([verified.code, verified.values[0]]).toMatchObject([
    0,
    { status: 'proven', roster: { status: 'proven' }, document: { title: 'What I signed' } },
  ])
}, 900_000)
