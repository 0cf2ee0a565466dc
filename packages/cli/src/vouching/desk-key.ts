/** The desk's vouching key as a file: PKCS #8 in PEM, encrypted by a passphrase as stock `age` does it. */
import { decodeUtf8, decryptWithPassphrase, encryptWithPassphrase, utf8 } from '@avow/core'
import { type DeskKey, readVouchingKey } from '@avow/core/vouching'
import { fail } from '../error.ts'
import { readFile } from '../io/files.ts'
import { knownPassphrase } from '../passphrase.ts'

/** age's usual. */
const workFactor = 18

/** @param pem by `generateVouchingKey` */
export const sealDeskKey = (pem: string, passphrase: string): Promise<Uint8Array> =>
  encryptWithPassphrase(passphrase, utf8(pem), workFactor)

async function unseal(sealed: Uint8Array, passphrase: string): Promise<string> {
  try {
    return decodeUtf8(await decryptWithPassphrase(passphrase, sealed))
  } catch {
    // Whether the file or the passphrase is wrong age does not tell.
    throw fail('passphrase_wrong')
  }
}

/**
 * @param passphraseFile asked for at the terminal without one
 * @throws CliError `file_unreadable`, `passphrase_wrong`, `usage`; CoreError `vouching_key_invalid`
 */
export async function readDeskKey(path: string, passphraseFile: string | undefined): Promise<DeskKey> {
  const sealed = readFile(path)
  return readVouchingKey(await unseal(sealed, await knownPassphrase(passphraseFile)))
}
