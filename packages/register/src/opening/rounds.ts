/** Signatures of drand rounds, from the one server that the operator has named (docs/operating/register.md, "Date locks"). */
import { readBody } from '@avow/client'
import {
  AvowError,
  type DateLock,
  type RoundSignature,
  decodeUtf8,
  parseRoundSignature,
  quicknet,
  utf8,
  verifyRound,
} from '@avow/core'
import * as z from 'zod'
import type { RegisterContext } from '../context.ts'
import { roundPath } from '../reads/paths.ts'

/** Milliseconds. */
const timeout = 10_000
/** Milliseconds from one question for a round to the next. */
const rest = 10_000
/** Bytes. An answer takes a few hundred. */
const largestAnswer = 4096

const answerSchema = z.object({ signature: z.string() })

export interface Rounds {
  /** The signature for which a date lock waits, verified and kept; undefined as long as there is none to be had. */
  signatureFor(dateLock: DateLock): Promise<RoundSignature | undefined>
}

type Surroundings = Pick<RegisterContext, 'clock' | 'logger' | 'storage'> & {
  readonly config: Pick<RegisterContext['config'], 'drandUrl'>
}

/** @throws when the server does not answer, or answers something else */
async function fetchSignature(server: string, round: number): Promise<RoundSignature> {
  const path = `/${quicknet.chain}/public/${round}`
  const signal = AbortSignal.timeout(timeout)
  const response = await fetch(server.replace(/\/+$/, '') + path, { redirect: 'error', signal })
  const body = JSON.parse(decodeUtf8(await readBody(response, largestAnswer, path))) as unknown
  return verifyRound(round, parseRoundSignature(answerSchema.parse(body).signature))
}

/** One that is damaged counts as none: anybody can be asked for it again. */
async function readKept({ storage }: Surroundings, round: number): Promise<RoundSignature | undefined> {
  const kept = await storage.read(roundPath(round))
  try {
    return kept && (await verifyRound(round, parseRoundSignature(decodeUtf8(kept))))
  } catch (cause) {
    if (!(cause instanceof AvowError)) throw cause
    return undefined
  }
}

async function fetchFrom(
  server: string,
  round: number,
  { logger }: Surroundings,
): Promise<RoundSignature | undefined> {
  try {
    return await fetchSignature(server, round)
  } catch (cause) {
    logger.warn('the drand server did not give the signature of a round', { round, cause })
    return undefined
  }
}

/**
 * Nobody is asked before a round, nor when no server is set, nor for one round more often than every ten seconds. A signature is
 * kept before anything is opened with it: whatever ends in between, drand is not needed once more.
 */
export function createRounds(surroundings: Surroundings): Rounds {
  const { storage, clock, config } = surroundings
  /** When a round may be asked for again. */
  const next = new Map<number, number>()
  /** Signatures that are there or under way: many statements wait for one round. */
  const asked = new Map<number, Promise<RoundSignature | undefined>>()

  async function fetchAndKeep(round: number): Promise<RoundSignature | undefined> {
    const signature = config.drandUrl && (await fetchFrom(config.drandUrl, round, surroundings))
    if (!signature) return undefined
    await storage.createMany([{ path: roundPath(round), data: utf8(signature), write: 'newest' }])
    return signature
  }

  async function ask(round: number): Promise<RoundSignature | undefined> {
    let signature: RoundSignature | undefined
    try {
      signature = (await readKept(surroundings, round)) ?? (await fetchAndKeep(round))
      return signature
    } finally {
      next.set(round, clock() + rest)
      if (!signature) asked.delete(round)
    }
  }

  return {
    async signatureFor({ round, time }) {
      const known = asked.get(round)
      if (known) return known
      if (clock() < Math.max(Date.parse(time), next.get(round) ?? 0)) return undefined
      const asking = ask(round)
      asked.set(round, asking)
      return asking
    },
  }
}
