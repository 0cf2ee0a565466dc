/** A register in memory: a real log with witnesses, and the calls that a trustee makes. What it tells can be made wrong on purpose. */
import {
  type Act,
  type Condition,
  type Entropy,
  type FeedRequest,
  type Hash,
  type Holding,
  type Roster,
  type Voucher,
  checkAct,
  checkFeedRequest,
  checkHolding,
  createAct,
  createStatement,
  decodeEnvelope,
  deriveKeys,
  encodeBase64,
  entryOf,
  formatInstant,
  generateEntropy,
  parseBody,
  rosterHashOf,
  seal,
} from '@avow/core'
import { ClientError, type FeedItem, type FeedPage, feedPageSchema } from '@avow/client'
import { type House, logKey, registerSeed, seedOf } from '../../verify/test/opening-of.ts'
import { createReferenceLog } from '../../verify/test/reference-log.ts'
import type { RegisterCalls } from '../src/register-calls.ts'

export const startTime = Date.parse('2026-11-01T12:00:00Z')

export interface SealedDeposit {
  readonly statement: Hash
  readonly authorSeed: Uint8Array
  /** The author's age identity. */
  readonly mailbox: string
  /** The `.avow` file. */
  readonly file: Uint8Array
}

const statement = createStatement({
  kind: 'testimony',
  title: 'What I saw',
  language: 'en',
  body: parseBody('I was there.'),
  declarant: { as: 'nobody' },
  institutions: [{ name: 'The Institution' }],
})

/** Seals a statement by the rules. */
export async function sealFor(
  roster: Roster,
  condition: Condition,
  { entropy = generateEntropy(), voucher }: { readonly entropy?: Entropy; readonly voucher?: Voucher } = {},
): Promise<SealedDeposit> {
  const sealed = await seal({ statement, condition, roster, entropy, ...(voucher ? { voucher } : {}) })
  const { seed: authorSeed, mailbox } = deriveKeys(entropy)
  return { statement: sealed.statement, authorSeed, mailbox, file: sealed.file }
}

export const authorAct = (kind: 'word' | 'withdraw', statement: Hash, seed: Uint8Array): Act =>
  createAct({ kind, statement, body: {} }, seed)

/** @param time of the author's clock, milliseconds */
export const checkInAct = (statement: Hash, seed: Uint8Array, time: number): Act =>
  createAct({ kind: 'check-in', statement, body: { time: formatInstant(time) } }, seed)

/** @param time of the author's clock, and of the beginning; milliseconds */
export const pauseAct = (statement: Hash, seed: Uint8Array, time: number, until: number): Act =>
  createAct(
    {
      kind: 'pause',
      statement,
      body: { time: formatInstant(time), from: formatInstant(time), until: formatInstant(until) },
    },
    seed,
  )

export interface RegisterDouble extends RegisterCalls {
  /** Puts an act into the log; it is in the feed once it is witnessed. @returns its index */
  log(act: Act, extra?: Pick<FeedItem, 'envelope' | 'note'>): number
  /** Logs a deposit, with the note of trustee 1 unless another envelope or note is given. */
  deposit(sealed: SealedDeposit, wrong?: Pick<FeedItem, 'envelope' | 'note'>): number
  /** Witnesses sign all that there is. @param times seconds of each witness's clock */
  witness(...times: number[]): void
  /** Changes what the next feed requests get. */
  tamper(change: ((page: FeedPage) => FeedPage) | undefined): void
  /** No answer to any call. */
  away: boolean
  /** Refuses releases with this code. */
  refusal: string | undefined
  /** Releases in the order in which they came. */
  readonly releases: Act[]
  readonly holdings: Holding[]
  readonly requests: FeedRequest[]
  /** Items in a page of the feed. */
  pageSize: number
  /** Called before a release is answered. */
  onRelease: (act: Act) => void
  /** The roster that it shows. */
  shownRoster: Roster
}

interface Logged {
  readonly index: number
  readonly act: Act
  readonly extra: Pick<FeedItem, 'envelope' | 'note'>
}

const unreachable = () => new ClientError('unreachable', 'the register did not answer')

export function createRegisterDouble(house: House): RegisterDouble {
  const log = createReferenceLog(logKey, [seedOf(50), seedOf(51)])
  const logged: Logged[] = []
  const checkpoints: { size: number; times: number[] }[] = []
  let change: ((page: FeedPage) => FeedPage) | undefined
  const cosigners = (times: readonly number[]) =>
    times.map((time, n) => ({ key: house.witnesses[n]!, time })).filter(({ key }) => key)

  /** The earliest witnessed checkpoint that covers the entry. */
  const receiptOf = (index: number) => {
    const covering = checkpoints.filter((one) => one.size > index)
    const { size, times } = covering.find((one) => one.times.length >= house.roster.quorum) ?? covering[0]!
    return log.proof(index, size, cosigners(times))
  }

  function pageFor({ after, size }: FeedRequest): FeedPage {
    const newest = checkpoints.at(-1)
    if (!newest) throw new ClientError('refused', 'none yet', { code: 'checkpoint_unknown', status: 404 })
    const covered = logged.filter(({ index }) => index >= after && index < newest.size)
    const shown = covered.slice(0, double.pageSize)
    const last = shown.at(-1)
    return {
      items: shown.map(({ index, act, extra }) => ({ index, act, receipt: receiptOf(index), ...extra })),
      next: last && shown.length < covered.length ? last.index + 1 : newest.size,
      checkpoint: log.checkpoint(newest.size, cosigners(newest.times)),
      consistency: size <= newest.size ? log.consistency(size, newest.size) : [],
    }
  }

  const check = () => {
    if (double.away) throw unreachable()
  }

  const double: RegisterDouble = {
    away: false,
    refusal: undefined,
    releases: [],
    holdings: [],
    requests: [],
    pageSize: 64,
    onRelease: () => {},
    shownRoster: house.roster,
    log(act, extra = {}) {
      const index = log.append(entryOf(act))
      logged.push({ index, act, extra })
      return index
    },
    deposit({ statement, file }, wrong = {}) {
      const { envelope, notes } = decodeEnvelope(file)
      const act = createAct({ kind: 'deposit', statement, body: {} }, registerSeed)
      return double.log(act, { envelope, note: encodeBase64(notes[0]!), ...wrong })
    },
    witness(...times) {
      checkpoints.push({ size: log.entries.length, times })
    },
    tamper(next) {
      change = next
    },
    async roster() {
      check()
      return double.shownRoster
    },
    async rosterOf(hash) {
      check()
      if (rosterHashOf(double.shownRoster) === hash) return double.shownRoster
      throw new ClientError('refused', 'no such roster', { code: 'roster_unknown', status: 404 })
    },
    async feed(request) {
      check()
      checkFeedRequest(request, house.roster.trustees[request.trustee - 1]!.key)
      double.requests.push(request)
      // What comes over the wire is what the client's schema lets through.
      const page = feedPageSchema.parse(JSON.parse(JSON.stringify(pageFor(request))))
      return change ? change(page) : page
    },
    async act(act) {
      check()
      checkAct(act)
      double.onRelease(act)
      if (double.refusal) throw new ClientError('refused', 'no', { code: double.refusal, status: 409 })
      double.releases.push(act)
      return { index: double.log(act), state: 'logged', act, receipt: '', witnessed: null }
    },
    async holding(holding) {
      check()
      double.holdings.push(checkHolding(holding, double.shownRoster.trustees[holding.trustee - 1]!.key))
    },
  }
  return double
}
