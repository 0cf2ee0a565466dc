/**
 * Publishes a statement at once, verifies its proof bundle offline, changes one byte and verifies again.
 *
 *     node examples/04-verify-and-change-one-byte.ts http://127.0.0.1:8440
 */
import { createStatement, deriveKeys, generateWords, rosterHashOf, seal } from '@avow/core'
import { type Verdict, verifyBundle } from '@avow/verify'
import { bodyOf, registerFromArguments, waitFor } from './on-the-way.ts'

const parts = ['text', 'author', 'time', 'opening', 'roster'] as const

function print(verdict: Verdict): void {
  for (const part of parts) {
    const { status, sentence, where } = verdict[part]
    console.log(`  ${part}: ${status}. ${sentence}${where === undefined ? '' : ` (${where})`}`)
  }
}

const client = registerFromArguments()
const roster = await client.roster()
const statement = createStatement({
  kind: 'testimony',
  title: 'ثلاث آبار لم تُحفر',
  language: 'ar',
  body: bodyOf('ar'),
  declarant: { as: 'nobody' },
  institutions: [{ name: 'جمعية البئر' }],
})
const { entropy } = await generateWords()
const { file } = await seal({ statement, condition: { type: 'now' }, roster, entropy })
const deposit = await client.deposit(file)
await waitFor(client, deriveKeys(entropy).locator, 'published')

// From here on nobody is asked anything. A reader compares the roster's hash with one from elsewhere.
const bundle = await client.proof(deposit.statement)
const trustedRoster = rosterHashOf(roster)
console.log('As it was published:')
const verdict = await verifyBundle(bundle, { trustedRoster })
print(verdict)

const changed = Uint8Array.from(bundle)
changed[changed.length >> 1]! ^= 1
console.log('With one bit changed in the middle:')
const changedVerdict = await verifyBundle(changed, { trustedRoster })
print(changedVerdict)

const holds = parts.every((part) => verdict[part].status === 'proven')
const isFound = parts.some((part) => changedVerdict[part].status === 'mismatch')
if (!holds || !isFound) process.exit(1)
