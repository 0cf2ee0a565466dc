/** What every page must pass. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core')), 'utf8')

/** Each violation as one line: the rule, and where. */
const linesOf = ({ violations }: AxeResults): string[] =>
  violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`),
  )

/** No violation that axe knows of, best practices included. */
async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return linesOf((await page.evaluate('axe.run(document)')) as AxeResults)
}

/** How far the page reaches beyond the side of the window, in CSS pixels. */
const findOverhang = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Asserts that people can use the page as it stands: by any means that axe checks, and without scrolling sideways. */
export async function expectUsable(page: Page): Promise<void> {
  expect(await findViolations(page)).toEqual([])
  expect(await findOverhang(page)).toBe(0)
}
