/** A whole register with trustees and a witness, and a browser, for the tests of one file. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Network, startNetwork } from '@avow/cli/network'
import type { Browser } from 'playwright-core'
import { launchBrowser } from './browser.ts'

export interface House {
  readonly network: Network
  readonly browser: Browser
  /** For what tests download. */
  readonly folder: string
  close(): Promise<void>
}

/** @param more of the environment of register, trustees and witness */
export async function openHouse(more: Readonly<Record<string, string>> = {}): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'avow-e2e-'))
  // Shorter periods than in the field, so that a journey of five periods takes seconds.
  const env = { AVOW_COSIGN_MS: '1000', AVOW_RATE_PERIOD_MS: '500', AVOW_RATE_ENTRIES: '8', ...more }
  const started = startNetwork({ folder: join(folder, 'state'), port: 0, env })
  const browser = await launchBrowser()
  const network = await started.catch(async (cause: unknown) => {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
    throw cause
  })
  return {
    network,
    browser,
    folder,
    async close() {
      await browser.close()
      await network.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
