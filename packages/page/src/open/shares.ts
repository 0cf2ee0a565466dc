/**
 * Shares as trustees hand them over: an act of release, a note that was opened with age, the three members of a share
 * alone, the acts of a statement that was handed on, or the opening key itself; and the identity of the desk, for what is
 * for it only.
 */
import {
  type Act,
  type DisclosedShare,
  type OpeningKey,
  type Share,
  base64Of,
  checkAct,
  decodeNote,
  decodeUtf8,
  saltSchema,
} from '@avow/core'
import * as z from 'zod/mini'
import { PageError } from '../error.ts'

export interface Given {
  readonly shares: readonly DisclosedShare[]
  readonly openingKey?: OpeningKey
  /** An age identity of the desk. */
  readonly desk?: string
  /** By which a statement was handed on, or what was handed on is disclosed. */
  readonly acts?: readonly Act[]
}

const identity = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/m
/** The desk's recipients are post-quantum hybrid ones. */
const deskIdentity = /^AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]{58}$/m

function shareOfNote(bytes: Uint8Array): DisclosedShare {
  const { trustee, share, shareSalt } = decodeNote(bytes)
  return { trustee, share, shareSalt }
}

function shareOfRelease(text: string): DisclosedShare | undefined {
  const act = checkAct(JSON.parse(text))
  if (act.kind !== 'release') return undefined
  const { trustee, share, shareSalt } = act.body
  return { trustee, share, shareSalt }
}

function actOf(text: string): Act | undefined {
  const act = checkAct(JSON.parse(text))
  return act.kind === 'reshare' || act.kind === 'release-parts' ? act : undefined
}

const shareSchema = z.object({
  trustee: z.int().check(z.minimum(1), z.maximum(32)),
  share: base64Of<Share>(33),
  shareSalt: saltSchema,
})

/** The first way of reading it that succeeds. What a failed one says might quote a share, and is not passed on. */
function firstOf<T>(...ways: readonly (() => T | undefined)[]): T | undefined {
  for (const way of ways)
    try {
      const found = way()
      if (found !== undefined) return found
    } catch {
      continue
    }
  return undefined
}

/**
 * What one file gives.
 * @throws PageError `share_missing`
 */
export function decodeGiven(bytes: Uint8Array): Given {
  const share = firstOf(
    () => shareOfNote(bytes),
    () => shareOfRelease(decodeUtf8(bytes)),
    () => shareSchema.parse(JSON.parse(decodeUtf8(bytes))),
  )
  if (share) return { shares: [share] }
  const act = firstOf(() => actOf(decodeUtf8(bytes)))
  if (act) return { shares: [], acts: [act] }
  const key = firstOf(() => identity.exec(decodeUtf8(bytes))?.[0])
  if (key) return { shares: [], openingKey: key as OpeningKey }
  const desk = firstOf(() => deskIdentity.exec(decodeUtf8(bytes))?.[0])
  if (desk) return { shares: [], desk }
  throw new PageError('share_missing', 'the file holds neither a share nor a key')
}
