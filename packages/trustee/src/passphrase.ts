/** Where a passphrase comes from: a file, a credential of systemd, or standard input. Never an argument, never a variable's value. */
import { readFileSync } from 'node:fs'
import type { ReadStream } from 'node:tty'
import { TrusteeError } from './error.ts'

/** Standard input instead of a file. */
const standardInput = '-'

/** Characters. Shorter ones are guessed from a stolen file. */
const least = 12

const setting = 'AVOW_TRUSTEE_PASSPHRASE_FILE'

/** The first line; what follows it stays unread. */
function readLine(input: Pick<ReadStream, 'on' | 'off' | 'once' | 'pause'>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  let text = ''
  const take = (chunk: Buffer) => {
    text += chunk.toString('utf8')
    if (text.includes('\n')) resolve(text)
  }
  input.on('data', take).once('end', () => resolve(text))
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
