/** The page as one file from a disk, on a machine without a network. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '@avow/client'
import { decodeEnvelope, decryptWith, deriveKeys, encodeRoster, parseWords } from '@avow/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { arrive, sayWhat, sayWho, sealIt, write } from './author.ts'
import { avow } from './cli.ts'
import { english } from './drafts.ts'
import { type House, openHouse } from './house.ts'
import { publish, statements } from './publish.ts'
import { verifyOnPage } from './reader.ts'
import { leave, untilFault, visit } from './visit.ts'

const page = new URL('../packages/page/build/offline/avow.html', import.meta.url).href
let house: House

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house?.close())

test('a statement is sealed without a network, and the file is deposited from another machine', async () => {
  const { address } = house.network
  const client = createClient({ base: address })
  const roster = join(house.folder, 'roster.json')
  await writeFile(roster, encodeRoster(await client.roster()))

  const author = await visit({ browser: house.browser, width: 360, offline: true })
  await author.page.goto(`${page}#write`)
  const words = await write(author.page, english, { word: true }, roster)
  await sealIt(author.page)
  const downloading = author.page.waitForEvent('download')
  await author.page.getByRole('button', { name: 'Save the sealed file' }).click()
  const file = join(house.folder, 'statement.avow')
  await (await downloading).saveAs(file)
  expect(author.faults).toEqual([])
  expect(await author.traces()).toEqual([])
  await author.context.close()

  const carried = await avow('deposit', file, '--register', address)
  expect(carried.code, carried.output).toBe(0)
  const { locator } = deriveKeys((await parseWords(words.join(' '))).entropy)
  expect((await client.status(locator)).acts.map(({ act }) => act.kind)).toEqual(['deposit'])
})

test('to wait for others is not offered where nobody can be asked, and the page says so', async () => {
  const author = await visit({ browser: house.browser, width: 360, offline: true })
  await author.page.goto(`${page}#write`)
  await sayWhat(author.page, english)
  await sayWho(author.page, english)
  await arrive(author.page, 'When it opens')
  const ways = author.page.getByRole('group', { name: 'What opens it?' })
  await ways.getByText('the trustees must be asked, which this file cannot do').waitFor()
  expect(await ways.getByRole('checkbox').count()).toBe(3)
  expect(await author.page.getByText('Together with others').count()).toBe(0)
  expect(author.faults).toEqual([])
  await author.context.close()
})

test('a proof bundle is verified without a network', async () => {
  const { address } = house.network
  const path = join(house.folder, 'statement.avowproof')
  const statement = await publish(address, statements.en)
  const answer = await fetch(`${address}/api/v1/statements/${statement}/proof`)
  await writeFile(path, new Uint8Array(await answer.arrayBuffer()))

  const reader = await visit({ browser: house.browser, width: 1280, offline: true })
  await reader.page.goto(`${page}#verify`)
  await verifyOnPage(reader.page, path, 'proven')
  expect(reader.faults).toEqual([])
  await reader.context.close()
})

test('a statement with a date lock is opened without a network, with the shares and the signature of the round', async () => {
  const folder = join(import.meta.dirname, '../vectors/valid/date-lock')
  const [{ file, identities, roundSignature }] = JSON.parse(
    await readFile(join(folder, 'index.json'), 'utf8'),
  )
  const { notes } = decodeEnvelope(await readFile(join(folder, file)))
  const shares: string[] = []
  for (const n of [1, 2]) {
    shares.push(join(house.folder, `share-${n}.json`))
    await writeFile(shares.at(-1)!, await decryptWith(identities[n - 1], notes[n - 1]!))
  }
  const reader = await visit({ browser: house.browser, width: 360, offline: true })
  await reader.page.goto(`${page}#open`)
  await reader.page.getByLabel('Sealed file').setInputFiles(join(folder, file))
  await reader.page.getByLabel('Shares').setInputFiles(shares)
  const round = reader.page.getByLabel('Signature of the round')
  expect(await round.isVisible()).toBe(false)
  const open = () => reader.page.getByRole('button', { name: 'Open' }).click()
  await open()
  await reader.page.getByText('until 23 August 2023 at 15:59 UTC').waitFor()
  await round.fill(`${roundSignature.slice(0, -1)}0`)
  await open()
  await reader.page.getByText('not the signature of the round').waitFor()
  await round.fill(`${roundSignature}\n`)
  await open()
  await reader.page.getByRole('heading', { name: 'Why I left the Harbour Company' }).waitFor()
  await leave(reader)
})

test('the file asks for nothing: its own policy forbids every connection', async () => {
  const reader = await visit({ browser: house.browser, width: 1280 })
  await reader.page.goto(page)
  const asked = await reader.page.evaluate(
    (address) =>
      fetch(address).then(
        () => 'answered',
        () => 'refused',
      ),
    house.network.address,
  )
  expect(asked).toBe('refused')
  await untilFault(reader, /Content Security Policy/)
  await reader.context.close()
})
