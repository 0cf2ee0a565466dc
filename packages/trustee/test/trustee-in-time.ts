/** A trustee of a house that reads a register in memory, in a time that the test makes go by. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Condition } from '@avow/core'
import type { House } from '../../verify/test/opening-of.ts'
import { createLogger } from '../src/logger.ts'
import { openStore } from '../src/sqlite-store.ts'
import type { State, Store } from '../src/store.ts'
import { type Trustee, createTrustee } from '../src/trustee.ts'
import {
  type RegisterDouble,
  type SealedDeposit,
  createRegisterDouble,
  sealFor,
  startTime,
} from './register-double.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export interface TrusteeInTime {
  /** Milliseconds. */
  now: number
  readonly register: RegisterDouble
  readonly store: Store
  readonly trustee: Trustee
  restart(): void
  /** The witnesses sign, and the trustee reads. */
  look(): Promise<void>
  /** Time goes by, and the trustee looks every ten minutes, as far apart as may be. */
  pass(length: number): Promise<void>
  deposited(condition: Condition): Promise<SealedDeposit>
  stateOf(sealed: SealedDeposit): State | undefined
  /** Passes until it opens. @returns how long that took */
  opensAfter(sealed: SealedDeposit, longest: number): Promise<number>
  close(): void
}

const quiet = createLogger(
  () => {},
  () => 0,
)

export function createTrusteeInTime(house: House): TrusteeInTime {
  const folder = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
  const register = createRegisterDouble(house)
  const start = () => {
    const store = openStore(folder)
    const now = () => one.now
    const trustee = createTrustee({ keys: house.trustees[0]!, store, register, now, logger: quiet, wait: 0 })
    return { store, trustee }
  }
  const one = {
    now: startTime,
    register,
    ...start(),
    restart() {
      one.store.close()
      Object.assign(one, start())
    },
    async look() {
      register.witness(one.now / 1000)
      await one.trustee.round()
    },
    async pass(length: number) {
      for (const end = one.now + length; one.now < end;) {
        one.now = Math.min(end, one.now + 10 * minute)
        await one.look()
      }
    },
    async deposited(condition: Condition) {
      const sealed = await sealFor(house.roster, condition)
      register.deposit(sealed)
      await one.look()
      return sealed
    },
    stateOf: ({ statement }: SealedDeposit) => one.store.deposit(statement)?.state,
    async opensAfter(sealed: SealedDeposit, longest: number) {
      for (const begin = one.now; one.now - begin < longest;) {
        await one.pass(10 * minute)
        if (one.stateOf(sealed) === 'released') return one.now - begin
      }
      return Number.POSITIVE_INFINITY
    },
    close() {
      one.store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return one
}
