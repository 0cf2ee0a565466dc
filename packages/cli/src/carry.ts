/** A sealed file on its way: received, logged and witnessed are three things, and each is said when it is so. */
import type { Client, DepositAnswer, DepositReceived, Patience } from '@avow/client'
import type { Hash, Roster } from '@avow/core'
import type { Output } from './io/output.ts'
import { barOf, createPanel } from './log/panel.ts'
import { untilAsked } from './log/until.ts'
import { checkDeposited } from './register.ts'
import { t } from './translate.ts'

export interface Carrying {
  readonly client: Client
  /** The `.avow` file. */
  readonly file: Uint8Array
  readonly statement: Hash
  /** For which it was sealed. */
  readonly roster: Roster
  readonly output: Output
}

export interface Carried {
  readonly answer: DepositAnswer
  readonly index: number
  readonly isWitnessed: boolean
}

/** Seconds; the longest that a register waits with an answer. */
const longest = 25
/** Milliseconds. Of a wait that is shorter nothing is said: a register without a constant rate logs at once. */
const short = 2000
/** Milliseconds between two pictures of the progress. */
const pace = 250

const clock = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
})

function spanOf(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000))
  return seconds <= 120
    ? t('span.seconds', { seconds })
    : t('span.minutes', { minutes: Math.ceil(seconds / 60) })
}

/** Shows how far a wait is, as part of the longest that it can be. */
async function showingWait<T>(output: Output, loggedBy: number, work: Promise<T>): Promise<T> {
  const panel = createPanel(output.isJson)
  const begin = Date.now()
  const show = (): void => {
    const part = (Date.now() - begin) / Math.max(1, loggedBy - begin)
    panel.show([t('deposit.waiting', { bar: barOf(part), time: clock.format(loggedBy) })])
  }
  show()
  const timer = setInterval(show, pace)
  try {
    return await work
  } finally {
    clearInterval(timer)
    panel.clear()
  }
}

/** Each request carries the whole file, so it asks for the witnesses at once. */
const patience = { until: 'witnessed', wait: longest } as const satisfies Patience

/** Undefined when somebody has asked us to end meanwhile. @throws ClientError */
async function untilLogged(
  { client, file }: Carrying,
  signal: AbortSignal,
): Promise<DepositAnswer | undefined> {
  try {
    return await client.deposit(file, { patience, signal })
  } catch (cause) {
    if (signal.aborted) return undefined
    throw cause
  }
}

/** @returns the answer once the log holds it; undefined when somebody did not want to wait, and was told what to do */
async function waitForLog(
  carrying: Carrying,
  { loggedBy }: DepositReceived,
  signal: AbortSignal,
): Promise<DepositAnswer | undefined> {
  const { output, statement } = carrying
  const by = Date.parse(loggedBy)
  const wait = by - Date.now()
  const time = clock.format(by)
  if (wait <= short) return untilLogged(carrying, signal)
  output.note(t('deposit.received', { time, span: spanOf(wait) }))
  const answer = await showingWait(output, by, untilLogged(carrying, signal))
  if (!answer) output.say(t('deposit.left', { time, statement }), { statement, state: 'received', loggedBy })
  return answer
}

function checked({ statement, roster }: Carrying, answer: DepositAnswer): Carried {
  const { index, isWitnessed } = checkDeposited(answer, statement, roster)
  return { answer, index, isWitnessed }
}

/** What the witnesses have signed by then; what is logged stays so when they are slow, or the register goes away. */
async function waitForWitnesses(carrying: Carrying, logged: Carried, signal: AbortSignal): Promise<Carried> {
  const { client, file, output } = carrying
  if (logged.isWitnessed) return logged
  output.note(t('deposit.in_log', { index: logged.index }))
  const answer = await client.submit(file, patience, { signal }).catch(() => undefined)
  return answer === undefined || answer.state === 'received' ? logged : checked(carrying, answer)
}

/**
 * Carries a file to its register and waits: for the log for as long as the register answers, for the witnesses a while.
 * @returns undefined when somebody ended the wait before the log held it; what to do then was said
 * @throws ClientError; CliError `receipt_wrong`, VerifyError: the answer proves nothing
 */
export async function carry(carrying: Carrying): Promise<Carried | undefined> {
  const first = await carrying.client.submit(carrying.file, { until: 'received' })
  const signal = untilAsked(undefined)
  const answer = first.state === 'received' ? await waitForLog(carrying, first, signal) : first
  if (!answer) return undefined
  return waitForWitnesses(carrying, checked(carrying, answer), signal)
}
