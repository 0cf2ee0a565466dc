/** What the examples share: a statement in a file, and waiting for a register. */
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { type Client, type DepositState, createClient } from '@avow/client'
import { type Body, type Locator, parseBody } from '@avow/core'

/** The register whose address is the first argument. */
export function registerFromArguments(): Client {
  const [base] = process.argv.slice(2)
  if (base === undefined) {
    console.error('Say the address of a register, such as http://127.0.0.1:8440 (npm start prints one).')
    process.exit(2)
  }
  return createClient({ base })
}

/** The text of a statement that was written for these examples. */
export const bodyOf = (language: string): Body =>
  parseBody(readFileSync(new URL(`statements/${language}.txt`, import.meta.url), 'utf8'))

/** Asks until the deposit is in one of the states. */
export async function waitFor(client: Client, locator: Locator, ...states: DepositState[]): Promise<void> {
  for (;;) {
    const { state } = await client.status(locator)
    if (states.includes(state)) return
    await delay(250)
  }
}
