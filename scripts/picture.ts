/**
 * `npm run picture`: docs/pictures/ from the running product, so that they show what it is. A network is started,
 * a statement written for it is sealed, deposited, opened and published, and its page is looked at in a real browser.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNetwork } from '@avow/cli/network'
import { createStatement, parseBody } from '@avow/core'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../e2e/browser.ts'
import { publish } from '../e2e/publish.ts'

const pictures = 'docs/pictures'

const statement = createStatement({
  kind: 'resignation',
  title: 'I stamped what I had not read',
  language: 'en',
  body: parseBody(
    [
      'For six years I was the second clerk of the Harbour Office. Every Friday I put the stamp on a stack of permits that I had been told not to read.',
      'Last spring I read one. Since then I have read them all.',
      'I leave the Office today. I take back my stamp from every permit that I put it on, and I will tell whoever asks what was in them.',
    ].join('\n\n'),
  ),
  declarant: { as: 'name', name: 'Ida Verhoeven' },
  institutions: [{ name: 'Harbour Office' }],
  affiliations: [{ institution: 0, role: 'Second clerk', since: '2018-09' }],
})

/** Wide: down to the end of the verdict. On a phone: what fits on its screen. */
const views = [
  { name: 'statement', width: 1280, height: 960, isWhole: true },
  { name: 'statement-phone', width: 360, height: 740, isWhole: false },
] as const

async function take(browser: Browser, url: string, view: (typeof views)[number]): Promise<void> {
  const { name, width, height, isWhole } = view
  const page = await browser.newPage({
    viewport: { width, height },
    reducedMotion: 'reduce',
    locale: 'en-GB',
  })
  await page.goto(url)
  const verdict = page.locator('.verdict[data-status="proven"]')
  await verdict.waitFor()
  const { y, height: tall } = (await verdict.boundingBox())!
  const clip = { x: 0, y: 0, width, height: isWhole ? y + tall + 8 : height }
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true, clip, animations: 'disabled' })
  await page.close()
}

const folder = await mkdtemp(join(tmpdir(), 'avow-picture-'))
const network = await startNetwork({ folder: join(folder, 'state'), port: 0 })
const browser = await launchBrowser()
try {
  const published = await publish(network.address, statement)
  await mkdir(pictures, { recursive: true })
  for (const view of views) await take(browser, `${network.address}/statements/${published}`, view)
  console.log(views.map(({ name }) => join(pictures, `${name}.png`)).join('\n'))
} finally {
  await browser.close()
  await network.stop()
  await rm(folder, { recursive: true, force: true })
}
