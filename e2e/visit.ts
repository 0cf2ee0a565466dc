/** A visitor with a browser of their own, who notices what a page does behind their back. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'

export interface Visit {
  readonly context: BrowserContext
  readonly page: Page
  /**
   * What must never happen, so far: a request to another origin, an error or a warning in the console (a violation
   * of the content security policy is one), an exception that nobody caught.
   */
  readonly faults: string[]
  /** What the browser keeps of the visit: cookies, storage of any kind, workers that outlive the page. */
  traces(): Promise<string[]>
}

export interface VisitOptions extends BrowserContextOptions {
  readonly browser: Browser
  /** The one origin that a page may talk to; none for a page that is opened from a disk. */
  readonly origin?: string | undefined
  /** What else it may ask: addresses that the visitor has chosen. */
  readonly chosen?: readonly string[] | undefined
  /** In CSS pixels. */
  readonly width: number
}

/** What never leaves the machine. */
const isLocal = (url: string): boolean => /^(blob|data|about|file):/.test(url)

function watch(
  context: BrowserContext,
  { origin, chosen = [] }: Pick<VisitOptions, 'origin' | 'chosen'>,
): string[] {
  const faults: string[] = []
  context.on('request', (request) => {
    const url = request.url()
    if (!isLocal(url) && new URL(url).origin !== origin && !chosen.includes(url))
      faults.push(`request to ${url}`)
  })
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`)
  })
  context.on('weberror', (failure) => faults.push(`exception: ${failure.error().message}`))
  return faults
}

/** Runs in the page. */
async function storedHere(): Promise<string[]> {
  const count = (name: string, found: number) => (found > 0 ? [`${found} in ${name}`] : [])
  const [databases, caches, workers] = await Promise.all([
    indexedDB.databases(),
    globalThis.caches?.keys() ?? [],
    // A page from a disk has none, and may not ask.
    location.protocol === 'file:' ? [] : navigator.serviceWorker.getRegistrations(),
  ])
  return [
    ...count('localStorage', localStorage.length),
    ...count('sessionStorage', sessionStorage.length),
    ...count('indexedDB', databases.length),
    ...count('caches', caches.length),
    ...count('service workers', workers.length),
    ...(document.cookie === '' ? [] : ['document.cookie']),
  ]
}

/** Milliseconds after which something that does not come is missed; a machine that is busy gets there, too. */
const patience = 150_000

/** @param options width, origin and chosen as they say; the rest is Playwright's */
export async function visit({ browser, origin, chosen, width, ...options }: VisitOptions): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 740 : 900 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
    ...options,
  })
  context.setDefaultTimeout(patience)
  const faults = watch(context, { origin, chosen })
  const page = await context.newPage()
  return {
    context,
    page,
    faults,
    async traces() {
      const cookies = (await context.cookies()).map(({ name }) => `cookie ${name}`)
      return [...cookies, ...(await page.evaluate(storedHere))]
    },
  }
}

/**
 * Goes to a page as a browser without JavaScript does: none of its scripts runs, then or later. What tests ask the
 * page afterwards runs, which it would not in a context that has JavaScript switched off for good.
 */
export async function goWithoutScripts(page: Page, url: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setScriptExecutionDisabled', { value: true })
  await page.goto(url)
  await session.send('Emulation.setScriptExecutionDisabled', { value: false })
  await session.detach()
}

/** Waits for a fault that there must be: a browser tells of it in its own time. */
export const untilFault = ({ faults }: Visit, like: RegExp): Promise<void> =>
  expect.poll(() => faults, { timeout: patience }).toContainEqual(expect.stringMatching(like))

/** Ends a visit of which nothing went wrong and nothing is left. */
export async function leave({ context, faults, traces }: Visit): Promise<void> {
  expect(faults).toEqual([])
  expect(await traces()).toEqual([])
  await context.close()
}
