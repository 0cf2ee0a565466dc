/** `node packages/trustee/src/main.ts [init | export | recover | agree]` (docs/operating/trustee.md). */
import { refusalOf } from '@avow/client'
import { AvowError } from '@avow/core'
import { checkNotRetired, exportBackup, recoverBackup } from './backup.ts'
import { type BackupConfig, readAgreeConfig, readBackupConfig, readIdentityConfig } from './config.ts'
import { TrusteeError } from './error.ts'
import { makeKeys, publicKeysOf } from './keys.ts'
import { createLogger, fieldsOf } from './logger.ts'
import { readPassphrase } from './passphrase.ts'
import { agree } from './reshare/agree.ts'
import { serve } from './serve.ts'

const logger = createLogger((line) => process.stderr.write(line), Date.now)
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)

const missing = (setting: string, reason: string): TrusteeError =>
  new TrusteeError('config_invalid', `${setting} ${reason}`, { setting })

/** Makes folder and keys, or finds them, and prints what the register needs to know. */
async function init(): Promise<void> {
  const { folder, name, passphraseFile } = readIdentityConfig(process.env)
  checkNotRetired(folder)
  say({ name, ...(await publicKeysOf(await makeKeys(folder, await readPassphrase(passphraseFile)))) })
}

/** A backup without a passphrase would hand the keys to whoever finds it. */
async function passphraseOf({ passphraseFile }: BackupConfig): Promise<string> {
  const passphrase = await readPassphrase(passphraseFile)
  if (passphrase !== undefined) return passphrase
  throw missing('AVOW_TRUSTEE_PASSPHRASE_FILE', 'is missing: a backup is always encrypted')
}

async function exportAll(): Promise<void> {
  const config = readBackupConfig(process.env)
  const { folder, name, backup: file, retire } = config
  say({ name, ...(await exportBackup({ folder, file, retire, passphrase: await passphraseOf(config) })) })
}

async function recover(): Promise<void> {
  const config = readBackupConfig(process.env)
  if (!config.isAlone)
    throw missing('AVOW_TRUSTEE_ALONE', 'must be 1: say that no other machine runs with these keys')
  const { folder, name, backup: file } = config
  say({ name, ...(await recoverBackup({ folder, file, passphrase: await passphraseOf(config) })) })
}

const modes: Readonly<Record<string, () => Promise<void>>> = {
  init,
  export: exportAll,
  recover,
  agree: async () => void say(await agree(readAgreeConfig(process.env))),
}

/** What is said to an operator is said in the words of whoever has asked for them, not in those of a daemon. */
function tellFault(cause: unknown): void {
  if (process.argv[2] === 'agree' && cause instanceof AvowError)
    return void say({ refused: { ...fieldsOf(cause), code: refusalOf(cause) ?? cause.code } })
  logger.warn('cannot start', fieldsOf(cause))
  if (cause instanceof AvowError) process.stderr.write(`${cause.message}\n`)
}

/** Wrong settings can be put right by whoever set them. */
const exitCodeOf = (cause: unknown): number =>
  cause instanceof TrusteeError && cause.code === 'config_invalid' ? 2 : 1

try {
  await (modes[process.argv[2] ?? ''] ?? (() => serve(logger, say)))()
} catch (cause) {
  tellFault(cause)
  process.exitCode = exitCodeOf(cause)
} finally {
  // An open pipe from whoever started this process would keep it alive.
  process.stdin.destroy()
}
