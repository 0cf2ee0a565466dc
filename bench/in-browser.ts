/** Runs a measuring program in the real browser of the tests, at an address that is a secure context. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'esbuild'
import { launchBrowser } from '../e2e/browser.ts'

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['source'],
    minify: true,
    logLevel: 'warning',
  })
  return outputFiles[0]!.text
}

/** Bundles `entry`, whose export `measure(input)` is called in the page, and gives back what it answers. */
export async function measureInBrowser<Input, Answer>(entry: string, input: Input): Promise<Answer> {
  const script = await bundle(entry)
  const server = createServer((asked, answer) => {
    const isScript = asked.url === '/measure.js'
    answer.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    answer.end(isScript ? script : '<!doctype html><title>bench</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const run = async ([path, given]: [string, unknown]) => (await import(path)).measure(given)
    return (await page.evaluate(run as never, ['/measure.js', input] as never)) as Answer
  } finally {
    await browser.close()
    server.close()
  }
}
