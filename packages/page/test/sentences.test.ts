/** What authors are told must be true of every statement that they can seal. */
import { expect, test } from 'vitest'
import { en } from '../src/messages/en.ts'

test('nobody is told that what opens is published, without a word of what is for the desk only', () => {
  const told = Object.values(en).filter((sentence) => /\bopened\b.*\bpublished\b/.test(sentence))
  expect(told.length).toBeGreaterThan(0)
  expect(told.filter((sentence) => !sentence.includes('desk'))).toEqual([])
})
