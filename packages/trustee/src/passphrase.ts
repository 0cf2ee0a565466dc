/** A passphrase, from a file, a credential of systemd, or standard input; never from an argument or a variable's value. */
import { readFileSync } from 'node:fs'
import type { ReadStream } from 'node:tty'
import { decryptWithPassphrase, encryptWithPassphrase } from '@avow/core'
import { TrusteeError } from './error.ts'

/** Standard input instead of a file. */
const standardInput = '-'

/** Characters. Shorter ones are guessed from a stolen file. */
const least = 12

const setting = 'AVOW_TRUSTEE_PASSPHRASE_FILE'

/** The first line; what follows it stays unread. Decoded when it is whole: a character may come in two parts. */
function readLine(input: Pick<ReadStream, 'on' | 'off' | 'once' | 'pause'>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const parts: Buffer[] = []
  const finish = () => resolve(Buffer.concat(parts).toString('utf8'))
  const take = (part: Buffer) => {
    parts.push(part)
    if (part.includes('\n')) finish()
  }
  input.on('data', take).once('end', finish)
  return promise.finally(() => input.off('data', take).pause())
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new TrusteeError(
      'config_invalid',
      `${setting} names a file that cannot be read`,
      { setting },
      cause,
    )
  }
}

/**
 * @param file its path, or `-` for the first line of standard input
 * @returns undefined where none was named
 * @throws TrusteeError `config_invalid`
 */
export async function readPassphrase(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  const [line = ''] = (file === standardInput ? await readLine(process.stdin) : readFile(file)).split(/\r?\n/)
  if ([...line].length >= least) return line
  throw new TrusteeError('config_invalid', `a passphrase has at least ${least} characters`, { setting })
}

/** What scrypt took is given back before it is taken again or the daemon is busy, where Node was given `--expose-gc`. */
async function collected<T>(result: Promise<T>): Promise<T> {
  try {
    return await result
  } finally {
    globalThis.gc?.()
  }
}

/** Keyboards send one character in several forms; what is sealed is sealed under NFC, which most of them send. @param workFactor base-2 logarithm */
export const sealWith = (passphrase: string, data: Uint8Array, workFactor: number): Promise<Uint8Array> =>
  collected(encryptWithPassphrase(passphrase.normalize('NFC'), data, workFactor))

/** Opens with NFC and, for what was sealed before or by stock `age`, with the form that was given and with NFD. @throws the library's error */
export async function openWith(passphrase: string, file: Uint8Array): Promise<Uint8Array> {
  const forms = new Set([passphrase.normalize('NFC'), passphrase, passphrase.normalize('NFD')])
  let fault: unknown
  for (const form of forms)
    try {
      return await collected(decryptWithPassphrase(form, file))
    } catch (cause) {
      fault = cause
    }
  throw fault
}
