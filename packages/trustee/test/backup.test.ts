/** A trustee that comes back from an earlier time must not act on what it has not seen. */
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Condition, encodeTar, encryptWithPassphrase } from '@avow/core'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type House, houseOf } from '../../verify/test/opening-of.ts'
import { checkNotRetired, exportBackup, recoverBackup } from '../src/backup.ts'
import { makeKeys, readKeys } from '../src/keys.ts'
import { createLogger } from '../src/logger.ts'
import { openSql } from '../src/sqlite.ts'
import { openStore } from '../src/sqlite-store.ts'
import { type Trustee, createTrustee } from '../src/trustee.ts'
import type { Store } from '../src/store.ts'
import {
  type RegisterDouble,
  authorAct,
  createRegisterDouble,
  sealFor,
  startTime,
} from './register-double.ts'
import { placeKeys } from './trustee-process.ts'

let house: House
let root: string
let register: RegisterDouble
let now: number
beforeAll(async () => {
  house = await houseOf({ trustees: 2, witnesses: 1, quorum: 1 })
})
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
  register = createRegisterDouble(house)
  now = startTime
  placeKeys(at('first'), house, 1)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const passphrase = 'correct horse battery staple'
const at = (name: string) => join(root, name)
const witness = () => register.witness(Math.floor(now / 1000))
const hour = 3_600_000
const inAnHour: Condition = { type: 'at', time: new Date(startTime + hour).toISOString().replace('.000', '') }

/** Runs a trustee on a folder for as long as `work` takes. */
async function on<T>(folder: string, work: (trustee: Trustee, store: Store) => Promise<T>): Promise<T> {
  const store = openStore(folder)
  const logger = createLogger(
    () => {},
    () => now,
  )
  const keys = await readKeys(folder)
  try {
    return await work(createTrustee({ keys, store, register, now: () => now, logger, wait: 0 }), store)
  } finally {
    store.close()
  }
}

const exported = (retire = false) =>
  exportBackup({ folder: at('first'), passphrase, file: at('backup.age'), retire, workFactor: 10 })
const recovered = (folder = 'second') =>
  recoverBackup({ folder: at(folder), passphrase, file: at('backup.age') })

/** A share that is due in an hour is held and backed up; then its author withdraws, and the hour passes. */
async function withdrawnAfterBackup() {
  const sealed = await sealFor(house.roster, inAnHour)
  register.deposit(sealed)
  witness()
  await on(at('first'), (trustee) => trustee.round())
  await exported()
  copyFileSync(at('first/store.sqlite'), at('older.sqlite'))
  for (let other = 0; other < 3; other += 1) register.deposit(await sealFor(house.roster, { type: 'word' }))
  register.log(authorAct('withdraw', sealed.statement, sealed.authorSeed))
  now += 2 * hour
  witness()
  register.pageSize = 1
  return sealed
}

describe('a backup', () => {
  test('gives the same trustee in another folder', async () => {
    const sealed = await sealFor(house.roster, { type: 'word' })
    register.deposit(sealed)
    witness()
    const held = await on(at('first'), async (trustee, store) => {
      await trustee.round()
      return store.held(sealed.statement)
    })
    const published = await exported()
    expect(await recovered()).toEqual(published)
    expect(await readKeys(at('second'))).toEqual(await readKeys(at('first')))
    await on(at('second'), async (_, store) => expect(store.held(sealed.statement)).toEqual(held))
    expect(statSync(at('second')).mode & 0o777).toBe(0o700)
    for (const file of readdirSync(at('second')))
      expect(statSync(at(`second/${file}`)).mode & 0o777).toBe(0o600)
  })

  test('is encrypted, for its own user only, and leaves no copy of the store behind', async () => {
    await on(at('first'), async () => {})
    await exported()
    const file = readFileSync(at('backup.age'))
    expect(file.toString('latin1')).toMatch(/^age-encryption\.org\/v1\n-> scrypt /)
    for (const secret of ['SQLite format', house.trustees[0]!.identity])
      expect(file.includes(secret)).toBe(false)
    expect(statSync(at('backup.age')).mode & 0o777).toBe(0o600)
    expect(readdirSync(at('first')).sort()).toEqual(['identity.txt', 'signing.key', 'store.sqlite'])
  })

  test('is never written over another file', async () => {
    writeFileSync(at('backup.age'), 'precious')
    await expect(exported()).rejects.toMatchObject({ code: 'file_unwritable' })
    expect(readFileSync(at('backup.age'), 'utf8')).toBe('precious')
  })

  test('is not made while the daemon runs, and not under another passphrase than that of the keys', async () => {
    await on(at('first'), async () => {
      await expect(exported()).rejects.toMatchObject({ code: 'store_unusable' })
    })
    await makeKeys(at('first'), 'another passphrase')
    await expect(exported()).rejects.toMatchObject({ code: 'passphrase_wrong' })
    expect(existsSync(at('backup.age'))).toBe(false)
  })

  test('that could not be written retires nothing', async () => {
    await on(at('first'), async () => {})
    writeFileSync(at('backup.age'), 'precious')
    await expect(exported(true)).rejects.toMatchObject({ code: 'file_unwritable' })
    rmSync(at('backup.age'))
    await exported(true)
    expect(() => checkNotRetired(at('first'))).toThrow(expect.objectContaining({ code: 'trustee_retired' }))
    await recovered()
  })

  test('that retires its copy keeps it from ever running again', async () => {
    await exported(true)
    expect(() => checkNotRetired(at('first'))).toThrow(expect.objectContaining({ code: 'trustee_retired' }))
    await expect(exported()).rejects.toMatchObject({ code: 'trustee_retired' })
    await recovered()
    expect(() => checkNotRetired(at('second'))).not.toThrow()
  })
})

describe('recovering', () => {
  test('does not touch a folder in which there is anything', async () => {
    await exported()
    await expect(recovered('first')).rejects.toMatchObject({ code: 'folder_occupied' })
  })

  test('refuses what is no backup, and leaves no folder', async () => {
    const refuse = async (archive: Uint8Array) => {
      writeFileSync(at('backup.age'), archive)
      await expect(recovered()).rejects.toMatchObject({ code: 'backup_invalid' })
      expect(existsSync(at('second'))).toBe(false)
    }
    const member = (name: string) => ({ name, data: new Uint8Array(3) })
    await refuse(new Uint8Array(100))
    for (const members of [
      [member('identity.txt')],
      [member('../../outside'), member('store.sqlite')],
      [member('retired'), member('store.sqlite')],
    ])
      await refuse(await encryptWithPassphrase(passphrase, encodeTar(members), 10))
    await refuse(await encryptWithPassphrase(passphrase, new Uint8Array(700), 10))
  })

  test('neither releases nor forgets a withdrawal that came after the backup', async () => {
    const sealed = await withdrawnAfterBackup()
    await recovered()
    await on(at('second'), async (trustee, store) => {
      for (let round = 0; round < 4; round += 1) {
        await trustee.round()
        expect(store.deposit(sealed.statement)?.state).toBe('holds')
      }
      await trustee.round()
      expect(store.deposit(sealed.statement)?.state).toBe('destroyed')
    })
    // One of an earlier time, or of none, would be lost: the register has later ones.
    const told = register.holdings.map((one) => ('time' in one ? one.time : null))
    expect(told.length).toBeGreaterThan(1)
    expect(told).not.toContain(null)
    expect(register.releases).toEqual([])
    expect(register.requests.at(-5)).toMatchObject({ after: 0, size: expect.any(Number) })
  })

  test('an older store put back by hand does not release either', async () => {
    const sealed = await withdrawnAfterBackup()
    copyFileSync(at('older.sqlite'), at('first/store.sqlite'))
    await on(at('first'), async (trustee, store) => {
      while (store.deposit(sealed.statement)?.state === 'holds') await trustee.round()
      expect(store.deposit(sealed.statement)?.state).toBe('destroyed')
    })
    expect(register.releases).toEqual([])
  })

  test('no time counts before the log was read again, and no earlier time was heard', async () => {
    await withdrawnAfterBackup()
    await recovered()
    const store = openSql(at('second'))
    expect(store.one('SELECT cursor, read_time FROM position')).toEqual({ cursor: 0, read_time: null })
    expect(store.all('SELECT * FROM heard')).toEqual([])
    store.close()
  })

  test('still refuses a log that is older than the one it saw', async () => {
    register.deposit(await sealFor(house.roster, inAnHour))
    witness()
    await on(at('first'), (trustee) => trustee.round())
    await exported()
    await recovered()
    register = createRegisterDouble(house)
    register.deposit(await sealFor(house.roster, inAnHour))
    now += 2 * hour
    witness()
    await on(at('second'), async (trustee) => {
      await expect(trustee.round()).rejects.toMatchObject({ code: 'log_fork' })
    })
    expect(register.releases).toEqual([])
  })
})
