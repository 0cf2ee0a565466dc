/** Statements for authors to write. */
import type { Draft } from './author.ts'
import { textIn } from './publish.ts'

export const english: Draft = {
  kind: 'Resignation',
  language: 'en',
  title: 'I do not sign any longer',
  text: textIn('en'),
  named: { as: 'By name', name: 'Ada Holm' },
  institution: 'Northern Line',
  role: 'Purser',
  since: '2013-05',
}

export const arabic: Draft = {
  kind: 'Testimony',
  language: 'ar',
  title: 'الآبار التي لم تُحفر',
  text: textIn('ar'),
  named: { as: 'Not at all' },
  institution: 'جمعية البئر',
}
