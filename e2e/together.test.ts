/** Opening together with others, through the sealing page and against real trustees (spec/conditions.md, "Together"). */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createClient } from '@avow/client'
import { createInstitutionCalls, tagCondition } from '@avow/client/institutions'
import {
  type InstitutionId,
  type Roster,
  type Voucher,
  encodeCanonical,
  generateEntropy,
  seal,
} from '@avow/core'
import {
  type DeskKey,
  answerVoucherRequest,
  createVoucherRequest,
  decodeVoucherRequest,
  finishVoucher,
  generateVouchingKey,
  readVouchingKey,
} from '@avow/core/vouching'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arrive, comeBack, deposit, readPublished, sayWhat, sayWho, write } from './author.ts'
import { arabic, english } from './drafts.ts'
import { type House, openHouse } from './house.ts'
import { expectUsable } from './look.ts'
import { statements } from './publish.ts'
import { expectPublished } from './reader.ts'
import { type Visit, leave, visit } from './visit.ts'

let house: House
let address: string
let deskKey: DeskKey
/** Answers a request without learning what it is for. */
let desk: (request: Uint8Array) => Promise<Uint8Array>

/** The trustees make their key by themselves, some seconds after their first start. */
async function untilKey(): Promise<void> {
  const calls = createInstitutionCalls({ base: address })
  while ((await calls.institutions()).key === null) await delay(200)
}

beforeAll(async () => {
  const list = fileURLToPath(new URL('../examples/institutions.json', import.meta.url))
  const work = { AVOW_WORK_BITS: '10', AVOW_TRUSTEE_WORK_BITS: '10' }
  const pem = await generateVouchingKey()
  deskKey = await readVouchingKey(pem)
  desk = async (request) =>
    encodeCanonical(await answerVoucherRequest(decodeVoucherRequest(request), deskKey))
  const folder = await mkdtemp(join(tmpdir(), 'avow-e2e-desk-'))
  const vouching = join(folder, 'vouching.json')
  await writeFile(vouching, JSON.stringify({ vouching: deskKey.publicKey }))
  house = await openHouse({ ...work, AVOW_INSTITUTIONS: list, AVOW_VOUCHING: vouching })
  await rm(folder, { recursive: true })
  address = house.network.address
  await untilKey()
})
afterAll(() => house?.close())

const someone = (width: number): Promise<Visit> => visit({ browser: house.browser, origin: address, width })

/** Another author, with the command line: seals about an institution and deposits. */
async function another(
  institution: InstitutionId,
  size: number,
  voucherFor?: (roster: Roster) => Promise<Voucher>,
): Promise<void> {
  const client = createClient({ base: address })
  const roster = await client.roster()
  const calls = createInstitutionCalls({ base: address })
  const voucher = await voucherFor?.(roster)
  const term = { type: 'together', size, institution, vouched: voucher !== undefined } as const
  const { condition } = await tagCondition(term, { calls, roster })
  const input = { statement: statements.ru, condition, roster, entropy: generateEntropy() }
  const sealed = await seal({ ...input, ...(voucher ? { voucher } : {}) })
  await client.deposit(sealed.file)
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

describe.each([
  [360, { name: 'Harbour Union', which: /Southmouth/ }, 'local:harbour-union-south'],
  [1280, 'https://www.wikidata.org/wiki/Q43', 'wikidata:Q43'],
] as const)('at %i pixels', (width, typed, id) => {
  test('three about one institution: the author waits and sees no number, and all open with the third', async () => {
    const author = await someone(width)
    const asked: string[] = []
    author.page.on('request', (request) => asked.push(request.url() + (request.postData() ?? '')))
    const words = await deposit(author.page, address, english, { together: [3, typed] })
    expect(asked.filter((one) => one.includes('/institutions/requests'))).not.toEqual([])
    // With a character that base64 does not have: the sealed file among them holds much of it, and any word now and then.
    expect(asked.filter((one) => /wikidata[:.%]|harbour[- %]union/i.test(one))).toEqual([])
    await leave(author)

    await another(id, 3)
    const later = await someone(width)
    await comeBack(later.page, address, words)
    await arrive(later.page, 'It is deposited and sealed')
    const condition = later.page.getByRole('list', { name: 'Your condition' })
    await condition.getByText('waits for others; nobody is told how many there are').waitFor()
    expect(await condition.innerText()).toMatch(
      /once 3 statements about the institution with the tag [0-9a-f]{4} [0-9a-f]{4} …, mine included, are sealed/,
    )
    await expectUsable(later.page)
    await another(id, 3)
    await readPublished(later.page)
    // That enough others were there is what the trustees say: nobody could show it without showing the others.
    await expectPublished(later.page, house.folder, english.title, english.text, 'could-not-check')
    await leave(later)
  })
})

test('an author who counts vouched statements gets a voucher with files alone, and opens with another of them', async () => {
  const author = await someone(360)
  const sent: string[] = []
  author.page.on('request', (request) => sent.push(request.url() + (request.postData() ?? '')))
  const words = await deposit(author.page, address, english, { together: [2, 'Q46'], desk })
  expect(sent.filter((one) => one.includes('voucher') && !one.includes('/assets/'))).toEqual([])
  await leave(author)
  // Nobody has vouched for this one.
  await another('wikidata:Q46', 9)
  const later = await someone(360)
  await comeBack(later.page, address, words)
  await arrive(later.page, 'It is deposited and sealed')
  const condition = later.page.getByRole('list', { name: 'Your condition' })
  await condition.getByText(/once 2 vouched statements/).waitFor()
  await another('wikidata:Q46', 2, async (roster) => {
    const { request, secret } = await createVoucherRequest(roster)
    return finishVoucher(await answerVoucherRequest(request, deskKey), secret)
  })
  await readPublished(later.page)
  await leave(later)
})

describe('an author who seals', () => {
  let one: Visit
  let words: string[]
  const choice = { word: true, together: [2, 'q44'] } as const

  beforeAll(async () => {
    one = await someone(360)
    await one.page.goto(`${address}/write`)
    words = await write(one.page, arabic, choice)
    await arrive(one.page, 'Seal and deposit')
  })
  afterAll(() => leave(one))

  test('reads the condition also in the language of the statement, from right to left', async () => {
    expect(words).toHaveLength(12)
    const sentence = one.page.locator('[lang=ar][dir=rtl]', { hasText: 'wikidata:Q44' })
    expect(await sentence.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl')
  })

  test('is told when the trustees have no key yet', async () => {
    const path = '**/api/v1/institutions'
    await one.page.route(path, async (route) => {
      const answer = await (await route.fetch()).json()
      await route.fulfill({ json: { ...answer, key: null } })
    })
    await button(one.page, 'Seal').click()
    await one.page.getByRole('alert').getByText('have not made the key yet').waitFor()
    await expectUsable(one.page)
    await one.page.unroute(path)
  })

  test('can cancel while trustees do not answer, with the keyboard alone, and seal after that', async () => {
    const path = '**/api/v1/institutions/requests/*'
    await one.page.route(path, () => new Promise(() => undefined))
    await button(one.page, 'Seal').focus()
    await one.page.keyboard.press('Enter')
    await one.page.getByRole('status').getByText('Waiting for the trustees’ answers').waitFor()
    await expectUsable(one.page)
    await one.page.keyboard.press('Enter')
    await one.page.getByRole('status').getByText('Cancelled. Nothing is sealed.').waitFor()
    await one.page.unroute(path)
    await one.page.keyboard.press('Enter')
    await arrive(one.page, 'It is sealed')
  })
})

test('whoever looks an institution up is told that the list has none of that name, or that it did not come', async () => {
  const one = await someone(360)
  await one.page.goto(`${address}/write`)
  await sayWhat(one.page, english)
  await sayWho(one.page, english)
  await one.page.getByRole('checkbox', { name: 'Together with others', exact: true }).check()
  await one.page.route('**/api/v1/institutions/authority', (route) => route.fulfill({ body: '[' }))
  const name = one.page.getByRole('textbox', { name: 'Find the institution by its name' })
  await name.fill('Harbour')
  await button(one.page, 'Search').click()
  await one.page.getByText('The list did not come').waitFor()
  await one.page.unroute('**/api/v1/institutions/authority')
  await button(one.page, 'Search').click()
  await one.page.getByText('No institution of the list has this name').waitFor()
  await name.fill('港口联盟')
  await button(one.page, 'Search').click()
  await one.page.getByRole('group', { name: 'Which one do you mean?' }).waitFor()
  await expectUsable(one.page)
  await leave(one)
})
