/** What an operator has agreed to by hand: to which roster shares are handed on (docs/operating/trustee.md, "Handing on"). */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Hash, PublicKey } from '@avow/core'
import { TrusteeError } from '../error.ts'
import { writePrivate } from '../private-file.ts'

const file = 'hand-on.json'

export interface Agreement {
  /** The roster to whose trustees everything is handed on. */
  readonly roster: Hash
  /** Keys of trustees that are gone: it is not waited for what they would hand on. */
  readonly gone: readonly PublicKey[]
  /** Said by hand: what is on its way to the roster agreed to before may stay as it is. */
  readonly instead?: boolean
}

const isHash = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

function isAgreement(value: unknown): value is Agreement {
  const { roster, gone, instead = true } = (value ?? {}) as Partial<Record<keyof Agreement, unknown>>
  return isHash(roster) && Array.isArray(gone) && gone.every(isHash) && instead === true
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @throws TrusteeError `agreement_invalid` */
export function readAgreement(folder: string): Agreement | undefined {
  const path = join(folder, file)
  if (!existsSync(path)) return undefined
  const agreement = parsed(readFileSync(path, 'utf8'))
  if (isAgreement(agreement)) return agreement
  throw new TrusteeError('agreement_invalid', `${file} is damaged: agree again`)
}

/** The daemon reads it in its next round. @param agreement undefined: nothing is handed on any more */
export function writeAgreement(folder: string, agreement: Agreement | undefined): void {
  if (agreement) writePrivate(join(folder, file), JSON.stringify(agreement))
  else rmSync(join(folder, file), { force: true })
}
