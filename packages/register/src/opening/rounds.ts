/** Signatures of drand rounds, from the one server that the operator has named (docs/operating/register.md, "Date locks"). */
import { readBody } from '@avow/client'
import {
  type DateLock,
  type RoundSignature,
  decodeUtf8,
  parseRoundSignature,
  quicknet,
  verifyRound,
} from '@avow/core'
import * as z from 'zod'
import type { RegisterContext } from '../context.ts'

/** Milliseconds. */
const timeout = 10_000
/** Milliseconds from one question for a round to the next. */
const rest = 10_000
/** Bytes. An answer takes a few hundred. */
const largestAnswer = 4096

const answerSchema = z.object({ signature: z.string() })

export interface Rounds {
  /** The signature for which a date lock waits, verified; undefined as long as there is none to be had. */
  signatureFor(dateLock: DateLock): Promise<RoundSignature | undefined>
}

type Surroundings = Pick<RegisterContext, 'clock' | 'logger'> & {
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

/** Nobody is asked before a round, nor when no server is set, nor for one round more often than every ten seconds. */
export function createRounds({ config: { drandUrl }, clock, logger }: Surroundings): Rounds {
  const next = new Map<number, number>()
  return {
    async signatureFor({ round, time }) {
      const now = clock()
      if (drandUrl === undefined || now < Math.max(Date.parse(time), next.get(round) ?? 0)) return undefined
      next.set(round, now + rest)
      try {
        const signature = await fetchSignature(drandUrl, round)
        next.delete(round)
        return signature
      } catch (cause) {
        logger.warn('the drand server did not give the signature of a round', { round, cause })
        return undefined
      }
    },
  }
}
