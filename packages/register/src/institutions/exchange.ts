/** What trustees fetch of board and post box, and what everybody may know of them (spec/http-api.md, "Exchange"). */
import type { ExchangePage, InstitutionsStatus } from '@avow/client/institutions'
import {
  type DkgMessage,
  type Element,
  type Evaluation,
  type ExchangeRequest,
  type InstitutionKey,
  type PublicKey,
  checkExchangeRequest,
  checkShape,
  decodeDkgMessage,
  dkgMessageSchema,
  dkgSessionOf,
  encodeCanonical,
  exchangeRequestSchema,
  formatInstant,
} from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { checkTime } from '../reads/feed.ts'
import { type Ceremony, openPhaseOf } from './board.ts'
import { missingIn } from './holder.ts'
import { answersTo, unansweredBy } from './post-box.ts'

/** Milliseconds between two looks for whoever waits, when the bell does not ring. */
const lookPeriod = 2000

function checkRequest(
  context: RegisterContext,
  value: unknown,
): { request: ExchangeRequest; key: PublicKey } {
  const { trustee: number } = checkShape(value, exchangeRequestSchema)
  const trustee = context.roster.trustees[number - 1]
  if (!trustee) throw new RegisterError('trustee_unknown', 'the roster has no such trustee')
  const request = checkExchangeRequest(value, trustee.key)
  checkTime(context, request.time)
  return { request, key: trustee.key }
}

/** The ceremony as far as the trustee does not have it. Null when none is held. */
export function ceremonyFor(
  request: ExchangeRequest,
  ceremony: Ceremony | undefined,
  made: number | undefined,
): ExchangePage['ceremony'] {
  if (!ceremony || ceremony.number === made) return null
  const isFollowed = request.ceremony === ceremony.state.session
  const closed = ceremony.closed.slice(isFollowed ? request.closed : 0)
  return { setup: ceremony.setup, closed: closed.map((messages) => [...messages]) }
}

const numberIn = (key: InstitutionKey, trustee: PublicKey): number | undefined =>
  key.trustees.find((one) => one.key === trustee)?.trustee

async function pageFor(
  context: RegisterContext,
  request: ExchangeRequest,
  trustee: PublicKey,
): Promise<{ page: ExchangePage; isNews: boolean }> {
  const [made, held] = await Promise.all([context.board.key(), context.board.ceremony()])
  const number = made && numberIn(made.key, trustee)
  const requests = number === undefined ? [] : await unansweredBy(context, number, request.work)
  const key = made && made.key.session !== request.key ? made.key : null
  const ceremony = ceremonyFor(request, held, made?.number)
  const isOther = (ceremony && held?.state.session) !== request.ceremony
  const isNews = key !== null || requests.length > 0 || isOther || (ceremony?.closed.length ?? 0) > 0
  return { page: { key, ceremony, requests }, isNews }
}

interface Patience {
  /** Of whoever waits: one wait at a time. */
  readonly name: string
  readonly seconds: number
  /** Aborted when nobody listens. */
  readonly gone: AbortSignal
}

/** Asks again and again until there is an answer, the time is over, nobody listens, or the same one asks anew. */
async function waitFor<T>(
  { stopping, bell }: RegisterContext,
  { name, seconds, gone }: Patience,
  look: () => Promise<{ readonly value: T; readonly isEnough: boolean }>,
): Promise<T> {
  const wait = bell.begin(name)
  const timeout = AbortSignal.timeout(seconds * 1000)
  const signal = AbortSignal.any([gone, wait.signal, stopping.signal, timeout])
  try {
    for (;;) {
      const { value, isEnough } = await look()
      if (isEnough || signal.aborted) return value
      await bell.wait(lookPeriod, signal)
    }
  } finally {
    wait.end()
  }
}

/**
 * A page for a trustee.
 * @param gone aborted when the trustee has hung up
 * @throws RegisterError `trustee_unknown`, `feed_time`; CoreError `malformed`, `signature_invalid`
 */
export function readExchange(
  context: RegisterContext,
  value: unknown,
  gone: AbortSignal,
): Promise<ExchangePage> {
  const { request, key } = checkRequest(context, value)
  const look = async () => {
    const { page, isNews } = await pageFor(context, request, key)
    return { value: page, isEnough: isNews }
  }
  return waitFor(context, { name: key, seconds: request.wait, gone }, look)
}

/**
 * Takes a message of the ceremony that is held.
 * @throws RegisterError `phase_closed`; CoreError `malformed`, `dkg_message_invalid`
 */
export async function takeMessage({ board }: RegisterContext, value: unknown): Promise<void> {
  const { session } = checkShape(value, dkgMessageSchema)
  const [made, ceremony] = await Promise.all([board.key(), board.ceremony()])
  const isHeld = ceremony && ceremony.number !== made?.number && ceremony.state.session === session
  if (!isHeld) throw new RegisterError('phase_closed', 'the ceremony of the message is not held')
  await board.take(ceremony, decodeDkgMessage(encodeCanonical(value), ceremony.setup, session))
}

/** What trustees have answered; waits for a threshold of them. @throws RegisterError `request_unknown` */
export function readAnswers(
  context: RegisterContext,
  blinded: Element,
  seconds: number,
  gone: AbortSignal,
): Promise<Evaluation[]> {
  const look = async () => {
    const value = await answersTo(context, blinded)
    const made = await context.board.key()
    return { value, isEnough: value.length >= (made?.key.threshold ?? 0) }
  }
  return waitFor(context, { name: blinded, seconds, gone }, look)
}

async function heldNow({ board }: RegisterContext, ceremony: Ceremony) {
  const phase = openPhaseOf(ceremony)
  const said: readonly DkgMessage[] = await board.open(ceremony)
  const session = dkgSessionOf(ceremony.setup)
  return phase ? { session, phase, missing: [...missingIn(ceremony, said)] } : null
}

/** How far the trustees of the roster are with their key, and what a request needs. */
export async function readInstitutions(context: RegisterContext): Promise<InstitutionsStatus> {
  const { board, config, clock } = context
  const [made, ceremony] = await Promise.all([board.key(), board.ceremony()])
  const isHeld = ceremony && ceremony.number !== made?.number
  return {
    key: made?.key ?? null,
    ceremony: isHeld ? await heldNow(context, ceremony) : null,
    work: config.work,
    time: formatInstant(Math.floor(clock() / 1000) * 1000),
  }
}
