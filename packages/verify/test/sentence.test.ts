import { expect, test } from 'vitest'
import { type VerdictMessages, sentenceOf, verdictMessages } from '../src/index.ts'

test('no sentence claims more than was checked', () => {
  for (const [code, sentence] of Object.entries(verdictMessages)) {
    expect(sentence, code).toMatch(/\.$/)
    expect(sentence, code).not.toMatch(/\b(guarantee|secure|certain|impossible|100|always|never)/i)
  }
})

test('a sentence in another language takes its numbers and dates in that language', () => {
  const german: VerdictMessages = {
    ...verdictMessages,
    time_proven: 'Spätestens am {time} gab es das; {witnesses, ein Zeuge, # Zeugen}.',
  }
  const params = { time: '2026-11-01T12:00:01Z', witnesses: 2, index: 3, origin: 'avow.test' }
  expect(sentenceOf({ code: 'time_proven', params }, german, 'de')).toBe(
    'Spätestens am 1. November 2026 um 12:00:01 UTC gab es das; 2 Zeugen.',
  )
})

test('one witness is one witness', () => {
  const params = { time: '2026-11-01T12:00:01Z', witnesses: 1, index: 3, origin: 'avow.test' }
  expect(sentenceOf({ code: 'time_proven', params })).toContain('By then one witness had countersigned')
})
