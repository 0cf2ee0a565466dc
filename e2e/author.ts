/** What an author does on the pages, by what they see: roles and names. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expectUsable } from './look.ts'

export interface Draft {
  readonly kind: 'Renunciation' | 'Resignation' | 'Retraction' | 'Testimony'
  /** BCP 47. */
  readonly language: string
  readonly title: string
  readonly text: string
  readonly named: {
    readonly as: 'By name' | 'By role' | 'By a pseudonym' | 'Not at all'
    readonly name?: string
  }
  readonly institution: string
  readonly role?: string
  readonly since?: string
}

/**
 * What opens it; nothing for at once. `at` gives an instant of which the minute counts when it is typed, `silence` days
 * and days of grace, `together` how many in all and the institution as it is typed, or how it is found by name.
 */
export interface Choice {
  readonly word?: true
  readonly at?: () => Date
  /** Locked a second time until then. */
  readonly dateLock?: true
  readonly silence?: readonly [days: number, grace: number]
  /** Only the desk reads it. */
  readonly isForDesk?: true
  readonly together?: readonly [size: number, institution: string | Sought]
  /** Only vouched statements count: the desk, which answers a request. */
  readonly desk?: (request: Uint8Array) => Promise<Uint8Array>
}

/** An institution that is looked up in the register's list. */
export interface Sought {
  readonly name: string
  /** What tells it from others of its name. */
  readonly which: RegExp
}

const nameBoxes = {
  'By name': 'Your name',
  'By role': 'Your role',
  'By a pseudonym': 'Your pseudonym',
} as const

/** The heading of a step; it has the focus, so that whoever cannot see the page knows where they are. */
export async function arrive(page: Page, heading: string | RegExp): Promise<void> {
  await page.getByRole('heading', { name: heading, level: 2 }).waitFor()
}

const box = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()
const choose = (page: Page, name: string) => page.getByRole('radio', { name: new RegExp(`^${name}`) }).check()

/** The first step. */
export async function sayWhat(page: Page, draft: Draft): Promise<void> {
  await arrive(page, 'What you say')
  await choose(page, draft.kind)
  await page.getByLabel('Language of the statement').selectOption(draft.language)
  await box(page, 'Title').fill(draft.title)
  await box(page, 'Text').fill(draft.text)
  await expectUsable(page)
  await press(page, 'Continue')
}

/** The second step. */
export async function sayWho(page: Page, { named, institution, role, since }: Draft): Promise<void> {
  await arrive(page, 'Who says it, and of what')
  await choose(page, named.as)
  if (named.as !== 'Not at all') await box(page, nameBoxes[named.as]).fill(named.name ?? '')
  await box(page, 'Name of the institution').fill(institution)
  if (role) await box(page, 'What you were there (optional)').fill(role)
  if (since) await box(page, 'Since when (optional)').fill(since)
  await expectUsable(page)
  await press(page, 'Continue')
}

/** Says of everything that must be confirmed that it is meant. */
async function mean(page: Page): Promise<void> {
  for (const box of await page.getByRole('checkbox', { name: 'That is what I mean' }).all()) await box.check()
}

/** Enter looks up and does not leave the step. */
async function seek(page: Page, { name, which }: Sought): Promise<void> {
  await box(page, 'Find the institution by its name').fill(name)
  await page.keyboard.press('Enter')
  await expectUsable(page)
  await page.getByRole('radio', { description: which }).check()
}

async function sayTogether(page: Page, [size, institution]: NonNullable<Choice['together']>): Promise<void> {
  await page.getByRole('checkbox', { name: 'Together with others', exact: true }).check()
  await box(page, 'How many in all').fill(String(size))
  if (typeof institution === 'string') await box(page, 'Number of the institution').fill(institution)
  else await seek(page, institution)
}

async function download(page: Page, name: string): Promise<Uint8Array> {
  const downloading = page.waitForEvent('download')
  await press(page, name)
  return Uint8Array.from(readFileSync(await (await downloading).path()))
}

const choiceOfVouched = 'Count only statements whose authors the desk of this register knows'

/** Gets a voucher from the desk, by files that are carried there and back. */
async function sayVouched(page: Page, desk: NonNullable<Choice['desk']>): Promise<void> {
  await page.getByRole('checkbox', { name: choiceOfVouched }).check()
  await page.getByText('You have no voucher yet?').click()
  await press(page, 'Make a request')
  const [secret, request] = [
    await download(page, 'Save what you keep'),
    await download(page, 'Save the request'),
  ]
  await expectUsable(page)
  const give = (label: string, bytes: Uint8Array) =>
    page
      .getByLabel(label)
      .setInputFiles({ name: 'file.json', mimeType: 'application/json', buffer: Buffer.from(bytes) })
  await give('What you kept', secret)
  // Another file than the answer is told from it.
  await give('The answer of the desk', request)
  await page.getByText('This is another file.').waitFor()
  await give('The answer of the desk', await desk(request))
  await page.getByText('The voucher is here.').waitFor()
}

/** Ticks what is to open it, and says when. */
async function sayLater(page: Page, { word, at, dateLock, silence, together, desk }: Choice): Promise<void> {
  const tick = (name: string, isTicked: boolean) =>
    page.getByRole('checkbox', { name, exact: true }).setChecked(isTicked)
  await tick('My word', word ?? false)
  await tick('A date', at !== undefined)
  await tick('My silence', silence !== undefined)
  if (together) await sayTogether(page, together)
  if (desk) await sayVouched(page, desk)
  if (at) {
    const [date, time] = at().toISOString().split('T') as [string, string]
    await page.getByLabel('Date (UTC)').fill(date)
    await page.getByLabel('Time (UTC)').fill(time.slice(0, 5))
    if (dateLock) await tick('Lock it a second time until this date', true)
  }
  if (silence) {
    await box(page, 'Days of silence').fill(String(silence[0]))
    await box(page, 'Days of grace').fill(String(silence[1]))
  }
}

/** @param roster a file, where the page has no register to ask */
async function sayWhen(page: Page, choice: Choice, roster?: string): Promise<void> {
  await arrive(page, 'When it opens')
  const { isForDesk: _, ...later } = choice
  const isLater = Object.keys(later).length > 0
  await choose(page, isLater ? 'Later' : 'At once')
  if (isLater) await sayLater(page, choice)
  if (roster) await page.getByLabel('Roster of the register').setInputFiles(roster)
  await page.getByRole('heading', { name: 'Who keeps it' }).waitFor()
  if (choice.isForDesk) await choose(page, 'Only the desk')
  await mean(page)
  await expectUsable(page)
  await press(page, 'Continue')
}

/** Writes the words down and enters them again. */
async function takeWords(page: Page): Promise<string[]> {
  await arrive(page, 'Your twelve words')
  const shown = page.getByRole('list', { name: 'The twelve words' }).locator('.word')
  await shown.nth(11).waitFor()
  const words = await shown.allInnerTexts()
  await expectUsable(page)
  await press(page, 'I have written them down')
  await arrive(page, 'The words from your paper')
  for (const [place, word] of words.entries()) await box(page, `Word ${place + 1}`).fill(word)
  await expectUsable(page)
  await press(page, 'Check the words')
  return words
}

/** Writes a statement up to where it can be sealed. @returns the twelve words */
export async function write(page: Page, draft: Draft, choice: Choice, roster?: string): Promise<string[]> {
  await sayWhat(page, draft)
  await sayWho(page, draft)
  await sayWhen(page, choice, roster)
  return takeWords(page)
}

export async function sealIt(page: Page): Promise<void> {
  await arrive(page, 'Seal and deposit')
  await expectUsable(page)
  await press(page, 'Seal')
  await arrive(page, 'It is sealed')
  await expectUsable(page)
}

/** Saves the reminders to check in. */
export async function saveReminder(page: Page, title: string, file: string): Promise<void> {
  await box(page, 'Title in the calendar').fill(title)
  const downloading = page.waitForEvent('download')
  await press(page, 'Save for the calendar')
  await (await downloading).saveAs(file)
}

/** Goes to the register's page, writes, seals and deposits. @returns the twelve words */
export async function deposit(page: Page, address: string, draft: Draft, choice: Choice): Promise<string[]> {
  await page.goto(`${address}/write`)
  const words = await write(page, draft, choice)
  await sealIt(page)
  await press(page, 'Deposit')
  await arrive(page, 'It is deposited')
  await expectUsable(page)
  return words
}

/** Comes back with the words alone. */
export async function comeBack(page: Page, address: string, words: readonly string[]): Promise<void> {
  await page.goto(`${address}/return`)
  await box(page, 'Your twelve words').fill(words.join(' '))
  await expectUsable(page)
  await press(page, 'Find the statement')
}

/** Says that they are here, and waits until every one of so many trustees has counted it. */
export async function checkIn(page: Page, trustees: number): Promise<void> {
  await press(page, 'I am here')
  await page.getByText('The register has your check-in.').waitFor()
  const counted = page.getByText('has counted your last check-in', { exact: true })
  await counted.nth(trustees - 1).waitFor()
}

/** Says in advance that they will be silent until a day, `2027-01-01`. */
export async function announcePause(page: Page, until: string): Promise<void> {
  await page.getByText('I will be silent for a time').click()
  await page.getByLabel('Until (UTC)').fill(until)
  await expectUsable(page)
  await press(page, 'Announce it')
  await page.getByText('The register has your pause.').waitFor()
}

/** Gives the word or withdraws, with the question in between. */
export async function decide(page: Page, act: 'word' | 'withdraw'): Promise<void> {
  const of = {
    word: ['Give the word', 'Give the word?', 'I want it to be opened', 'Give the word now'],
    withdraw: ['Withdraw', 'Withdraw the statement?', 'I want it never to be opened', 'Withdraw it now'],
  } as const
  const [start, question, wish, now] = of[act]
  await page.getByRole('button', { name: new RegExp(`^${start}`) }).click()
  await arrive(page, question)
  await page.getByRole('checkbox', { name: wish }).check()
  await expectUsable(page)
  await press(page, now)
}

/** Waits until it is published and reads it. @returns the identifier of the statement */
export async function readPublished(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Read it as published' }).click()
  await page.waitForURL(/\/statements\/[0-9a-f]{64}$/)
  return page.url().slice(-64)
}
