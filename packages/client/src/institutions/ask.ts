/** Asking the trustees for the tag of an institution, without telling them of which (spec/conditions.md, "Tags of institutions"). */
import {
  type Blinding,
  type Evaluation,
  type EvaluationRequest,
  type InstitutionId,
  type InstitutionKey,
  type InstitutionTag,
  type PartialEvaluation,
  type Roster,
  type Term,
  AvowError,
  blindInput,
  checkBlinded,
  checkEvaluation,
  checkKeyInUse,
  createEvaluationRequest,
  institutionInput,
  institutionTag,
  isInstitutionId,
  leavesOf,
  mapLeaves,
  searchWork,
} from '@avow/core'
import { ClientError } from '../error.ts'
import type { InstitutionCalls } from './calls.ts'
import { doWork } from './work.ts'

export type AskProgress =
  /** `expected` tries on average, which take so many `seconds` at the pace so far; it may take more. */
  | { readonly stage: 'work'; readonly tried: number; readonly expected: number; readonly seconds: number }
  | { readonly stage: 'answers'; readonly right: number; readonly needed: number }

export interface AskOptions {
  readonly calls: InstitutionCalls
  /** The roster that the author trusts, for which is sealed. */
  readonly roster: Roster
  readonly onProgress?: (progress: AskProgress) => void
  readonly signal?: AbortSignal
  /** Seconds to wait for the trustees' answers, 120 unless told. */
  readonly patience?: number
}

export interface AnsweredTag {
  readonly tag: InstitutionTag
  /** Numbers of trustees whose answers were wrong, and are left out. */
  readonly wrong: readonly number[]
}

/** Seconds for which one call waits for answers, and milliseconds between two calls. */
const longestWait = 10
const restBetween = 200

interface Asked {
  readonly blinding: Blinding
  readonly request: EvaluationRequest
  readonly key: InstitutionKey
}

/** Tells of the work by what was done since it began: what came before is no measure of this device. */
function tellerOf(expected: number, onProgress: AskOptions['onProgress']): (tried: number) => void {
  const begun = performance.now()
  return (tried) => {
    const seconds = Math.ceil(((performance.now() - begun) * expected) / tried / 1000)
    onProgress?.({ stage: 'work', tried, expected, seconds: Math.max(1, seconds) })
  }
}

/** Blinds, works and posts. */
async function post(id: InstitutionId, options: AskOptions): Promise<Asked> {
  const { calls, roster, onProgress, signal } = options
  const { key: claimed, work, time } = await calls.institutions({ signal })
  if (claimed === null) throw new ClientError('not_ready', 'the trustees have no institution key yet')
  const key = checkKeyInUse(claimed, roster)
  const blinding = blindInput(institutionInput(id))
  const request = createEvaluationRequest(key, blinding.blinded)
  const tell = tellerOf(2 ** work, onProgress)
  await calls.postRequest(await doWork(searchWork({ request, time }, work), tell, signal), { signal })
  return { blinding, request, key }
}

interface Judged {
  readonly partial: PartialEvaluation
  readonly isRight: boolean
}

/** A wrong answer counts against the trustee that has signed it; one that nobody has signed for this request, against nobody. */
function judge(answer: Evaluation, { request, key }: Asked): readonly Judged[] {
  try {
    return [{ partial: checkEvaluation(answer, request, key), isRight: true }]
  } catch (cause) {
    const isWrong = cause instanceof AvowError && cause.code === 'evaluation_invalid'
    return isWrong ? [{ partial: answer, isRight: false }] : []
  }
}

const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Waits for a threshold of right answers, or until patience ends. */
async function collect(asked: Asked, options: AskOptions): Promise<readonly PartialEvaluation[]> {
  const { calls, onProgress, signal, patience = 120 } = options
  const needed = asked.key.threshold
  const end = performance.now() + patience * 1000
  onProgress?.({ stage: 'answers', right: 0, needed })
  for (;;) {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000))
    const answers = await calls.evaluations(asked.blinding.blinded, Math.min(left, longestWait), { signal })
    const judged = answers.flatMap((one) => judge(one, asked))
    const right = judged.filter(({ isRight }) => isRight).length
    onProgress?.({ stage: 'answers', right, needed })
    if (right >= needed || left === 0) return judged.map(({ partial }) => partial)
    // A register answers at once when enough have answered, though some of them wrongly.
    await rest(restBetween)
  }
}

/**
 * The tag of an institution. The trustees and the register learn that somebody asks, and not for what.
 * @throws ClientError (`not_ready` while the trustees have no key), CoreError `institution_key_invalid`, `evaluations_too_few`
 */
export async function askForTag(id: InstitutionId, options: AskOptions): Promise<AnsweredTag> {
  const asked = await post(id, options)
  const partials = await collect(asked, options)
  return institutionTag(id, asked.blinding, partials, asked.key)
}

/** The institutions that a condition names by their ids, each once. */
const idsOf = (term: Term): readonly InstitutionId[] => [
  ...new Set(
    leavesOf(term).flatMap(({ leaf }) =>
      leaf.type === 'together' && isInstitutionId(leaf.institution) ? [leaf.institution] : [],
    ),
  ),
]

export interface TaggedCondition {
  /** What may be sealed: institutions by their tags only. */
  readonly condition: Term
  readonly tags: ReadonlyMap<InstitutionId, InstitutionTag>
  readonly wrong: readonly number[]
}

/** Replaces the institutions of a condition by their tags, asking for each once. @throws as `askForTag` */
export async function tagCondition(term: Term, options: AskOptions): Promise<TaggedCondition> {
  const tags = new Map<InstitutionId, InstitutionTag>()
  const wrong = new Set<number>()
  for (const id of idsOf(term)) {
    const answered = await askForTag(id, options)
    tags.set(id, answered.tag)
    for (const trustee of answered.wrong) wrong.add(trustee)
  }
  const condition = mapLeaves(term, (leaf) => {
    const tag = leaf.type === 'together' ? tags.get(leaf.institution as InstitutionId) : undefined
    return leaf.type === 'together' && tag ? { ...leaf, institution: tag } : leaf
  })
  return { condition: checkBlinded(condition), tags, wrong: [...wrong].toSorted((a, b) => a - b) }
}
