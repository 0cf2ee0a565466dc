/** The way of a statement by somebody who has a keyboard and nothing else. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { arrive } from './author.ts'
import { type House, openHouse } from './house.ts'
import { type Visit, visit } from './visit.ts'

let house: House
let visitor: Visit
let page: Page

beforeAll(async () => {
  house = await openHouse()
  visitor = await visit({ browser: house.browser, origin: house.network.address, width: 1280 })
  page = visitor.page
})
afterAll(() => house?.close())

const hasFocus = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element.contains(document.activeElement))

/** Presses Tab until the focus is there or inside, and fails when it never comes. */
async function reach(target: Locator): Promise<void> {
  await target.waitFor()
  for (let presses = 0; presses < 100; presses += 1) {
    if (await hasFocus(target)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the Tab key does not lead to ${target}`)
}

async function type(box: string, text: string): Promise<void> {
  await reach(page.getByRole('textbox', { name: box, exact: true }))
  await page.keyboard.insertText(text)
}

async function press(button: string | RegExp): Promise<void> {
  await reach(page.getByRole('button', { name: button, exact: true }))
  await page.keyboard.press('Enter')
}

/** Goes into the group and down to the choice: a group of radios is one stop of the Tab key. */
async function choose(group: string, choice: RegExp): Promise<void> {
  const wanted = page.getByRole('radio', { name: choice })
  await reach(page.getByRole('group', { name: group }))
  await page.keyboard.press('Space')
  for (let presses = 0; !(await wanted.isChecked()); presses += 1) {
    expect(presses).toBeLessThan(10)
    await page.keyboard.press('ArrowDown')
  }
}

/** The first two steps, up to the third. */
async function sayWhatAndWho(title: string): Promise<void> {
  await arrive(page, 'What you say')
  await choose('What kind of statement is it?', /^Testimony/)
  await type('Title', title)
  await type('Text', 'I kept the keys of the archive, and I say what I locked away.')
  await press('Continue')
  await arrive(page, 'Who says it, and of what')
  await choose('How are you named?', /^Not at all/)
  await type('Name of the institution', 'The archive')
  await press('Continue')
  await arrive(page, 'When it opens')
}

test('a statement is written, sealed, deposited and opened without a pointer', async () => {
  await page.goto(`${house.network.address}/`)
  await reach(page.getByRole('main').getByRole('link', { name: 'Write a statement' }))
  await page.keyboard.press('Enter')

  await sayWhatAndWho('Written with keys alone')
  await choose('When may it be opened?', /^At once/)
  await page.getByRole('heading', { name: 'Who keeps it' }).waitFor()
  await press('Continue')

  await arrive(page, 'Your twelve words')
  const shown = page.getByRole('list', { name: 'The twelve words' }).locator('.word')
  await shown.nth(11).waitFor()
  const words = await shown.allInnerTexts()
  await press('I have written them down')
  await arrive(page, 'The words from your paper')
  for (const [place, word] of words.entries()) await type(`Word ${place + 1}`, word)
  await press('Check the words')

  await arrive(page, 'Seal and deposit')
  await press('Seal')
  await arrive(page, 'It is sealed')
  await press('Deposit')
  await arrive(page, 'It is deposited')
  const read = page.getByRole('link', { name: 'Read it as published' })
  await reach(read)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/statements\/[0-9a-f]{64}$/)
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Written with keys alone')
  expect(visitor.faults).toEqual([])
})

/** Types into a field in the place of what is there. */
async function retype(box: string, text: string): Promise<void> {
  await reach(page.getByRole('textbox', { name: box, exact: true }))
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText(text)
}

const tick = async (box: string): Promise<void> => {
  await reach(page.getByRole('checkbox', { name: box, exact: true }))
  await page.keyboard.press('Space')
}

/** From the empty form to the step "Condition". */
async function reachCondition(): Promise<void> {
  await page.goto(`${house.network.address}/write`)
  await sayWhatAndWho('A title')
  await page.getByRole('heading', { name: 'Who keeps it' }).waitFor()
}

test('a condition of several parts is put together without a pointer, and what must be meant is asked for', async () => {
  await reachCondition()
  const said = page.getByRole('region', { name: 'What you have chosen' })
  await tick('My silence')
  await retype('Days of silence', 'many')
  await press('Continue')
  const days = page.getByRole('textbox', { name: 'Days of silence' })
  expect(await hasFocus(days)).toBe(true)
  expect(await days.getAttribute('aria-invalid')).toBe('true')
  await retype('Days of silence', '3')
  await choose('How do they go together?', /^Only when all hold/)
  expect(await said.innerText()).toContain(
    'It opens on my word and after 3 days of silence with 7 days of grace.',
  )
  await choose('How do they go together?', /^Whichever comes first/)
  await press('Continue')
  const meant = page.getByRole('checkbox', { name: 'That is what I mean' })
  expect(await hasFocus(meant)).toBe(true)
  await page.keyboard.press('Space')
  await press('Continue')
  await arrive(page, 'Your twelve words')
  expect(visitor.faults).toEqual([])
})

test('every new step takes the focus to its heading', async () => {
  await page.goto(`${house.network.address}/write`)
  await arrive(page, 'What you say')
  await choose('What kind of statement is it?', /^Testimony/)
  await type('Title', 'A title')
  await type('Text', 'A text.')
  await press('Continue')
  const heading = page.getByRole('heading', { name: 'Who says it, and of what' })
  await heading.waitFor()
  expect(await hasFocus(heading)).toBe(true)
})
