/** Vectors of spec/conditions.md, "Evaluation": condition, facts, observed time, verdict. */
import {
  type Fact,
  type InstitutionTag,
  checkFacts,
  checkTerms,
  gatherFacts,
  judgeCondition,
} from '../../src/index.ts'
import { keepIndex } from './keep.ts'

const hour = 3_600_000
const start = Date.parse('2026-03-01T00:00:00Z')
const at = (hours: number): number => start + hours * hour
const tag: InstitutionTag = `tag:${'0123456789abcdef'.repeat(4)}`

const word = { type: 'word' }
const silence = { type: 'silence', duration: 'P1D', grace: 'PT6H' }
const together = { type: 'together', size: 3, institution: tag, vouched: false }
const vouched = { ...together, vouched: true }
const date = { type: 'at', time: '2026-03-02T12:00:00Z' }
const any = (...of: readonly unknown[]) => ({ type: 'any', of })
const all = (...of: readonly unknown[]) => ({ type: 'all', of })

const deposit: Fact = { kind: 'deposit', time: start }
const heard = (from: number, until: number): Fact => ({ kind: 'heard', from: at(from), until: at(until) })
const pause = (from: number, until: number): Fact => ({ kind: 'pause', from: at(from), until: at(until) })
const checkIn = (hours: number): Fact => ({ kind: 'check-in', time: at(hours) })
const match = (all: number, some: number): Fact => ({
  kind: 'match',
  institution: tag,
  all,
  vouched: some,
  time: at(10),
})
const given: Fact = { kind: 'word', time: at(3) }

const cases: Record<string, readonly [condition: unknown, facts: readonly Fact[], hours: number | null]> = {
  'not deposited': [any(word, silence), [given], 40],
  withdrawn: [any(word, silence), [deposit, given, { kind: 'withdraw' }], 40],
  'silence: a day less an hour': [silence, [deposit, heard(0, 23)], 23],
  'silence: a day, and the warning': [silence, [deposit, heard(0, 24)], 24],
  'silence: the last hour of grace': [silence, [deposit, heard(0, 29)], 29],
  'silence: over': [silence, [deposit, heard(0, 30)], 30],
  'silence: long over': [silence, [deposit, heard(0, 300)], 300],
  'silence: a check-in during grace': [silence, [deposit, heard(0, 40), checkIn(29)], 40],
  'silence: a check-in after the opening is too late for whoever opened, and counts for whoever did not': [
    silence,
    [deposit, heard(0, 31), checkIn(31)],
    31,
  ],
  'silence: heard before the deposit does not count': [silence, [deposit, heard(-100, 2)], 2],
  'silence: an outage does not count': [silence, [deposit, heard(0, 20), heard(500, 503)], 503],
  'silence: two times overlap and count once': [silence, [deposit, heard(0, 20), heard(10, 24)], 24],
  'silence: a pause does not count': [silence, [deposit, heard(0, 20), pause(2, 12)], 20],
  'silence: a pause that is to come': [silence, [deposit, heard(0, 20), pause(18, 100)], 20],
  'silence: a pause is a sign of life': [silence, [deposit, heard(0, 30), pause(20, 21)], 30],
  'silence: a log without witnesses': [silence, [{ kind: 'deposit', time: null }], null],
  'together: too few': [together, [deposit, match(2, 2)], 20],
  'together: enough': [together, [deposit, match(3, 0)], 20],
  'together: too few vouched for': [vouched, [deposit, match(5, 2)], 20],
  'together: enough vouched for': [vouched, [deposit, match(5, 3)], 20],
  'together: another institution': [
    together,
    [deposit, { ...match(9, 9), institution: `tag:${'f'.repeat(64)}` } as Fact],
    20,
  ],
  'any: the word, during silence': [any(word, silence), [deposit, given, heard(0, 5)], 5],
  'any: the warning of silence': [any(word, silence), [deposit, heard(0, 26)], 26],
  'all: no warning while the date has not come': [all(date, silence), [deposit, heard(0, 26)], 26],
  'all: since the last': [all(date, silence), [deposit, heard(0, 40)], 40],
  'all of any': [all(date, any(together, silence)), [deposit, heard(0, 36), match(3, 3)], 36],
  'any of all': [any(all(date, word), silence), [deposit, heard(0, 25), given], 25],
  'the word is a sign of life': [all(word, silence), [deposit, given, heard(0, 30)], 30],
}

export function keepVerdicts(): void {
  const entries = Object.entries(cases).map(([name, [condition, facts, hours]]) => {
    const now = hours === null ? null : at(hours)
    const verdict = judgeCondition(
      checkTerms(condition),
      gatherFacts(checkFacts(facts)),
      now ?? Number.NEGATIVE_INFINITY,
    )
    return { name, condition, facts, now, verdict }
  })
  keepIndex('valid', 'condition-verdict', entries)
}
