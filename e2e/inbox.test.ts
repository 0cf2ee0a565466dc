/** An author who chooses to tell the trustees themselves, through the page and to real inboxes (spec/http-api.md, "Inbox"). */
import { createClient } from '@avow/client'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { announcePause, arrive, checkIn, comeBack, decide, deposit } from './author.ts'
import { english } from './drafts.ts'
import { type House, openHouse } from './house.ts'
import { expectUsable } from './look.ts'
import { type Visit, leave, visit } from './visit.ts'

let house: House
let address: string
/** Where the trustees are, by the roster. */
let inboxes: string[]

beforeAll(async () => {
  house = await openHouse()
  address = house.network.address
  const { trustees } = await createClient({ base: address }).roster()
  inboxes = trustees.flatMap(({ inbox }) => inbox ?? [])
  expect(inboxes).toHaveLength(3)
})
afterAll(() => house?.close())

const someone = (width: number, chosen: readonly string[] = []): Promise<Visit> =>
  visit({ browser: house.browser, origin: address, width, chosen })

const choice = (page: Page) => page.getByRole('checkbox', { name: /^Tell these trustees as well/ })
const answers = (page: Page) => page.getByRole('list', { name: 'What the trustees answered' })

async function expectAllAcknowledged(page: Page): Promise<void> {
  await page.getByRole('status').getByText('3 trustees have acknowledged it, of 3.').waitFor()
  expect((await answers(page).innerText()).match(/has acknowledged it/g)).toHaveLength(3)
}

test.each([360, 1280])(
  'at %i pixels: nobody but the register is asked until the author chooses it; then each trustee answers, also for a register that keeps it back',
  async (width) => {
    const author = await someone(width)
    const words = await deposit(author.page, address, english, { word: true, silence: [30, 7] })
    await leave(author)

    const careful = await someone(width)
    await comeBack(careful.page, address, words)
    await arrive(careful.page, 'It is deposited and sealed')
    await careful.page.getByText(/somebody at your network address writes to it/).waitFor()
    expect(await choice(careful.page).isChecked()).toBe(false)
    await checkIn(careful.page, 3)
    expect(await answers(careful.page).count()).toBe(0)
    await leave(careful)

    const chosen = await someone(width, inboxes)
    const { page } = chosen
    const told: string[] = []
    page.on('request', (request) => {
      if (inboxes.includes(request.url())) told.push(`${request.method()} ${request.url()}`)
    })
    await comeBack(page, address, words)
    await arrive(page, 'It is deposited and sealed')
    await choice(page).focus()
    await page.keyboard.press('Space')
    expect(told).toEqual([])
    await checkIn(page, 3)
    await expectAllAcknowledged(page)
    expect(told.toSorted()).toEqual(inboxes.map((inbox) => `POST ${inbox}`).toSorted())
    await expectUsable(page)
    await announcePause(page, new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10))
    await expectAllAcknowledged(page)

    // From here on the register answers to acts, and what it answers is nothing.
    await page.route('**/api/v1/acts*', (route) => route.fulfill({ json: {} }))
    await decide(page, 'withdraw')
    await page.getByText(/so many trustees have acknowledged it that the others are too few/).waitFor()
    await page.getByText('has destroyed its share').nth(2).waitFor()
    await expectUsable(page)
    await leave(chosen)
  },
)

test('an answer that a trustee has not signed counts for nothing, and the trustee is named', async () => {
  const author = await someone(360, inboxes)
  const { page } = author
  const words = await deposit(page, address, english, { silence: [30, 7] })
  await comeBack(page, address, words)
  await arrive(page, 'It is deposited and sealed')
  // A trustee that has not read the log so far yet takes nothing about it.
  await page.getByText('holds its share', { exact: true }).nth(2).waitFor()
  await choice(page).check()
  await page.route(inboxes[1]!, (route) => route.fulfill({ json: {} }))
  await checkIn(page, 3)
  await page.getByText('2 trustees have acknowledged it, of 3.').waitFor()
  expect(await answers(page).getByRole('listitem').nth(1).innerText()).toContain('did not sign')
  await leave(author)
})
