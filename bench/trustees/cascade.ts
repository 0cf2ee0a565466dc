/**
 * Many openings at one date: from the date to the last proof bundle, on one machine with all its services.
 *
 * 10,000 unless AVOW_BENCH_OPENINGS names another number: sealing them takes longer than what is measured.
 */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Network, startNetwork } from '@avow/cli/network'
import { type Client, createClient } from '@avow/client'
import { type Condition, type Hash, type Roster, formatInstant, generateEntropy, seal } from '@avow/core'
import { type Figure, figureOf } from '../figure.ts'
import { statementOf } from '../statement.ts'
import { bareSeconds, each } from './bare-posts.ts'

const count = Number(process.env['AVOW_BENCH_OPENINGS'] ?? 10_000)
/** So many first, to see how long each takes to be sealed, deposited and held. */
const trial = Math.max(24, Math.min(400, count / 10))
const together = 16

async function depositMany(
  client: Client,
  roster: Roster,
  condition: Condition,
  times: number,
): Promise<void> {
  await each(times, together, async () => {
    const { file } = await seal({
      statement: statementOf(4096),
      condition,
      roster,
      entropy: generateEntropy(),
    })
    await client.deposit(file)
  })
}

/** How many deposits each trustee has in a state. */
async function countsIn(state: string, healths: readonly string[]): Promise<number[]> {
  const answers = await Promise.all(healths.map((address) => fetch(`${address}/health`)))
  const reports = await Promise.all(answers.map((answer) => answer.json()))
  return reports.map((report) => Number((report as { counts: Record<string, number> }).counts[state]))
}

async function until(isDone: () => Promise<boolean>, pause: number): Promise<void> {
  while (!(await isDone())) await delay(pause)
}

/** Statements that the register lists, newest first, up to those that are known. */
async function newlyPublished(client: Client, known: Set<Hash>): Promise<void> {
  let before: number | undefined
  for (;;) {
    const { statements, next } = await client.statements({ before, limit: 100 })
    const fresh = statements.filter(({ statement }) => !known.has(statement))
    for (const { statement } of fresh) known.add(statement)
    if (fresh.length < statements.length || next === null) return
    before = next
  }
}

async function measure(network: Network, healths: readonly string[]): Promise<Figure[]> {
  const client = createClient({ base: network.address })
  const roster = await client.roster()
  const start = performance.now()
  await depositMany(client, roster, { type: 'word' }, trial)
  await until(async () => (await countsIn('holds', healths)).every((held) => held >= trial), 200)
  const perDeposit = (performance.now() - start) / trial

  // Longer than it should take, so that all are held when the date comes.
  const date = Math.ceil((Date.now() + 1.5 * perDeposit * count) / 1000 + 30) * 1000
  await depositMany(client, roster, { type: 'at', time: formatInstant(date) }, count)
  await until(async () => (await countsIn('holds', healths)).every((held) => held >= trial + count), 500)
  if (Date.now() >= date)
    throw new Error('the date came before all was held: this machine is busy; use fewer')
  await delay(date - Date.now())

  const known = new Set<Hash>()
  let released: number | undefined
  await until(async () => {
    const [first = 0] = await countsIn('released', healths)
    if (first >= count) released ??= (Date.now() - date) / 1000
    await newlyPublished(client, known)
    return known.size >= count
  }, 250)
  const published = (Date.now() - date) / 1000
  await until(async () => (await countsIn('released', healths)).every((one) => one >= count), 250)
  released ??= (Date.now() - date) / 1000
  const bare = await bareSeconds(count * healths.length)
  const common = { unit: 's', against: 'signing and posting as many releases to a server that only answers' }
  return [
    figureOf({
      ...common,
      name: `${count} openings, from their date to the last that is published`,
      value: published,
      againstValue: bare,
      aim: { atMost: 120 },
    }),
    figureOf({
      ...common,
      name: `${count} releases by one of three trustees, from their date`,
      value: released,
      againstValue: bare / healths.length,
      aim: { atMost: 60 },
    }),
  ]
}

export async function bench(folder: string): Promise<Figure[]> {
  const healths = new Map<string, string>()
  const network = await startNetwork({
    folder: join(folder, 'cascade'),
    port: 0,
    // How fast the services are, and not how fast the log's rate lets them be.
    env: { AVOW_RATE_ENTRIES: '0', AVOW_COSIGN_MS: '1000' },
    onEvent: (event) => {
      if (event.type === 'ready' && event.name.startsWith('trustee')) healths.set(event.name, event.address)
    },
  })
  return measure(network, [...healths.values()]).finally(() => network.stop())
}
