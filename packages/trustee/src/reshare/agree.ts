/** The operator's agreement by hand to hand everything on to the trustees of another roster (docs/operating/trustee.md, "Handing on"). */
import { createClient } from '@avow/client'
import { type Hash, type Roster, rosterHashOf } from '@avow/core'
import type { AgreeConfig } from '../config.ts'
import { TrusteeError } from '../error.ts'
import { writeAgreement } from './agreement.ts'

/** What is said of an agreement, before and after it is made. */
export interface Agreed {
  readonly roster: Hash
  readonly threshold: number
  /** Names, and the beginning of each key. */
  readonly trustees: string
  readonly gone: readonly string[]
  /** Whether it was only shown. */
  readonly shown: boolean
}

async function fetchRoster(register: string, hash: Hash): Promise<Roster> {
  return createClient({ base: register }).rosterOf(hash)
}

const unknown = (name: string): TrusteeError =>
  new TrusteeError('config_invalid', 'AVOW_TRUSTEE_GONE names a key that is not 64 hex digits', {
    setting: 'AVOW_TRUSTEE_GONE',
    name,
  })

/**
 * Fetches a roster, says who is on it, and keeps the agreement unless it is only to be shown.
 * @throws TrusteeError `config_invalid`; ClientError when the register does not answer, or knows no such roster
 */
export async function agree({ folder, register, to, gone, show }: AgreeConfig): Promise<Agreed> {
  for (const key of gone) if (!/^[0-9a-f]{64}$/.test(key)) throw unknown(key)
  const roster = await fetchRoster(register, to)
  if (!show) writeAgreement(folder, { roster: rosterHashOf(roster), gone })
  const { threshold, trustees } = roster
  const names = trustees.map(({ name, key }) => `${name} (${key.slice(0, 16)})`)
  return { roster: to, threshold, trustees: names.join(', '), gone, shown: show }
}
