import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createLogger } from '../src/logger.ts'
import { type AlarmReport, createWebhook, postTo } from '../src/webhook.ts'

const now = Date.parse('2027-01-01T12:00:00Z')

/** A webhook whose waits end when the test says so. */
function hookOf(answers: boolean[] = []) {
  const stop = new AbortController()
  const posted: AlarmReport[] = []
  const waits: number[] = []
  const lines: string[] = []
  let wake: (() => void)[] = []
  const tell = createWebhook({
    post: async (report) => {
      if (answers.shift() === false) throw new Error('AGE-SECRET-KEY-1EXAMPLE')
      posted.push(report)
    },
    logger: createLogger(
      (line) => lines.push(line),
      () => now,
    ),
    now: () => now,
    sleep: (milliseconds) => {
      waits.push(milliseconds)
      return new Promise((resolve) => wake.push(resolve))
    },
    random: () => 1,
    signal: stop.signal,
  })
  const pass = async () => {
    for (const resolve of wake.splice(0)) resolve()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { tell, pass, posted, waits, lines, stop: () => stop.abort() }
}

const report = (alarm: string | null) => ({ alarm, time: '2027-01-01T12:00:00Z' })

test('tells a change that has stood for a minute, once', async () => {
  const { tell, pass, posted, waits } = hookOf()
  tell(null)
  await pass()
  tell(null)
  tell('log_rollback')
  tell('log_rollback')
  await pass()
  tell('log_rollback')
  await pass()
  tell(null)
  await pass()
  expect(posted).toEqual([report(null), report('log_rollback'), report(null)])
  expect(waits).toEqual([60_000, 60_000, 60_000])
})

test('what comes and goes within the minute is not told', async () => {
  const { tell, pass, posted } = hookOf()
  tell(null)
  await pass()
  tell('unreachable')
  tell(null)
  await pass()
  await pass()
  expect(posted).toEqual([report(null)])
})

test('what could not be told is told later, and only the newest; the daemon is not held up', async () => {
  const { tell, pass, posted, waits, lines } = hookOf([false, false])
  expect(tell('log_fork')).toBeUndefined()
  await pass()
  await pass()
  tell('feed_invalid')
  await pass()
  expect(posted).toEqual([report('feed_invalid')])
  expect(waits).toEqual([60_000, 1000, 2000])
  expect(lines.join('')).not.toContain('SECRET')
})

test('ends when the daemon ends', async () => {
  const { tell, pass, posted, stop } = hookOf()
  tell('log_fork')
  stop()
  await pass()
  expect(posted).toEqual([])
})

test('the report is posted as JSON, and anything but a success is a failure', async () => {
  const bodies: string[] = []
  let status = 204
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += String(part)
    bodies.push(`${request.method} ${request.headers['content-type']} ${body}`)
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const post = postTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const { signal } = new AbortController()
  await post(report('log_fork'), signal)
  expect(bodies).toEqual(['POST application/json {"alarm":"log_fork","time":"2027-01-01T12:00:00Z"}'])
  for (status of [302, 404, 500]) await expect(post(report(null), signal)).rejects.toThrow()
  server.close()
  server.closeAllConnections()
  await expect(post(report(null), signal)).rejects.toThrow()
})
