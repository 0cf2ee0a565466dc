/** What an author locks to a date on the page needs more than all trustees together. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dateLockFor, decodeEnvelope, formatInstant, openEnvelope, openNote } from '@avow/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { arrive, sayWhat, sayWho, sealIt, write } from './author.ts'
import { english } from './drafts.ts'
import { type House, openHouse } from './house.ts'
import { verifyOnPage } from './reader.ts'
import { leave, visit } from './visit.ts'

let house: House
beforeAll(async () => {
  // Nobody is asked before the date.
  house = await openHouse({ AVOW_DRAND_URL: 'http://127.0.0.1:9' })
})
afterAll(() => house?.close())

const at = new Date('2099-01-01T00:00:00Z')
const { round, time } = dateLockFor({ type: 'at', time: formatInstant(at.getTime()) })

test('a date can be locked a second time, and then not even all trustees open it before', async () => {
  const { address } = house.network
  const author = await visit({ browser: house.browser, width: 360, origin: address })
  await author.page.goto(`${address}/write`)
  await write(author.page, english, { at: () => at, dateLock: true })
  await author.page.getByText('Locked a second time until 1 January 2099 at 00:00 UTC.').waitFor()
  await sealIt(author.page)
  const downloading = author.page.waitForEvent('download')
  await author.page.getByRole('button', { name: 'Save the sealed file' }).click()
  const file = join(house.folder, 'locked.avow')
  await (await downloading).saveAs(file)
  await leave(author)

  const { envelope, payload, notes } = decodeEnvelope(await readFile(file))
  const shares = await Promise.all(
    notes.map(async (note, index) => {
      const identity = join(house.network.folder, `trustee-${index + 1}`, 'identity.txt')
      return openNote(note, envelope, index + 1, (await readFile(identity, 'utf8')).trim())
    }),
  )
  await expect(openEnvelope(envelope, payload, shares)).rejects.toMatchObject({
    code: 'date_lock_closed',
    details: { round, time },
  })
})

test('it is offered only where the condition has a date, and must be confirmed', async () => {
  const { address } = house.network
  const author = await visit({ browser: house.browser, width: 1280, origin: address })
  await author.page.goto(`${address}/write`)
  await sayWhat(author.page, english)
  await sayWho(author.page, english)
  await arrive(author.page, 'When it opens')
  const box = (name: string) => author.page.getByRole('checkbox', { name, exact: true })
  const lock = box('Lock it a second time until this date')
  await box('A date').check()
  await author.page.getByLabel('Date (UTC)').fill('2099-01-01')
  expect(await lock.isVisible()).toBe(false)
  await box('My word').uncheck()
  await lock.check()
  await author.page.getByText('nobody can ever open it: not the trustees, and not you').waitFor()
  await author.page.getByRole('heading', { name: 'Who keeps it' }).waitFor()
  for (const meant of (await box('That is what I mean').all()).slice(0, -1)) await meant.check()
  await author.page.getByRole('button', { name: 'Continue' }).click()
  await author.page.getByText('Tick the box if you mean it').waitFor()
  expect(await box('That is what I mean').last().isChecked()).toBe(false)
  await leave(author)
})

test('the verdict on what was locked has a line for it', async () => {
  const { address } = house.network
  const bundle = join(import.meta.dirname, '../vectors/valid/proof-bundle/date-locked.avowproof')
  const reader = await visit({ browser: house.browser, width: 360, origin: address })
  await reader.page.goto(`${address}/verify`)
  await verifyOnPage(reader.page, bundle, 'proven')
  await reader.page.getByText('It was locked a second time until 23 August 2023').waitFor()
  await leave(reader)
})
