/** A cluster, as PostgreSQL calls the folder of a server: made once, or copied from one that the build made. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  binariesFolder,
  clusterOwner,
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
const templateOf = (binaries: string): string =>
  join(binaries, `../cluster-${createHash('sha256').update(options.join(' ')).digest('hex').slice(0, 16)}`)

/** Undefined when it is not there. */
const ownerOf = (folder: string): Promise<number | undefined> =>
  stat(folder).then(
    ({ uid }) => uid,
    () => undefined,
  )

/** Runs `initdb` on a folder that exists. @throws RegisterError `database_unavailable` */
async function initdb(binaries: string, folder: string, parameters: readonly string[]): Promise<void> {
  const place = await openPlace(folder)
  const child = start(join(binaries, 'initdb'), ['-D', place.path, ...parameters, ...sync], place)
  const said = collect(child)
  const code = await codeOf(child)
  if (place.handle !== undefined) closeSync(place.handle)
  if (code !== 0) throw unavailable(`the embedded database could not be made: ${said()}`)
}

/**
 * What distinguishes two clusters beside their content is an identifier that matters only to replicas, of which there
 * are none. @returns false when there is no template that is the server's own, or it cannot be copied
 */
async function copyTemplate(binaries: string, folder: string): Promise<boolean> {
  const template = templateOf(binaries)
  if ((await ownerOf(template)) !== clusterOwner()) return false
  // Owner and permissions are kept.
  const code = await codeOf(spawn('cp', ['-Rp', template, folder], { stdio: 'ignore' }))
  if (code === 0) await initdb(binaries, folder, ['--sync-only'])
  return code === 0
}

async function makeNew(binaries: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { mode: 0o700 })
  await initdb(binaries, folder, options)
}

/** Made by `make` in a folder beside its place and moved there when it is whole, unless it is there. */
async function unlessThere(folder: string, make: (draft: string) => Promise<unknown>): Promise<void> {
  if ((await ownerOf(folder)) !== undefined) return
  const draft = `${folder}.draft`
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 })
  await rm(draft, { recursive: true, force: true })
  await make(draft)
  await rename(draft, folder)
}

/** Makes a cluster unless it is there. @throws RegisterError `database_unavailable` */
export const makeCluster = (binaries: string, folder: string): Promise<void> =>
  unlessThere(
    folder,
    async (draft) => (await copyTemplate(binaries, draft)) || (await makeNew(binaries, draft)),
  )

/** Makes the cluster of which a first start takes a copy: a tenth of the time of making one. */
export const makeTemplate = (binaries = binariesFolder()): Promise<void> =>
  unlessThere(templateOf(binaries), (draft) => makeNew(binaries, draft))
