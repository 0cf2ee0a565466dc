/** A real PostgreSQL of the register's own, in the state folder, reachable by a socket that only its user can open. */
import type { ChildProcess } from 'node:child_process'
import { closeSync } from 'node:fs'
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '../logger.ts'
import { databaseUser, makeCluster } from './cluster.ts'
import { binariesFolder, codeOf, collect, openPlace, start, unavailable } from './postgres-process.ts'

export interface EmbeddedServer {
  /** Where it listens, as `pg` wants it. */
  readonly where: { readonly host: string; readonly user: string; readonly database: string }
  /** Resolves when the server has ended, asked or not. */
  readonly ended: Promise<unknown>
  stop(): Promise<void>
}

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
  await makeCluster(binaries, folder)
  await waitForPredecessor(folder)
  const place = await openPlace(folder)
  // Short, because the address of a socket has at most about a hundred bytes.
  const socket = await mkdtemp(join(tmpdir(), 'avow-'))
  const { uid, gid } = place.identity
  if (uid !== undefined) await chown(socket, uid, gid!)
  const options = settings.flatMap((setting) => ['-c', setting])
  const command = [join(binaries, 'postgres'), '-D', place.path, '-k', socket, ...options]
  const environment = { AVOW_SOCKET_FOLDER: socket }
  const child = start('/bin/sh', ['-c', guard, 'sh', ...command], place, { environment })
  if (place.handle !== undefined) closeSync(place.handle)
  const said = collect(child)
  await becomesReady(child, folder, said)
  let isAsked = false
  const ended = codeOf(child).then(
    () => isAsked || logger.error('the embedded database ended', { said: said() }),
  )
  return {
    where: { host: socket, user: databaseUser, database: 'postgres' },
    ended,
    async stop() {
      isAsked = true
      child.stdin?.end('stop\n')
      await ended
      await rm(socket, { recursive: true, force: true })
    },
  }
}
