/**
 * A trustee's keys and store as one encrypted file, and back (docs/operating/trustee.md, "Backup").
 * The file is what `age --passphrase` makes of a tar of the folder.
 */
import { existsSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type TarMember, AvowError, decodeTar, encodeTar } from '@avow/core'
import { TrusteeError } from './error.ts'
import { type PublicKeys, isSealed, keyFiles, publicKeysOf, readKeys } from './keys.ts'
import { openWith, sealWith } from './passphrase.ts'
import { erase, makeFolder, writeNewPrivate, writePrivate } from './private-file.ts'
import { type Sql, openSql } from './sqlite.ts'

/** age's own: a backup is to stand for years where others may come by it. Opening it takes 256 MiB. */
const usualWorkFactor = 18

const storeFile = 'store.sqlite'
const snapshotFile = 'snapshot.sqlite'
const retiredFile = 'retired'

/** @throws TrusteeError `trustee_retired`: this copy was handed over to another machine */
export function checkNotRetired(folder: string): void {
  if (!existsSync(join(folder, retiredFile))) return
  throw new TrusteeError(
    'trustee_retired',
    'this copy was retired when it was exported, and does not run again',
  )
}

/** An export that was killed leaves its snapshot, in which shares would outlast their destruction. */
export function eraseSnapshot(folder: string): void {
  const path = join(folder, snapshotFile)
  if (existsSync(path)) erase(path)
}

/** What the store holds at one moment. */
function snapshotOf(store: Sql, folder: string): Uint8Array {
  eraseSnapshot(folder)
  try {
    store.run('VACUUM INTO ?', join(folder, snapshotFile))
    return readFileSync(join(folder, snapshotFile))
  } finally {
    eraseSnapshot(folder)
  }
}

function keysIn(folder: string): TarMember[] {
  const there = keyFiles.filter((name) => existsSync(join(folder, name)))
  return there.map((name) => ({ name, data: readFileSync(join(folder, name)) }))
}

function writeBackup(path: string, data: Uint8Array): void {
  try {
    writeNewPrivate(path, data)
  } catch (cause) {
    throw new TrusteeError(
      'file_unwritable',
      'the backup cannot be written, or is there already',
      { path },
      cause,
    )
  }
}

export interface ExportOptions {
  readonly folder: string
  /** Of the backup; where the keys are encrypted, the one under which they are. */
  readonly passphrase: string
  /** A new file. */
  readonly file: string
  /** Whether this copy is never to run again. */
  readonly retire: boolean
  /** Base-2 logarithm of what a guess at the passphrase takes; 18 unless told. */
  readonly workFactor?: number
}

/**
 * Writes keys and store into one new, encrypted file. The daemon must not run meanwhile.
 * @throws TrusteeError `keys_invalid`, `passphrase_wrong`, `store_unusable`, `trustee_retired`, `file_unwritable`
 */
export async function exportBackup(options: ExportOptions): Promise<PublicKeys> {
  const { folder, passphrase, file, retire, workFactor = usualWorkFactor } = options
  checkNotRetired(folder)
  // Also tells a slip in the passphrase, which would make a backup that nobody can open.
  const keys = await readKeys(folder, passphrase)
  const store = openSql(folder)
  try {
    const archive = encodeTar([...keysIn(folder), { name: storeFile, data: snapshotOf(store, folder) }])
    writeBackup(file, await sealWith(passphrase, archive, workFactor))
    // Not before there is a backup, and not after a daemon could start here again.
    if (retire) writePrivate(join(folder, retiredFile), '')
  } finally {
    store.close()
  }
  return publicKeysOf(keys)
}

async function decrypt(file: string, passphrase: string): Promise<Uint8Array> {
  try {
    return await openWith(passphrase, readFileSync(file))
  } catch (cause) {
    throw new TrusteeError('backup_invalid', 'the backup does not open with this passphrase', {}, cause)
  }
}

/** The files of a backup: those of a trustee's folder and no others. */
function membersOf(archive: Uint8Array): readonly TarMember[] {
  try {
    const { members } = decodeTar(archive)
    const allowed = new Set([...keyFiles, storeFile])
    if (members.every(({ name }) => allowed.has(name)) && members.at(-1)?.name === storeFile) return members
    throw new TrusteeError('backup_invalid', 'the backup holds other files than those of a trustee')
  } catch (cause) {
    if (!(cause instanceof AvowError) || cause instanceof TrusteeError) throw cause
    throw new TrusteeError('backup_invalid', 'the backup is damaged', {}, cause)
  }
}

/**
 * What a copy of an earlier time has not seen must not be taken for what did not happen. It reads the log again from the
 * beginning before any time counts, and silence begins anew: signs of life that came to the lost copy alone are lost.
 * The largest log that it saw stays known, so that an older one is refused.
 */
function forgetReading(folder: string): void {
  const store = openSql(folder)
  store.transaction(() => {
    store.run('UPDATE position SET cursor = 0, read_time = NULL')
    store.run('DELETE FROM heard')
  })
  store.close()
}

function checkIsEmpty(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return
  throw new TrusteeError('folder_occupied', 'there is something in the folder already', {
    folder: basename(folder),
  })
}

export interface RecoverOptions {
  /** Does not exist yet, or is empty. */
  readonly folder: string
  readonly passphrase: string
  readonly file: string
}

/**
 * Makes a trustee's folder from a backup: whole, or not at all.
 * @throws TrusteeError `folder_occupied`, `backup_invalid`, `keys_invalid`, `store_unusable`
 */
export async function recoverBackup({ folder, passphrase, file }: RecoverOptions): Promise<PublicKeys> {
  checkIsEmpty(folder)
  const members = membersOf(await decrypt(file, passphrase))
  const beside = `${folder}.recovering`
  rmSync(beside, { recursive: true, force: true })
  makeFolder(beside)
  for (const { name, data } of members) writePrivate(join(beside, name), data)
  const keys = await readKeys(beside, isSealed(beside) ? passphrase : undefined)
  forgetReading(beside)
  renameSync(beside, folder)
  return publicKeysOf(keys)
}
