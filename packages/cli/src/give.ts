/** Gives an author's act to the register and to the trustees' inboxes, and says who has it. */
import { type Client, type Delivery, deliver, isEnough } from '@avow/client'
import { type ActFields, type ActOf, type AuthorKeys, createAct } from '@avow/core'
import { createReceiptVerifier } from '@avow/verify'
import { fail } from './error.ts'
import { reportOf, sentenceOf } from './errors.ts'
import type { Output } from './io/output.ts'
import { deliveryLines } from './report-text.ts'
import type { Subject } from './subject.ts'
import { t } from './translate.ts'

type GivenKind = 'word' | 'withdraw' | 'check-in' | 'pause'
type GivenAct = ActOf<GivenKind>

/** What an author gives, before it is about a statement. */
export type Given = { [Kind in GivenKind]: Omit<ActFields<Kind>, 'statement'> }[GivenKind]

export interface Giving {
  readonly client: Client
  readonly keys: AuthorKeys
  readonly output: Output
  readonly subject: Subject
  readonly given: Given
  /** For how long the register is waited for once enough trustees have it; seconds. */
  readonly seconds: number
  /** Of the command, for errors. */
  readonly name: string
}

interface Logged {
  readonly index: number
  /** The act that the log holds: what was sent, or what it was taken for. */
  readonly act: GivenAct
}

/** @throws ClientError; CliError `receipt_wrong`: the log does not bear the answer out */
async function sendToRegister(
  { client, keys, subject }: Giving,
  sent: GivenAct,
  signal: AbortSignal,
): Promise<Logged> {
  const { act, receipt } = await client.act(sent, { signal })
  const isOurs = act.kind === sent.kind && act.statement === subject.statement && act.actor === keys.publicKey
  if (!isOurs) throw fail('receipt_wrong')
  const { index } = createReceiptVerifier(subject.roster, { pending: true }).receipt(receipt, act)
  return { index, act: act as GivenAct }
}

/** Both at once. A register that never answers is not waited for when enough trustees have it. */
async function sendToAll(giving: Giving, act: GivenAct) {
  const { subject, seconds } = giving
  const patience = new AbortController()
  const [[logged], deliveries] = await Promise.all([
    Promise.allSettled([sendToRegister(giving, act, patience.signal)]),
    deliver(act, subject.telling.inboxes).then((made) => {
      if (made.length > 0 && isEnough(made, subject.telling))
        setTimeout(() => patience.abort(), seconds * 1000).unref()
      return made
    }),
  ])
  return { logged, deliveries }
}

function sayLogged(
  { output, subject }: Giving,
  { index, act }: Logged,
  deliveries: readonly Delivery[],
): void {
  const { statement, telling } = subject
  const { kind, body } = act
  const done = t(`${kind}.done`, { index, statement, ...body })
  const trustees = telling.inboxes.length > 0 ? { trustees: deliveries } : {}
  const sentence = [done, ...deliveryLines(deliveries)].join('\n')
  output.say(sentence, { kind, statement, index, ...body, ...trustees })
}

/** @param isKept enough trustees have it */
function sayUnlogged(
  { output, subject, name }: Giving,
  { kind, body }: GivenAct,
  { reason, deliveries, isKept }: { reason: unknown; deliveries: readonly Delivery[]; isKept: boolean },
): void {
  const help = `avow ${name} --help`
  const kept = isKept ? [t('inbox.enough', { reason: sentenceOf(reason, help) })] : []
  const lines = [...kept, ...deliveryLines(deliveries)]
  const value = { kind, statement: subject.statement, index: null, ...body, trustees: deliveries }
  output.say(lines.length > 0 ? lines.join('\n') : undefined, { ...value, register: reportOf(reason, help) })
}

/**
 * Gives an act and says what has become of it.
 * @returns the act that the log holds, or the one that was sent where enough trustees have it, so that the others cannot open
 * @throws what the register said, when too few trustees have it
 */
export async function give(giving: Giving): Promise<{ readonly isLogged: boolean; readonly act: GivenAct }> {
  const { statement, telling } = giving.subject
  const act = createAct({ ...giving.given, statement } as ActFields<GivenKind>, giving.keys.seed)
  const { logged, deliveries } = await sendToAll(giving, act)
  if (logged.status === 'fulfilled') {
    sayLogged(giving, logged.value, deliveries)
    return { isLogged: true, act: logged.value.act }
  }
  const { reason } = logged
  const isKept = deliveries.length > 0 && isEnough(deliveries, telling)
  if (deliveries.length > 0) sayUnlogged(giving, act, { reason, deliveries, isKept })
  if (!isKept) throw reason
  return { isLogged: false, act }
}
