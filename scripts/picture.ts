/**
 * `npm run picture`: docs/pictures/ from the running product, so that they show what it is. A network is started,
 * a statement written for it is sealed, deposited, opened and published, and its page is looked at in a real browser.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNetwork } from '@avow/cli/network'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../e2e/browser.ts'
import { publish, statements } from '../e2e/publish.ts'

const pictures = 'docs/pictures'

const views = [
  { name: 'statement', width: 1280, height: 960 },
  { name: 'statement-phone', width: 360, height: 740 },
] as const

async function take(browser: Browser, url: string, view: (typeof views)[number]): Promise<void> {
  const { name, width, height } = view
  const page = await browser.newPage({
    viewport: { width, height },
    reducedMotion: 'reduce',
    locale: 'en-GB',
  })
  await page.goto(url)
  await page.locator('.verdict[data-status="proven"]').waitFor()
  await page.evaluate(() => scrollTo(0, 0))
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' })
  await page.close()
}

const folder = await mkdtemp(join(tmpdir(), 'avow-picture-'))
const network = await startNetwork({ folder: join(folder, 'state'), port: 0 })
const browser = await launchBrowser()
try {
  const statement = await publish(network.address, statements.en)
  await mkdir(pictures, { recursive: true })
  for (const view of views) await take(browser, `${network.address}/statements/${statement}`, view)
  console.log(views.map(({ name }) => join(pictures, `${name}.png`)).join('\n'))
} finally {
  await browser.close()
  await network.stop()
  await rm(folder, { recursive: true, force: true })
}
