import { expect, test } from 'vitest'
import {
  checkRoster,
  createStatement,
  decodeEnvelope,
  deriveKeys,
  formatBody,
  formatWords,
  generateEntropy,
  openEnvelope,
  openNote,
  parseBody,
  parseWords,
  seal,
} from '../src/index.ts'
import { rosterOf } from './roster-of.ts'

const statement = createStatement({
  kind: 'resignation',
  title: 'Je quitte la maison',
  language: 'fr',
  body: parseBody('Je ne veux plus servir.\n\nPlus jamais.'),
  declarant: { as: 'role', name: 'comptable' },
  institutions: [{ name: 'La Maison' }],
  affiliations: [{ institution: 0, role: 'comptable', since: '1999~' }],
})

test('a sealed statement opens with the threshold of shares and with no fewer', async () => {
  const { roster, trustees } = await rosterOf(5, 3)
  expect(checkRoster(structuredClone(roster))).toEqual(roster)
  const entropy = generateEntropy()
  const { file, statement: id } = await seal({ statement, condition: { type: 'word' }, roster, entropy })
  const decoded = decodeEnvelope(file)
  expect(decoded.statement).toBe(id)
  expect(decoded.envelope.author).toBe(deriveKeys(entropy).publicKey)
  const notes = await Promise.all(
    trustees.map(({ identity }, n) => openNote(decoded.notes[n]!, decoded.envelope, n + 1, identity)),
  )
  const opened = await openEnvelope(decoded.envelope, decoded.payload, notes.slice(1, 4))
  expect(opened.statement).toEqual(statement)
  expect(formatBody(opened.statement.body)).toBe('Je ne veux plus servir.\n\nPlus jamais.')
  expect(opened.trustees).toEqual([2, 3, 4])
  await expect(openEnvelope(decoded.envelope, decoded.payload, notes.slice(0, 2))).rejects.toMatchObject({
    code: 'shares_too_few',
  })
})

test('words give back their entropy in every language', async () => {
  const entropy = generateEntropy()
  for (const language of ['english', 'french', 'japanese', 'chinese-simplified'] as const) {
    const words = await formatWords(entropy, language)
    expect((await parseWords(words.join(' '))).entropy).toEqual(entropy)
  }
})
