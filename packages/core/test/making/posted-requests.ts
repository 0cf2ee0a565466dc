/** Vectors of spec/conditions.md, "Posting". */
import {
  type PostedRequest,
  blindInput,
  createEvaluationRequest,
  institutionInput,
  searchWork,
  workOf,
} from '../../src/index.ts'
import { keepIndex } from './keep.ts'
import { dealKey, giving, scalarOf } from './oprf.ts'

const bits = 12
const time = '2026-11-26T12:00:00Z'
const now = Date.parse(time)

function found(search: Generator<number, PostedRequest>): PostedRequest {
  for (;;) {
    const step = search.next()
    if (step.done) return step.value
  }
}

export function keepPostedRequests(): void {
  const { unsigned } = dealKey(scalarOf('key'), 5, 3)
  const { blinded } = blindInput(institutionInput('wikidata:Q42'), giving(scalarOf('blind')))
  const posted = found(searchWork({ request: createEvaluationRequest(unsigned, blinded), time }, bits))
  const valid = { name: 'worked', posted, bits, now, found: workOf(posted) }
  keepIndex('valid', 'posted-request', [
    valid,
    { ...valid, name: 'an hour old', now: now + 3_600_000 },
    { ...valid, name: 'ten minutes ahead', now: now - 600_000 },
  ])
  const invalid: Record<string, readonly [fields: object, code: string, at?: number]> = {
    'older than an hour': [{}, 'posted_time', now + 3_600_001],
    'more than ten minutes ahead': [{}, 'posted_time', now - 600_001],
    'of another time': [{ time: '2026-11-26T12:00:01Z' }, 'posted_work'],
    'of another request': [{ request: { ...posted.request, blinded: posted.request.key } }, 'posted_work'],
    'without its work': [{ work: '0000000000000000' }, 'posted_work'],
    'work too short': [{ work: posted.work.slice(2) }, 'malformed'],
    'another version': [{ version: 'avow/posted-request/v2' }, 'malformed'],
    'the identity': [{ request: { ...posted.request, blinded: '0'.repeat(64) } }, 'malformed'],
    'a member more': [{ comment: '' }, 'malformed'],
  }
  keepIndex(
    'invalid',
    'posted-request',
    Object.entries(invalid).map(([name, [fields, code, at = now]]) => ({
      name,
      posted: { ...posted, ...fields },
      bits,
      now: at,
      code,
    })),
  )
}
