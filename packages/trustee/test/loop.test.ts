import { expect, test } from 'vitest'
import { ClientError } from '@avow/client'
import { TrusteeError } from '../src/error.ts'
import { createLoop } from '../src/loop.ts'
import { createLogger } from '../src/logger.ts'

/** A loop over rounds that were given; stops after the last. */
function loopOf(rounds: (() => void)[]) {
  const stop = new AbortController()
  const sleeps: number[] = []
  const lines: string[] = []
  const seen: unknown[] = []
  const round = async () => {
    seen.push({ ...loop.state() })
    const next = rounds.shift()
    if (rounds.length === 0) stop.abort()
    next?.()
  }
  const sleep = async (milliseconds: number) => void sleeps.push(milliseconds)
  const logger = createLogger(
    (line) => lines.push(line),
    () => 0,
  )
  const loop = createLoop({ trustee: { round }, logger, sleep, random: () => 1 })
  return { run: () => loop.run(stop.signal), sleeps, lines, seen }
}

const away = () => {
  throw new ClientError('unreachable', 'the register did not answer')
}

test('waits longer while the register is away, and goes on as if nothing had been', async () => {
  const { run, sleeps, seen } = loopOf([away, away, away, () => {}, () => {}])
  await run()
  expect(sleeps).toEqual([1000, 2000, 4000])
  expect(seen.at(-2)).toEqual({ alarm: 'unreachable', failures: 3 })
  expect(seen.at(-1)).toEqual({ alarm: null, failures: 0 })
})

test('says in its health why the register refuses', async () => {
  const refuse = () => {
    throw new ClientError('refused', 'no', { code: 'feed_time', status: 403 })
  }
  const { run, seen } = loopOf([refuse, () => {}, () => {}])
  await run()
  expect(seen.at(1)).toEqual({ alarm: 'feed_time', failures: 1 })
})

test('an agreement that cannot be followed is an alarm that is said once, and slows nothing', async () => {
  const early = () => {
    throw new TrusteeError('agreement_early', 'statements are on their way to another roster')
  }
  const { run, sleeps, lines, seen } = loopOf([early, early, early, away, () => {}, () => {}])
  await run()
  expect(seen.at(3)).toEqual({ alarm: 'agreement_early', failures: 3 })
  expect(lines.filter((line) => line.includes('agreement_early'))).toHaveLength(1)
  expect(sleeps).toEqual([1000])
})

test('a defect ends a round, not the daemon, and its message is not written down', async () => {
  const fault = () => {
    throw new Error('AGE-SECRET-KEY-1EXAMPLE')
  }
  const { run, lines, seen } = loopOf([fault, () => {}, () => {}])
  await run()
  expect(seen.at(1)).toEqual({ alarm: 'unexpected', failures: 1 })
  expect(lines.join('')).not.toContain('AGE-SECRET-KEY')
})
