/** The whole way of a statement in a real browser, against real services. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  announcePause,
  checkIn,
  arrive,
  comeBack,
  decide,
  deposit,
  readPublished,
  saveReminder,
  sealIt,
  write,
} from './author.ts'
import { arabic, english } from './drafts.ts'
import { type House, openHouse } from './house.ts'
import { expectUsable } from './look.ts'
import { expectProof, expectPublished } from './reader.ts'
import { type Visit, leave, visit } from './visit.ts'

let house: House
let address: string

beforeAll(async () => {
  house = await openHouse()
  address = house.network.address
})
afterAll(() => house?.close())

/** Someone with a browser that nobody used before: an author who comes back has the words and nothing else. */
const someone = (width: number): Promise<Visit> => visit({ browser: house.browser, origin: address, width })

const holders = (page: Page) => page.getByRole('list', { name: 'Who holds it' })

/** The next whole minute that leaves time to go on after it was typed. */
const soon = (): number => Math.ceil((Date.now() + 30_000) / 60_000) * 60_000

describe.each([360, 1280])('at %i pixels', (width) => {
  test('at once: it is deposited, opened and published, and its proof holds everywhere', async () => {
    const one = await someone(width)
    await deposit(one.page, address, english, {})
    await readPublished(one.page)
    const path = await expectPublished(one.page, house.folder, english.title, english.text)
    await expectProof(one.page, address, path)
    await leave(one)
  })

  test('for the desk only: nobody else reads it, and its author is told so', async () => {
    const author = await someone(width)
    const words = await deposit(author.page, address, english, { word: true, isForDesk: true })
    await comeBack(author.page, address, words)
    await decide(author.page, 'word')
    await arrive(author.page, 'It has been opened for the desk only')
    await expectUsable(author.page)
    expect(await author.page.getByRole('link', { name: 'Read it as published' }).count()).toBe(0)
    await leave(author)
  })

  test('on their word: the author comes back with the words alone and gives it', async () => {
    const author = await someone(width)
    const words = await deposit(author.page, address, english, { word: true })
    await leave(author)

    const later = await someone(width)
    await comeBack(later.page, address, words)
    await arrive(later.page, 'It is deposited and sealed')
    // Each trustee answers for itself, some time after the deposit.
    await holders(later.page).getByText('holds its share', { exact: true }).nth(2).waitFor()
    await expectUsable(later.page)
    await decide(later.page, 'word')
    await readPublished(later.page)
    const path = await expectPublished(later.page, house.folder, english.title, english.text)
    await expectProof(later.page, address, path)
    await leave(later)
  })

  test('at a date: it stays sealed until then, and opens by itself', async () => {
    const one = await someone(width)
    let at = Infinity
    const typed = (): Date => new Date((at = soon()))
    const words = await deposit(one.page, address, english, { at: typed })
    await comeBack(one.page, address, words)
    await readPublished(one.page)
    expect(Date.now()).toBeGreaterThanOrEqual(at)
    await expectPublished(one.page, house.folder, english.title, english.text)
    await leave(one)
  })

  test('withdrawn: the trustees destroy what they hold', async () => {
    const author = await someone(width)
    const words = await deposit(author.page, address, english, { word: true })
    await comeBack(author.page, address, words)
    await arrive(author.page, 'It is deposited and sealed')
    await decide(author.page, 'withdraw')
    await arrive(author.page, 'You have withdrawn it')
    await author.page.getByText('has destroyed its share').nth(2).waitFor()
    await expectUsable(author.page)
    await leave(author)
  })
})

test.each([360, 1280])(
  'on a word or on silence, at %i pixels: sealed with a reminder, checked in, paused, and opened by the word',
  async (width) => {
    const author = await someone(width)
    const choice = { word: true, silence: [3, 7] } as const
    await author.page.goto(`${address}/write`)
    const words = await write(author.page, english, choice)
    await sealIt(author.page)
    const file = join(house.folder, `reminder-${width}.ics`)
    await saveReminder(author.page, 'Water the plants', file)
    const calendar = await readFile(file, 'utf8')
    expect(calendar).toContain('\r\nSUMMARY:Water the plants\r\n')
    expect(calendar).toContain('\r\nRRULE:FREQ=DAILY;INTERVAL=1\r\n')
    expect(calendar).not.toContain(new URL(address).host)
    await author.page.getByRole('button', { name: 'Deposit', exact: true }).click()
    await arrive(author.page, 'It is deposited')
    await expectUsable(author.page)
    await leave(author)

    const later = await someone(width)
    await comeBack(later.page, address, words)
    await arrive(later.page, 'It is deposited and sealed')
    const condition = later.page.getByRole('list', { name: 'Your condition' })
    await condition.getByText(/^no warning before /).waitFor()
    expect(await condition.innerText()).toMatch(
      /you have not given it[^]*after 3 days of silence with 7 days of grace/,
    )
    await checkIn(later.page, 3)
    await expectUsable(later.page)
    const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)
    await announcePause(later.page, inAWeek)
    await decide(later.page, 'word')
    await readPublished(later.page)
    await expectPublished(later.page, house.folder, english.title, english.text)
    await leave(later)
  },
)

test('a statement that is written from right to left stands so, while it is written and when it is read', async () => {
  const one = await someone(360)
  await one.page.goto(`${address}/write`)
  await one.page.getByLabel('Language of the statement').selectOption('ar')
  const direction = (element: Element) => getComputedStyle(element).direction
  expect(await one.page.getByRole('textbox', { name: 'Text', exact: true }).evaluate(direction)).toBe('rtl')
  const words = await write(one.page, arabic, { word: true, silence: [30, 7] })
  const sentence = one.page.getByText('بناءً على طلبي، أو بعد 30 يومًا', { exact: false })
  expect(words).toHaveLength(12)
  expect(await sentence.evaluate(direction)).toBe('rtl')
  await deposit(one.page, address, arabic, {})
  await readPublished(one.page)
  await expectPublished(one.page, house.folder, arabic.title, arabic.text)
  expect(await one.page.getByRole('heading', { level: 1 }).evaluate(direction)).toBe('rtl')
  expect(await one.page.getByText(arabic.text.slice(0, 30)).evaluate(direction)).toBe('rtl')
  await leave(one)
})
