/** What commands ask of a register, and what they check before they believe it. */
import {
  type Client,
  type DepositAnswer,
  type DepositStatus,
  answersByKey,
  createClient,
  fetchHandedOn,
  holdingRoster,
} from '@avow/client'
import {
  type AuthorKeys,
  type Hash,
  type Holding,
  type Report,
  type Roster,
  openReport,
  decodeRoster,
  rosterHashOf,
  statementIdOf,
} from '@avow/core'
import { type Receipt, type Verdict, createReceiptVerifier, verifyBundle, verifyDeposit } from '@avow/verify'
import { fail } from './error.ts'
import { readWith } from './io/files.ts'

export const registerOption = { type: 'string', value: 'ADDRESS', about: 'option.register' } as const
export const rosterHashOption = { type: 'string', value: 'HASH', about: 'option.roster_hash' } as const

/** Where a roster comes from: a register, or a file for what is done offline. */
export const rosterOptions = {
  register: registerOption,
  roster: { type: 'string', value: 'FILE', about: 'option.roster' },
  'roster-hash': rosterHashOption,
} as const

/** @throws CliError `usage` */
export function addressOf(address: string | undefined): string {
  const base = address ?? process.env['AVOW_REGISTER']
  if (base === undefined || base === '') throw fail('usage', { key: 'usage.register' })
  if (!/^https?:\/\/[^\s/?#]+(?:\/[^\s?#]*)?$/.test(base)) throw fail('usage', { key: 'usage.address' })
  return base
}

/** @throws CliError `usage` */
export const clientOf = (address: string | undefined): Client => createClient({ base: addressOf(address) })

/** @throws CliError `usage` */
export function hashOption(option: string, text: string | undefined): Hash | undefined {
  if (text === undefined || /^[0-9a-f]{64}$/.test(text)) return text as Hash | undefined
  throw fail('usage', { key: 'usage.hash', option: `--${option}` })
}

function checkTrusted(roster: Roster, trusted: Hash | undefined): Roster {
  const hash = rosterHashOf(roster)
  if (trusted !== undefined && hash !== trusted) throw fail('roster_untrusted', { roster: hash })
  return roster
}

/** The register's current roster. @throws CliError `roster_untrusted`, ClientError */
export const fetchRoster = async (client: Client, trusted: Hash | undefined): Promise<Roster> =>
  checkTrusted(await client.roster(), trusted)

/** A roster that was kept as a file. @throws CliError `roster_untrusted`, `input_invalid` */
export const readRoster = (path: string, trusted: Hash | undefined): Roster =>
  checkTrusted(readWith(path, decodeRoster), trusted)

/** By `rosterOptions`. @throws as `readRoster` and `fetchRoster` */
export async function rosterOf(given: {
  readonly [Name in keyof typeof rosterOptions]?: string
}): Promise<Roster> {
  const trusted = hashOption('roster-hash', given['roster-hash'])
  if (given.roster !== undefined) return readRoster(given.roster, trusted)
  return fetchRoster(clientOf(given.register), trusted)
}

/**
 * That the register has put this envelope into its log, signed by the log.
 * @throws CliError `receipt_wrong`, VerifyError
 */
export function checkDeposited(
  { act, receipt, statement }: DepositAnswer,
  own: Hash,
  roster: Roster,
): Receipt {
  const isOurs = act.kind === 'deposit' && act.statement === own && statement === own
  if (!isOurs || act.actor !== roster.register) throw fail('receipt_wrong')
  return createReceiptVerifier(roster, { pending: true }).receipt(receipt, act)
}

/** A trustee's answer that its signature covers; `state` is null where there is none, or none that verifies. */
export interface Holder {
  /** Its number in the roster whose trustees hold the deposit. */
  readonly trustee: number
  readonly name: string
  readonly state: Holding['state'] | null
  readonly code: string | null
  /** What only whoever has the words can read of it; null where there is none, or none that is theirs. */
  readonly report: Report | null
}

/** By the trustees' keys. */
type Answers = ReturnType<typeof answersByKey>

async function reportIn(answer: Holding | undefined, mailbox: string): Promise<Report | null> {
  if (!answer || !('report' in answer) || answer.report === null) return null
  // Signed by the trustee and not for this author: it says nothing.
  return openReport(answer, answer.report, mailbox).catch(() => null)
}

/**
 * Those who hold a deposit: the trustees of the envelope, or those to whom it was handed on.
 * @param mailbox of the author
 */
async function holdersOf(answers: Answers, { trustees }: Roster, mailbox: string): Promise<Holder[]> {
  const holders = trustees.map(async ({ name, key }, index): Promise<Holder> => {
    const answer = answers.get(key)
    const report = await reportIn(answer, mailbox)
    return { trustee: index + 1, name, state: answer?.state ?? null, code: answer?.code ?? null, report }
  })
  return Promise.all(holders)
}

/** A trustee from whom a deposit went to others, or to whom it is on its way. */
export interface Former {
  readonly name: string
  /** What it has answered last; null for nothing. */
  readonly state: Holding['state'] | null
}

/** The trustees of all its rosters but those who hold it. */
function formerOf(answers: Answers, holding: Roster, rosters: readonly Roster[]): Former[] {
  const now = new Set(holding.trustees.map(({ key }) => key))
  const all = new Map(rosters.flatMap(({ trustees }) => trustees.map((one) => [one.key, one])))
  return [...all.values()].flatMap(({ name, key }) =>
    now.has(key) ? [] : [{ name, state: answers.get(key)?.state ?? null }],
  )
}

export interface Found {
  readonly status: DepositStatus
  readonly roster: Roster
  readonly verdict: Verdict
  readonly holders: readonly Holder[]
  /** Rosters to whose trustees it was handed on. */
  readonly handedOn: readonly Roster[]
  /** The one whose trustees hold it now. */
  readonly holding: Roster
  readonly former: readonly Former[]
}

/** What the register answers must be about what the words sealed (spec/http-api.md). */
function checkOurs({ envelope, statement }: DepositStatus, keys: AuthorKeys): void {
  const isOurs =
    envelope.author === keys.publicKey &&
    envelope.locator === keys.locatorHash &&
    statementIdOf(envelope) === statement
  if (!isOurs) throw fail('not_yours')
}

/** What was published is judged by its proof bundle, what is not by its receipts. */
async function verdictOn(
  client: Client,
  { envelope, acts, state, statement }: DepositStatus,
  roster: Roster,
  rosters: readonly Roster[],
  trustedRoster: Hash | undefined,
): Promise<Verdict> {
  if (state !== 'published') return verifyDeposit({ envelope, roster, acts, rosters }, { trustedRoster })
  const verdict = await verifyBundle(await client.proof(statement), { trustedRoster })
  if (verdict.statementId !== undefined && verdict.statementId !== statement) throw fail('not_yours')
  return verdict
}

/**
 * The deposit of the words, checked: envelope, acts, receipts, the trustees' answers, and what was published.
 * @throws ClientError (`deposit_unknown` where there is none), CliError `not_yours`
 */
export async function findDeposit(client: Client, keys: AuthorKeys, trusted?: Hash): Promise<Found> {
  const status = await client.status(keys.locator)
  checkOurs(status, keys)
  const roster = await client.rosterOf(status.envelope.roster)
  const handedOn = await fetchHandedOn(client, status, roster)
  const verdict = await verdictOn(client, status, roster, handedOn, trusted)
  const rosters = [roster, ...handedOn]
  const answers = answersByKey(status, rosters)
  const holding = holdingRoster(status, roster, handedOn)
  const holders = await holdersOf(answers, holding, keys.mailbox)
  const former = formerOf(answers, holding, rosters)
  return { status, roster, verdict, holders, handedOn, holding, former }
}
