/** Programs of others to be measured beside ours, where the machine has them. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'

/** Of Tessera; the same that `npm run interop` is held against. */
const tessera = 'github.com/transparency-dev/tessera'
const version = 'v1.0.4'

/** Said on standard error, so that standard output stays for figures. */
export const skip = (what: string, why: string): void => console.error(`skipped   ${what}: ${why}`)

/** Builds a program of Tessera. @returns where it is; undefined where there is no Go, or it cannot be had */
export function buildTessera(path: string, folder: string): string | undefined {
  mkdirSync(folder, { recursive: true })
  const env = { ...process.env, GOBIN: folder }
  const { status } = spawnSync('go', ['install', `${tessera}/${path}@${version}`], { env, stdio: 'ignore' })
  return status === 0 ? join(folder, path.split('/').at(-1)!) : undefined
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export interface Served {
  readonly address: string
  readonly pid: number
  stop(): Promise<void>
}

async function answers(address: string): Promise<boolean> {
  for (let tries = 0; tries < 600; tries += 1) {
    const isThere = await fetch(address).then(
      () => true,
      () => false,
    )
    if (isThere) return true
    await rest(100)
  }
  return false
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

/** @returns undefined for a program that does not answer */
export async function serveBy(
  program: string,
  args: readonly string[],
  port: number,
  env: NodeJS.ProcessEnv = {},
): Promise<Served | undefined> {
  const child = spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...env } })
  const failed = new Promise<false>((resolve) => child.once('error', () => resolve(false)))
  const address = `http://127.0.0.1:${port}`
  const isThere = await Promise.race([answers(address), failed])
  if (isThere) return { address, pid: child.pid!, stop: () => stop(child) }
  await stop(child)
  return undefined
}

/** Serves a folder as static files. Without workers of other users, which could not read a temporary folder. */
export async function serveByNginx(root: string, folder: string): Promise<Served | undefined> {
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join('\n')
  const configuration = `daemon off;
user root;
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
error_log ${join(folder, 'error.log')};
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  ${temporary}
  server {
    listen 127.0.0.1:${port};
    root ${root};
    default_type application/octet-stream;
    keepalive_requests 100000000;
  }
}
`
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration)
  return serveBy('nginx', ['-c', file, '-e', join(folder, 'error.log')], port)
}
