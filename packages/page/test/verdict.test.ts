import type { Hash } from '@avow/core'
import type { Finding, Verdict } from '@avow/verify'
import { describe, expect, test } from 'vitest'
import { parseRosterHash } from '../src/verdict/roster-hash.ts'
import { compareShown } from '../src/verdict/shown.ts'
import { wholeOf } from '../src/verdict/view.ts'
import { statementOf } from '../src/write/statement-of.ts'
import { filledDraft } from './draft-of.ts'

const finding = (status: Finding['status']): Finding => ({
  status,
  code: 'text_proven',
  params: {},
  sentence: '',
})

const verdictOf = (changes: Partial<Verdict> = {}): Verdict => ({
  text: finding('proven'),
  author: finding('proven'),
  time: finding('proven'),
  opening: finding('proven'),
  roster: finding('could-not-check'),
  acts: [],
  statement: statementOf(filledDraft()),
  ...changes,
})

const shown = { title: 'Why I no longer sign', paragraphs: ['For eleven years I signed.', 'I sign no more.'] }

describe('whether a page shows what its proof holds', () => {
  test('it does', () => expect(compareShown(shown, verdictOf()).status).toBe('proven'))

  test.each([
    { ...shown, title: 'Why I sign' },
    { ...shown, paragraphs: ['For eleven years I signed.', 'I sign no less.'] },
    { ...shown, paragraphs: ['For eleven years I signed.'] },
    { ...shown, paragraphs: [...shown.paragraphs, 'Long live the lists.'] },
    { ...shown, paragraphs: ['For eleven years I signed. I sign no more.'] },
  ])('it does not: %o', (other) => {
    const extra = compareShown(other, verdictOf())
    expect(extra.status).toBe('mismatch')
    expect(wholeOf(verdictOf(), [extra])).toBe('mismatch')
  })

  test('nobody knows, when the text itself is not proven', () => {
    const { statement: _, ...unproven } = verdictOf({ text: finding('mismatch') })
    expect(compareShown(shown, unproven).status).toBe('could-not-check')
    expect(wholeOf(unproven, [compareShown(shown, unproven)])).toBe('mismatch')
  })
})

test('keepers that were not compared leave the rest proven', () => {
  expect(wholeOf(verdictOf())).toBe('proven')
  expect(wholeOf(verdictOf({ roster: finding('mismatch') }))).toBe('mismatch')
})

describe('a roster hash as people copy it', () => {
  const hash = 'ab12'.repeat(16) as Hash
  test.each([
    hash,
    ` ${hash}\n`,
    hash.toUpperCase(),
    hash.replace(/.{4}/g, '$& '),
    hash.replace(/.{2}(?=.)/g, '$&:'),
  ])('%s', (typed) => expect(parseRosterHash(typed)).toBe(hash))
  test.each(['', 'ab12', `${hash}0`, 'g'.repeat(64)])('none: %s', (typed) =>
    expect(parseRosterHash(typed)).toBeUndefined(),
  )
})
