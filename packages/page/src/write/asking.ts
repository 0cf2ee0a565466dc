/** Asking the trustees for the tags of a condition's institutions: what is told meanwhile, and why it may fail. */
import type { AskOptions, AskProgress, TaggedCondition } from '@avow/client/institutions'
import { AvowError, type Condition, leavesOf } from '@avow/core'
import { reasonOf } from '../deposit/reason.ts'
import { t } from '../translate.ts'

/** Gives the condition with tags in place of ids. @throws as `tagCondition` of the client */
export type AskForTags = (
  condition: Condition,
  options: Omit<AskOptions, 'calls'>,
) => Promise<TaggedCondition>

export const needsTags = (condition: Condition): boolean =>
  leavesOf(condition).some(({ leaf }) => leaf.type === 'together')

export interface Told {
  /** What is done. It changes seldom, so that it can be read aloud. */
  readonly doing: string
  /** How far that is. */
  readonly more: string
  /** From 0 to 1. */
  readonly part: number
}

/** How likely the work would be done by now: it comes nearer to 1 and never gets there. */
const likelihood = (tried: number, expected: number): number => 1 - Math.exp(-tried / expected)

export function tellAsking(progress: AskProgress): Told {
  if (progress.stage === 'work') {
    const { tried, expected, seconds } = progress
    const part = likelihood(tried, expected)
    return { doing: t('asking.work'), more: t('asking.work.more', { seconds }), part }
  }
  const { right, needed } = progress
  const more = t('asking.answers.more', { right, needed })
  return { doing: t('asking.answers'), more, part: Math.min(1, right / needed) }
}

/** Why there is no tag, and what to do. */
export function askingFailure(cause: unknown): string {
  if (!(cause instanceof AvowError)) return t('seal.failed.other')
  const { code, details } = cause
  if (code === 'not_ready') return t('asking.failed.no_key')
  if (code === 'institution_key_invalid') return t('asking.failed.key')
  if (code === 'evaluations_too_few')
    return t('asking.failed.answers', { right: Number(details['right']), needed: Number(details['needed']) })
  return reasonOf(cause)
}
