/**
 * A real S3 server for tests: Ceph's object gateway as three small daemons on the loopback address, with everything in
 * memory. `node scripts/ceph.ts` runs one until it is interrupted, and prints the settings of a register that uses it.
 * Servers that only imitate S3 ignore the conditions on which the log rests.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { anyPort } from '../packages/cli/src/network/ports.ts'

export interface Ceph {
  readonly endpoint: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  stop(): void
}

const programs = ['ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'ceph-authtool', 'monmaptool']
const packages = ['radosgw', 'ceph-mon', 'ceph-osd']

const isInstalled = (): boolean =>
  programs.every((program) => spawnSync('which', [program], { stdio: 'ignore' }).status === 0)

/** Why there is no such server here; undefined when there can be one. */
export function whyNoCeph(): string | undefined {
  if (isInstalled()) return undefined
  return `Ceph is not installed (apt-get install --no-install-recommends ${packages.join(' ')})`
}

const daemonKeys: readonly (readonly [name: string, ...caps: string[]])[] = [
  ['mon.', 'mon', 'allow *'],
  ['osd.0', 'mon', 'allow profile osd', 'osd', 'allow *'],
  ['client.rgw', 'mon', 'allow rw', 'osd', 'allow rwx'],
]

const configuration = (folder: string, id: string, port: number): string => `[global]
fsid = ${id}
mon host = [v2:127.0.0.1:${port}/0]
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 1073741824
mon allow pool size one = true
mon data avail warn = 1
mon data avail crit = 1
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = ${folder}/keyring
mon data = ${folder}/mon
osd data = ${folder}/osd
run dir = ${folder}
admin socket = ${folder}/$name.asok
pid file = ${folder}/$name.pid
log file = ${folder}/$name.log
mon cluster log file = ${folder}/cluster.log
`

/** Ends its program when it is told, and when whoever started it is gone. */
const guard = '"$@" </dev/null & child=$!; cat >/dev/null; kill -9 $child'

function startDaemon(folder: string, program: string, ...options: string[]): ChildProcess {
  const command = [program, '-c', join(folder, 'ceph.conf'), '-f', ...options]
  return spawn('/bin/sh', ['-c', guard, 'sh', ...command], { stdio: ['pipe', 'ignore', 'ignore'] })
}

function runOnce(folder: string, program: string, ...options: string[]): void {
  execFileSync(program, ['-c', join(folder, 'ceph.conf'), ...options], { stdio: 'ignore', timeout: 60_000 })
}

function prepare(folder: string, port: number): void {
  for (const name of ['mon', 'osd']) mkdirSync(join(folder, name))
  const id = randomUUID()
  writeFileSync(join(folder, 'ceph.conf'), configuration(folder, id, port))
  const keyring = join(folder, 'keyring')
  for (const [at, [name, ...caps]] of daemonKeys.entries()) {
    const rights = caps.flatMap((cap, place) => (place % 2 === 0 ? ['--cap', cap] : [cap]))
    const file = at === 0 ? ['--create-keyring', keyring] : [keyring]
    execFileSync('ceph-authtool', [...file, '--gen-key', '-n', name, ...rights], { stdio: 'ignore' })
  }
  const map = join(folder, 'monmap')
  const where = ['--addv', 'a', `[v2:127.0.0.1:${port}]`]
  execFileSync('monmaptool', ['--create', '--fsid', id, ...where, map], { stdio: 'ignore' })
  runOnce(folder, 'ceph-mon', '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring)
}

async function isUp(endpoint: string): Promise<void> {
  for (const end = Date.now() + 90_000; Date.now() < end; await setTimeout(100)) {
    const answer = await fetch(endpoint).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok) return
  }
  throw new Error('the object gateway did not start')
}

/** Starts one with a user of its own. @throws when it cannot be started although it is installed */
export async function startCeph(): Promise<Ceph> {
  const folder = mkdtempSync(join(tmpdir(), 'avow-ceph-'))
  const [monitor, gateway] = [await anyPort(), await anyPort()]
  const daemons: ChildProcess[] = []
  const stop = () => {
    for (const { stdin } of daemons) stdin?.end()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
  }
  try {
    prepare(folder, monitor)
    daemons.push(startDaemon(folder, 'ceph-mon', '-i', 'a'))
    runOnce(folder, 'ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', randomUUID())
    daemons.push(startDaemon(folder, 'ceph-osd', '-i', '0'))
    const frontend = `beast endpoint=127.0.0.1:${gateway}`
    daemons.push(startDaemon(folder, 'radosgw', '-n', 'client.rgw', '--rgw-frontends', frontend))
    const endpoint = `http://127.0.0.1:${gateway}`
    await isUp(endpoint)
    const [accessKeyId, secretAccessKey] = [randomBytes(10).toString('hex'), randomBytes(20).toString('hex')]
    const user = ['--uid', 'avow', '--display-name', 'avow']
    const keys = ['--access-key', accessKeyId, '--secret-key', secretAccessKey]
    runOnce(folder, 'radosgw-admin', '-n', 'client.rgw', 'user', 'create', ...user, ...keys)
    return { endpoint, accessKeyId, secretAccessKey, stop }
  } catch (cause) {
    stop()
    throw cause
  }
}

if (import.meta.main) {
  const reason = whyNoCeph()
  if (reason !== undefined) {
    console.error(reason)
    process.exit(1)
  }
  const start = performance.now()
  const ceph = await startCeph()
  console.log(`# ready after ${((performance.now() - start) / 1000).toFixed(1)} s; Ctrl-C ends it`)
  console.log(`AVOW_S3_ENDPOINT=${ceph.endpoint}`)
  console.log(`AVOW_S3_ACCESS_KEY_ID=${ceph.accessKeyId}`)
  console.log(`AVOW_S3_SECRET_ACCESS_KEY=${ceph.secretAccessKey}`)
  process.once('SIGINT', () => ceph.stop())
  process.stdin.resume()
  process.once('SIGINT', () => process.exit(0))
}
