/**
 * Deposits a statement that opens on its author's word, gives the word, and waits until it is published.
 *
 *     node examples/02-on-my-word.ts http://127.0.0.1:8440
 */
import { createAct, createStatement, deriveKeys, generateWords, parseWords, seal } from '@avow/core'
import { bodyOf, registerFromArguments, waitFor } from './on-the-way.ts'

const client = registerFromArguments()

const statement = createStatement({
  kind: 'retraction',
  title: '我收回我说过的话',
  language: 'zh-Hans',
  body: bodyOf('zh-Hans'),
  declarant: { as: 'pseudonym', name: '抄写员' },
  institutions: [{ name: '河口档案馆' }],
  convictions: ['那些册子是真的。'],
})

// The words can be in the author's own language.
const { words } = await generateWords('chinese-simplified')
const { entropy } = await parseWords(words.join(' '))
const { file } = await seal({
  statement,
  condition: { type: 'word' },
  roster: await client.roster(),
  entropy,
})
const deposit = await client.deposit(file)
console.log(`Deposited: entry ${deposit.index} of the log, ${deposit.state}.`)

// Later, with the words alone.
const keys = deriveKeys(entropy)
await waitFor(client, keys.locator, 'witnessed')
const { holdings } = await client.status(keys.locator)
console.log(`Witnessed. Trustees that have answered so far: ${holdings.length}.`)

await client.act(createAct({ kind: 'word', statement: deposit.statement, body: {} }, keys.seed))
await waitFor(client, keys.locator, 'published')
const { document } = await client.statement(deposit.statement)
console.log(`Published: ${document.title}`)
