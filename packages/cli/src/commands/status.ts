/** `avow status`: how far a deposit is, by its words alone. */
import { statusOf } from '@avow/verify'
import type { Client, DepositState } from '@avow/client'
import { type AuthorKeys, type Hash, rosterHashOf } from '@avow/core'
import { type Options, command } from '../command.ts'
import { fail } from '../error.ts'
import { wholeNumber } from '../options.ts'
import {
  type Found,
  clientOf,
  findDeposit,
  hashOption,
  registerOption,
  rosterHashOption,
} from '../register.ts'
import { conditionLine, handedOnLines, holderLines } from '../report-text.ts'
import { t } from '../translate.ts'
import { verdictLines, verdictValue } from '../verdict-text.ts'
import { waitFor } from '../wait.ts'
import { readKeys, wordsOption } from '../words.ts'

const options = {
  register: registerOption,
  words: wordsOption,
  'roster-hash': rosterHashOption,
  wait: { type: 'string', value: 'STATE', about: 'status.option.wait' },
  timeout: { type: 'string', value: 'SECONDS', about: 'option.timeout' },
} as const satisfies Options

/** In their order; a deposit that is withdrawn goes no further. */
const states: readonly DepositState[] = ['received', 'logged', 'witnessed', 'opened', 'published']

/** What can be waited for; `held`: every trustee has answered that it holds its share. */
const waits = [...states, 'held', 'withdrawn'] as const

function waitOf(text: string | undefined): (typeof waits)[number] | undefined {
  const found = waits.find((one) => one === text)
  if (text !== undefined && !found) throw fail('usage', { key: 'usage.wait', states: waits.join(', ') })
  return found
}

/** What is for the desk only goes as far as what is published. */
const rankOf = (state: DepositState): number => states.indexOf(state === 'delivered' ? 'published' : state)

function isReached({ status, holders }: Found, wait: (typeof waits)[number]): boolean {
  if (wait === 'withdrawn') return status.state === 'withdrawn'
  if (wait === 'held') return holders.every(({ state }) => state !== null)
  return rankOf(status.state) >= rankOf(wait)
}

/** @throws CliError `timeout` when the state is not reached */
export async function findWhen(
  client: Client,
  keys: AuthorKeys,
  {
    wait,
    seconds,
    trusted,
  }: { wait?: (typeof waits)[number] | undefined; seconds: number; trusted?: Hash | undefined },
): Promise<Found> {
  return waitFor(async () => {
    const found = await findDeposit(client, keys, trusted)
    return wait === undefined || isReached(found, wait) ? found : undefined
  }, seconds)
}

export default command({
  summary: 'status.summary',
  about: 'status.about',
  options,
  examples: [
    '--register http://127.0.0.1:8440',
    '--register http://127.0.0.1:8440 --words words.txt --wait published --timeout 60 --json',
  ],
  async run({ options: given, output }) {
    const client = clientOf(given.register)
    const trusted = hashOption('roster-hash', given['roster-hash'])
    const wait = waitOf(given.wait)
    const seconds = wholeNumber('timeout', given.timeout, { least: 0, most: 86_400, otherwise: 60 })
    const keys = await readKeys(given.words)
    const { status, verdict, holders, handedOn, holding, former } = await findWhen(client, keys, {
      wait,
      seconds,
      trusted,
    })
    const { statement, state } = status
    const lines = [
      t(`state.${state}`, { statement }),
      verdictLines(verdict),
      ...conditionLine(holders),
      ...holders.flatMap(holderLines),
      ...handedOnLines({ handedOn, holding, former }),
    ]
    output.say(lines.join('\n'), {
      statement,
      state,
      verdict: verdictValue(verdict),
      trustees: holders,
      handedOnTo: handedOn.map(rosterHashOf),
      heldUnder: rosterHashOf(holding),
      former,
    })
    return statusOf(verdict) === 'mismatch' ? 1 : 0
  },
})
