/**
 * Deposits a statement that opens at a date, two seconds from now, and shows what the register proves of it:
 * that the trustees did not open before.
 *
 *     node examples/03-at-a-date.ts http://127.0.0.1:8440
 */
import { createStatement, deriveKeys, formatInstant, generateWords, seal } from '@avow/core'
import { verifyBundle } from '@avow/verify'
import { bodyOf, registerFromArguments, waitFor } from './on-the-way.ts'

const client = registerFromArguments()

const statement = createStatement({
  kind: 'resignation',
  title: 'Лес на бумаге',
  language: 'ru',
  body: bodyOf('ru'),
  declarant: { as: 'role', name: 'преподаватель' },
  institutions: [{ name: 'Школа лесничих' }],
  affiliations: [{ institution: 0, since: '2016', until: '2025-06' }],
})
const time = formatInstant(Date.now() + 2000)
const { entropy } = await generateWords()
const { file } = await seal({
  statement,
  condition: { type: 'at', time },
  roster: await client.roster(),
  entropy,
})
const deposit = await client.deposit(file)
console.log(`Deposited for ${time}.`)

await waitFor(client, deriveKeys(entropy).locator, 'published')
const verdict = await verifyBundle(await client.proof(deposit.statement))
console.log(`${verdict.opening.status}: ${verdict.opening.sentence}`)
if (verdict.opening.status !== 'proven') process.exit(1)
