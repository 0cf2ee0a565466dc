/** What a register does by itself: announces its roster, ends periods, gets cosignatures, opens statements. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Act, createAct, hashOf, rosterHashOf } from '@avow/core'
import type { RegisterContext } from './context.ts'
import { createHolder } from './institutions/holder.ts'
import { lead } from './leader.ts'
import { createOpenings } from './opening/openings.ts'
import { type CosignOptions, cosign } from './sequencer/cosign.ts'
import { type PeriodsOptions, endPeriod } from './sequencer/period.ts'
import { refreshHead } from './sequencer/refresh.ts'
import { createWitnessClient } from './sequencer/witness-client.ts'

export interface Background {
  stop(): Promise<void>
}

/** Milliseconds: least from the beginning of a round of cosignatures to the next, so that a busy log does not occupy its witnesses. */
const cosignGap = 200
/** Milliseconds: least between two rounds, for witnesses that take longer. */
const cosignRest = 20
/** Milliseconds: least between two looks for openings. */
const lookGap = 50
/** Milliseconds between two looks at a ceremony. */
const holdGap = 500
/** Milliseconds after which what another process has done is looked for. */
const lookPeriod = 1000

/** Resolves at a change, after `most` milliseconds, or when aborted. */
async function changeOr(
  change: (signal: AbortSignal) => Promise<void>,
  most: number,
  signal: AbortSignal,
): Promise<void> {
  const done = new AbortController()
  const any = AbortSignal.any([signal, done.signal, AbortSignal.timeout(most)])
  await change(any).catch(() => {})
  done.abort()
}

/** Rests for so many milliseconds, or until aborted. */
const rest = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  setTimeout(milliseconds, undefined, { signal }).catch(() => {})

function cosignOptions(context: RegisterContext): CosignOptions {
  const { consistency } = context.tree
  const witnesses = context.config.witnesses.map((witness) => createWitnessClient(witness, consistency))
  return { ...context, witnesses }
}

async function cosignAlways(context: RegisterContext, signal: AbortSignal): Promise<void> {
  const options = cosignOptions(context)
  while (!signal.aborted) {
    const [{ size }, begun] = [context.logHead.head(), performance.now()]
    const isDone = await cosign(options).catch((cause: unknown) => {
      context.logger.error('a cosigned checkpoint could not be kept', { cause })
      return false
    })
    await rest(Math.max(cosignRest, cosignGap - (performance.now() - begun)), signal)
    const hasGrown = context.logHead.head().size > size
    // What failed is tried again soon; what holds is renewed, so that the trustees' observed time goes on.
    const period = isDone ? context.config.cosignPeriod : Math.min(1000, context.config.cosignPeriod)
    if (!hasGrown) await changeOr((any) => context.logHead.grows(any), period, signal)
  }
}

/** By a clock that nobody sets: what the log shows of time is that periods are alike. */
async function growAlways(context: RegisterContext, leader: string, signal: AbortSignal): Promise<void> {
  const { rate } = context.config
  if (!rate) return
  const options: PeriodsOptions = { ...context, signer: context.keys.log, rate }
  for (
    let next = performance.now();
    !signal.aborted;
    next = Math.max(next + rate.period, performance.now())
  ) {
    await rest(Math.max(1, next - performance.now()), signal)
    if (signal.aborted) return
    await endPeriod(options, leader).catch((cause: unknown) =>
      context.logger.error('a period could not be ended', { cause }),
    )
  }
}

async function openAlways(context: RegisterContext, signal: AbortSignal): Promise<void> {
  const { logHead, logger } = context
  const openings = createOpenings(context)
  while (!signal.aborted) {
    const before = logHead.cosigned()
    await openings.look().catch((cause: unknown) => logger.error('no look for openings', { cause }))
    await rest(lookGap, signal)
    // What was cosigned during the look is looked at at once.
    if (logHead.cosigned() === before) await changeOr((any) => logHead.isCosigned(any), lookPeriod, signal)
  }
}

/** Ceremonies go on by what trustees say, which every process takes in. */
async function holdAlways(context: RegisterContext, signal: AbortSignal): Promise<void> {
  const holder = createHolder({ ...context, clock: () => performance.now() })
  while (!signal.aborted) {
    await holder.look().catch((cause: unknown) => context.logger.error('no look at the ceremony', { cause }))
    await rest(holdGap, signal)
  }
}

/** Other processes on the same database move the log too. */
async function refreshAlways(context: RegisterContext, signal: AbortSignal): Promise<void> {
  const period = Math.min(lookPeriod, (context.config.rate?.period ?? lookPeriod) / 2)
  while (!signal.aborted) {
    await rest(period, signal)
    await refreshHead(context.db, context.logHead).catch(() => {})
  }
}

/** Hash of the single-file page; undefined when it has not been built. */
async function readBuild({ pageFolder }: RegisterContext['config']) {
  const file = await readFile(join(pageFolder, 'offline', 'avow.html')).catch(() => undefined)
  return file && hashOf(file)
}

/** The roster, and the page that seals for it, are received before anything else; each once. */
async function announce(context: RegisterContext): Promise<() => Promise<unknown>> {
  const { seed } = context.keys.register
  const roster = rosterHashOf(context.roster)
  const build = await readBuild(context.config)
  const acts: Act[] = [createAct({ kind: 'roster', statement: null, body: { roster } }, seed)]
  if (build) acts.push(createAct({ kind: 'page', statement: null, body: { build } }, seed))
  const received = await Promise.all(acts.map((act) => context.sequencer.receive({ act })))
  const { signal } = context.stopping
  return () => Promise.all(received.map(({ index }) => context.logHead.holds(index, signal)))
}

/** Resolves when the log holds what a register says of itself. */
export async function startBackground(context: RegisterContext): Promise<Background> {
  const announced = await announce(context)
  const { signal } = context.stopping
  const leading = async (own: AbortSignal, leader: string): Promise<void> => {
    await Promise.all([
      growAlways(context, leader, own),
      cosignAlways(context, own),
      openAlways(context, own),
      holdAlways(context, own),
    ])
  }
  const work = Promise.all([lead(context.db, leading, signal), refreshAlways(context, signal)])
  await announced()
  return { stop: async () => void (await work) }
}
