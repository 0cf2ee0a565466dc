/** A cluster, as PostgreSQL calls the folder of a server: made once, or unpacked from one that the build made. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync } from 'node:fs'
import { access, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type StartOptions,
  binariesFolder,
  codeOf,
  collect,
  openPlace,
  start,
  unavailable,
} from './postgres-process.ts'

export const databaseUser = 'avow'

const options = ['-U', databaseUser, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-instructions']
const sync = process.platform === 'linux' ? ['--sync-method=syncfs'] : []

/** Beside the binaries that made it, so that it goes with them; another one for other options. */
function templateOf(binaries: string): string {
  const hash = createHash('sha256').update(options.join(' ')).digest('hex')
  return join(binaries, `../cluster-${hash.slice(0, 16)}.tar`)
}

/** Runs a program to its end in a folder that exists, as the user whose the folder is to be. */
async function runIn(
  folder: string,
  [command, ...parameters]: readonly [string, ...string[]],
  startOptions?: StartOptions,
): Promise<{ code: number | null; said: string }> {
  const place = await openPlace(folder)
  const child = start(command, [...parameters, place.path], place, startOptions)
  const said = collect(child)
  const code = await codeOf(child)
  if (place.handle !== undefined) closeSync(place.handle)
  return { code, said: said() }
}

/** @throws RegisterError `database_unavailable` */
async function initdb(binaries: string, folder: string, parameters: readonly string[]): Promise<void> {
  const { code, said } = await runIn(folder, [join(binaries, 'initdb'), ...parameters, ...sync, '-D'])
  if (code !== 0) throw unavailable(`the embedded database could not be made: ${said}`)
}

/**
 * What distinguishes two clusters beside their content is an identifier that matters only to replicas, of which there
 * are none. @returns false when there is no template, or it is damaged
 */
async function unpackTemplate(binaries: string, folder: string): Promise<boolean> {
  const template = await open(templateOf(binaries)).catch(() => undefined)
  if (!template) return false
  // Reads what is already open: the user who unpacks may not walk there.
  const { code } = await runIn(folder, ['tar', '-xpf', '-', '-C'], { input: template.fd })
  await template.close()
  if (code === 0) await initdb(binaries, folder, ['--sync-only'])
  return code === 0
}

async function makeEmpty(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { mode: 0o700 })
}

async function makeNew(binaries: string, folder: string): Promise<void> {
  await makeEmpty(folder)
  await initdb(binaries, folder, options)
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** Makes a cluster unless it is there: beside its place, and moved there when it is whole. @throws RegisterError `database_unavailable` */
export async function makeCluster(binaries: string, folder: string): Promise<void> {
  if (await isThere(folder)) return
  const draft = `${folder}.draft`
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 })
  await makeEmpty(draft)
  if (!(await unpackTemplate(binaries, draft))) await makeNew(binaries, draft)
  await rename(draft, folder)
}

/** Makes the cluster that a first start unpacks, in a quarter of the time of making one. */
export async function makeTemplate(binaries = binariesFolder()): Promise<void> {
  const template = templateOf(binaries)
  if (await isThere(template)) return
  const [folder, draft] = [`${template}.cluster`, `${template}.draft`]
  await makeNew(binaries, folder)
  const code = await codeOf(spawn('tar', ['-cf', draft, '-C', folder, '.'], { stdio: 'ignore' }))
  await rm(folder, { recursive: true })
  if (code !== 0) throw unavailable('the embedded database could not be packed')
  await rename(draft, template)
}
