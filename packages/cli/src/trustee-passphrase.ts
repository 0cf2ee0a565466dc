/** The passphrase of a trustee's keys, asked for at the terminal where no file was named. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isatty } from 'node:tty'
import type { Asked } from './daemon-command.ts'
import { fail } from './error.ts'
import { askNewPassphrase, askPassphrase } from './passphrase.ts'
import { t } from './translate.ts'
import { withTerminal } from './words.ts'

type Environment = NodeJS.ProcessEnv

const fromInput = { AVOW_TRUSTEE_PASSPHRASE_FILE: '-' }

/** Whether somebody sits there who can be asked, and has not said already where the passphrase is. */
const canAsk = (env: Environment): boolean =>
  isatty(0) && !env['AVOW_TRUSTEE_PASSPHRASE_FILE'] && !env['CREDENTIALS_DIRECTORY']

const hasFile = (env: Environment, name: string): boolean =>
  existsSync(join(env['AVOW_TRUSTEE_FOLDER'] || 'state/trustee', name))

const askNew = async (): Promise<Asked> => ({ env: fromInput, secret: await askNewPassphrase() })
const askKnown = async (): Promise<Asked> => ({ env: fromInput, secret: await askPassphrase() })

/** For a daemon: only keys that are encrypted need one. */
export const askToServe = async (env: Environment): Promise<Asked> =>
  canAsk(env) && hasFile(env, 'keys.age') ? askKnown() : {}

/** For new keys: unless they are to be plain. */
export async function askToInit(env: Environment): Promise<Asked> {
  if (env['AVOW_TRUSTEE_PLAIN'] === '1' || hasFile(env, 'identity.txt')) return {}
  if (!canAsk(env) || hasFile(env, 'keys.age')) return askToServe(env)
  return askNew()
}

/** For a backup: it is always encrypted. */
export async function askToExport(env: Environment): Promise<Asked> {
  if (!canAsk(env) || hasFile(env, 'keys.age')) return askToServe(env)
  return askNew()
}

async function confirm(question: string): Promise<void> {
  const answer = await withTerminal((terminal) => terminal.askOpenly(question))
  if (answer?.trim().toLowerCase() !== t('confirm.yes')) throw fail('usage', { key: 'usage.not_confirmed' })
}

/** Also that no other copy runs, which no program can see. */
export async function askToRecover(env: Environment): Promise<Asked> {
  if (!isatty(0)) return {}
  if (env['AVOW_TRUSTEE_ALONE'] !== '1') await confirm(t('trustee.recover.confirm'))
  const alone = { AVOW_TRUSTEE_ALONE: '1' }
  if (!canAsk(env)) return { env: alone }
  const { env: input, secret } = await askKnown()
  return { env: { ...alone, ...input }, ...(secret === undefined ? {} : { secret }) }
}

/** That the operator has compared the roster with the other trustees, which no program can do. */
export async function confirmHandOn(env: Environment): Promise<Asked> {
  if (env['AVOW_TRUSTEE_SHOW'] === '1' || env['AVOW_TRUSTEE_AGREED'] === '1') return {}
  if (!isatty(0)) throw fail('usage', { key: 'usage.hand_on' })
  await confirm(t('trustee.hand_on.confirm', { roster: env['AVOW_TRUSTEE_HAND_ON'] ?? '' }))
  return {}
}
