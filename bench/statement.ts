import { type Statement, createStatement, parseBody } from '@avow/core'

/** A statement of about `size` bytes of text, in paragraphs. */
export function statementOf(size: number): Statement {
  const paragraph = 'I served this institution and I do not serve it any longer. '.repeat(8).trim()
  const count = Math.ceil(size / (paragraph.length + 2))
  const text = Array.from({ length: count }, () => paragraph).join('\n\n')
  return createStatement({
    kind: 'resignation',
    title: 'A statement for measuring',
    language: 'en',
    body: parseBody(text.slice(0, size)),
    declarant: { as: 'nobody' },
    institutions: [{ name: 'An institution' }],
  })
}
