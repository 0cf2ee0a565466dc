/** What a reader does: looks at the verdict, takes the proof away, checks it elsewhere. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { arrive } from './author.ts'
import { avow } from './cli.ts'
import { expectUsable } from './look.ts'

type Status = 'proven' | 'pending' | 'could-not-check' | 'mismatch'

/** Waits until the verdict on the page is there. */
async function expectVerdict(page: Page, status: Status): Promise<void> {
  const verdict = page.locator('.verdict[data-status]')
  await verdict.waitFor()
  expect(await verdict.getAttribute('data-status')).toBe(status)
}

/** @param folder where it is saved @returns the path of the proof bundle */
export async function expectPublished(
  page: Page,
  folder: string,
  title: string,
  text: string,
  status: Status = 'proven',
): Promise<string> {
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(title)
  const shown = await page.getByRole('main').innerText()
  for (const paragraph of text.trim().split(/\n\n+/)) expect(shown).toContain(paragraph)
  await expectVerdict(page, status)
  await expectUsable(page)
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download the proof bundle' }).click()
  const download = await downloading
  const path = join(folder, `${page.url().slice(-64)}.avowproof`)
  await download.saveAs(path)
  return path
}

/** The same file with one letter of the statement changed. */
async function changeOneLetter(path: string): Promise<string> {
  const bundle = await readFile(path, 'utf8')
  const at = bundle.indexOf('"title":"', bundle.indexOf('"statement":{')) + '"title":"'.length
  const letter = bundle[at] === 'x' ? 'y' : 'x'
  const changed = path.replace(/\.avowproof$/, '-changed.avowproof')
  await writeFile(changed, bundle.slice(0, at) + letter + bundle.slice(at + 1))
  return changed
}

/** Gives a proof bundle to the page for it, which must be open. */
export async function verifyOnPage(page: Page, path: string, status: Status): Promise<void> {
  await page.getByLabel('Proof bundle').setInputFiles(path)
  await arrive(page, /^Verdict on /)
  await page.locator(`.verdict[data-status="${status}"]`).waitFor()
  await expectUsable(page)
}

/** On the page for it and by the command line: the bundle verifies, and with one letter changed it does not. */
export async function expectProof(page: Page, address: string, path: string): Promise<void> {
  const changed = await changeOneLetter(path)
  await page.goto(`${address}/verify`)
  await verifyOnPage(page, path, 'proven')
  await verifyOnPage(page, changed, 'mismatch')
  const [good, bad] = await Promise.all([avow('verify', path), avow('verify', changed)])
  expect(good.code, good.output).toBe(0)
  expect(bad.code, bad.output).toBe(1)
}
