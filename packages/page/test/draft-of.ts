/** A form that is filled in, for tests. */
import { type Draft, newDraft } from '../src/write/draft.ts'

export const filledDraft = (changes: Partial<Draft> = {}): Draft => ({
  ...newDraft('en'),
  kind: 'testimony',
  title: ' Why I no longer sign ',
  text: 'For eleven years I signed.\r\n\r\nI sign no more.',
  as: 'pseudonym',
  name: 'A clerk',
  institutions: [
    { name: 'Office of Lists', unit: '', role: 'clerk', since: 'about 1999', until: 'March 2010' },
  ],
  ...changes,
})
