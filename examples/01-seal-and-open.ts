/**
 * Seals a statement for three trustees and opens it with the shares of two. No network, no register.
 *
 *     node examples/01-seal-and-open.ts
 */
import { readFileSync } from 'node:fs'
import {
  CoreError,
  createRoster,
  createStatement,
  decodeEnvelope,
  formatBody,
  generateHybridIdentity,
  generateWords,
  identityToRecipient,
  openEnvelope,
  openNote,
  parseBody,
  publicKeyOf,
  randomBytes,
  seal,
} from '@avow/core'

// Each trustee has an age identity, which opens its notes, and a key, which signs what it does.
const identities = await Promise.all([1, 2, 3].map(() => generateHybridIdentity()))
const trustees = await Promise.all(
  identities.map(async (identity, index) => ({
    name: `Trustee ${index + 1}`,
    key: publicKeyOf(randomBytes(32)),
    recipient: await identityToRecipient(identity),
  })),
)
const roster = createRoster(
  {
    origin: 'register.example',
    log: 'register.example+00000000+AQ==',
    witnesses: [],
    quorum: 0,
    trustees,
    threshold: 2,
    desk: [],
  },
  randomBytes(32),
)

const statement = createStatement({
  kind: 'resignation',
  title: 'I do not sign any longer',
  language: 'en',
  body: parseBody(readFileSync(new URL('statements/en.txt', import.meta.url), 'utf8')),
  declarant: { as: 'role', name: 'purser' },
  institutions: [{ name: 'Northern Line' }],
  affiliations: [{ institution: 0, role: 'purser', since: '2014~', until: '2025' }],
})

// The words are all that the author keeps.
const { words, entropy } = await generateWords('english')
const { file } = await seal({ statement, condition: { type: 'word' }, roster, entropy })
console.log(`Sealed in ${file.length} bytes. The author keeps ${words.length} words.`)

// What each trustee finds in its note, after checking that the note belongs to this envelope.
const { envelope, payload, notes } = decodeEnvelope(file)
const shares = await Promise.all(
  identities.map((identity, index) => openNote(notes[index]!, envelope, index + 1, identity)),
)

try {
  await openEnvelope(envelope, payload, shares.slice(0, 1))
} catch (error) {
  if (!(error instanceof CoreError)) throw error
  console.log(`With one share: ${error.code}.`)
}

const opened = await openEnvelope(envelope, payload, [shares[0]!, shares[2]!])
console.log(`With the shares of trustees ${opened.trustees.join(' and ')}: “${opened.statement.title}”`)
console.log(formatBody(opened.statement.body))
