/** An author falls silent, with real trustees in a time that their witness makes go faster: the warning, and the way to put it off. */
import { type Condition, checkCondition, formatWords, generateEntropy, seal } from '@avow/core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FastNetwork, startFastNetwork } from '../packages/trustee/test/fast-network.ts'
import { arrive, comeBack } from './author.ts'
import { launchBrowser } from './browser.ts'
import { expectUsable } from './look.ts'
import { statements } from './publish.ts'
import { leave, visit } from './visit.ts'

const silence: Condition = checkCondition({ type: 'silence', duration: 'PT1H', grace: 'PT1H' })

let network: FastNetwork
let browser: Browser
beforeAll(async () => {
  ;[network, browser] = await Promise.all([startFastNetwork(), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await network?.close()
})

/** @returns the words */
async function depositWaiting(): Promise<string[]> {
  const entropy = generateEntropy()
  const roster = await network.client.roster()
  const { file } = await seal({ statement: statements.ru, condition: silence, roster, entropy })
  await network.client.deposit(file)
  await network.pass(1)
  return formatWords(entropy)
}

const warningIn = (page: Page) => page.getByRole('alert').filter({ hasText: 'The days of silence are over' })

test.each([360, 1280])(
  'at %i pixels: the holder of the words is warned during grace, checks in, and the time begins anew',
  async (width) => {
    const words = await depositWaiting()
    const origin = network.register.address
    const author = await visit({ browser, origin, width })
    const { page } = author
    await comeBack(page, origin, words)
    await arrive(page, 'It is deposited and sealed')
    await page.getByText(/^no warning before /).waitFor()
    expect(await warningIn(page).count()).toBe(0)

    await network.pass(65)
    // It stands as soon as one trustee warns; the others are counted as their reports come.
    const counted = warningIn(page).getByText('3 trustees say so, of 3. Nobody else sees this warning.')
    await counted.waitFor()
    expect(await warningIn(page).innerText()).toMatch(/it opens on .* at the earliest/)
    await expectUsable(page)
    await warningIn(page).getByRole('button', { name: 'I am here' }).click()
    await page.getByText('The register has your check-in.').waitFor()
    // The trustees read it in the log, where it is some time after the register has it.
    await page.getByText(/^Your last check-in, of .*, is in the log\./).waitFor()
    await network.pass(1)
    await warningIn(page).waitFor({ state: 'detached' })
    await page.getByText(/^no warning before /).waitFor()
    await expectUsable(page)

    // As long as it would have taken without the check-in.
    await network.pass(58)
    await page.getByRole('button', { name: 'Look again' }).click()
    await arrive(page, 'It is deposited and sealed')
    await leave(author)
  },
)
