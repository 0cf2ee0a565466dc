/**
 * Two witness processes on one folder, asked by several clients at once for two branches of one log, and killed again
 * and again. What was answered must be remembered, and of two branches only one is ever cosigned.
 */
import { join } from 'node:path'
import { parseCheckpoint, parseNote } from '@avow/tlog'
import { expect, test } from 'vitest'
import { openStore } from '../src/index.ts'
import { createLog, makeFolder } from './setting.ts'
import { type WitnessProcess, startWitness } from './witness-process.ts'

const origin = 'register.example/log'
const branches = [createLog(origin), createLog(origin, 1, 'fork', 4)]
const [rounds, answersPerRound] = [8, 12]

interface Cosigned {
  readonly size: number
  readonly branch: number
}

test('killed at any moment, it neither forgets nor contradicts what it cosigned', async () => {
  const folder = join(makeFolder(), 'state')
  const environment = { AVOW_WITNESS_FOLDER: folder, AVOW_WITNESS_LOGS: branches[0]!.vkey }
  const cosigned: Cosigned[] = []

  /** One request for a larger tree of a branch. @returns the size that the witness is at; undefined when it died */
  async function ask({ address }: WitnessProcess, branch: number, from: number): Promise<number | undefined> {
    const [log, size] = [branches[branch]!, from + 1]
    const request = { method: 'POST', body: log.request(from, size) }
    const response = await fetch(`${address}/add-checkpoint`, request).catch(() => undefined)
    const text = await response?.text().catch(() => undefined)
    if (!response || text === undefined) return undefined
    if (response.status === 409) return Number(text)
    if (response.status === 200) cosigned.push({ size, branch })
    return response.status === 200 ? size : from
  }

  async function client(witness: WitnessProcess, branch: number, enough: () => boolean): Promise<void> {
    let at: number | undefined = 0
    while (at !== undefined && !enough()) at = await ask(witness, branch, at)
  }

  for (let round = 0; round < rounds; round += 1) {
    const before = cosigned.length
    const witnesses = await Promise.all([startWitness(environment), startWitness(environment)])
    const hasEnough = () => {
      if (cosigned.length < before + answersPerRound) return false
      for (const { child } of witnesses) child.kill('SIGKILL')
      return true
    }
    await Promise.all(
      witnesses.flatMap((witness) => [0, 1].map((branch) => client(witness, branch, hasEnough))),
    )
    await Promise.all(witnesses.map(({ ended }) => ended))
  }

  const beyondFork = new Set(cosigned.filter(({ size }) => size > 4).map(({ branch }) => branch))
  expect(beyondFork.size).toBe(1)
  const store = openStore(folder)
  const latest = parseCheckpoint(parseNote(store.latest(origin)!.note).text)
  store.close()
  const largest = Math.max(...cosigned.map(({ size }) => size))
  expect(latest.size).toBeGreaterThanOrEqual(largest)
  expect(latest).toMatchObject(branches[[...beyondFork][0]!]!.head(latest.size))
  // An answer may get lost with the process; apart from those each size was cosigned once.
  const sizes = cosigned.map(({ size }) => size)
  expect(new Set(sizes).size).toBe(sizes.length)
})
