/** The operator's agreement by hand to hand everything on to the trustees of another roster (docs/operating/trustee.md, "Handing on"). */
import { createClient } from '@avow/client'
import { type Hash, type Roster, rosterHashOf } from '@avow/core'
import type { AgreeConfig } from '../config.ts'
import { TrusteeError } from '../error.ts'
import { hasKeys } from '../keys.ts'
import { writeAgreement } from './agreement.ts'

/** What is said of an agreement, before and after it is made. */
export interface Agreed {
  readonly roster: Hash
  readonly threshold: number
  /** Names, and the beginning of each key. */
  readonly trustees: string
  /** How many are not waited for. */
  readonly gone: number
  /** Whether it was only shown. */
  readonly shown: boolean
}

async function fetchRoster(register: string, hash: Hash): Promise<Roster> {
  return createClient({ base: register }).rosterOf(hash)
}

const wrong = (setting: string, reason: string): TrusteeError =>
  new TrusteeError('config_invalid', `${setting} ${reason}`, { setting })

function checkGone(gone: AgreeConfig['gone']): void {
  if (!gone.every((key) => /^[0-9a-f]{64}$/.test(key)))
    throw wrong('AVOW_TRUSTEE_GONE', 'names a key that is not 64 hex digits')
}

/** Who is gone for good holds nothing any more, and is not somebody to whom everything is handed on. */
function checkNotListed(gone: AgreeConfig['gone'], { trustees }: Roster): void {
  if (trustees.some(({ key }) => gone.includes(key)))
    throw wrong('AVOW_TRUSTEE_GONE', 'names a trustee of the roster to which it is handed on')
}

/** No daemon would read an agreement that lies elsewhere than beside its keys. */
function checkFolder(folder: string): void {
  if (!hasKeys(folder)) throw wrong('AVOW_TRUSTEE_FOLDER', 'names a folder without the keys of a trustee')
}

/**
 * Fetches a roster, says who is on it, and keeps the agreement unless it is only to be shown.
 * @throws TrusteeError `config_invalid`; ClientError when the register does not answer, or knows no such roster
 */
export async function agree({ folder, register, to, gone, instead, show }: AgreeConfig): Promise<Agreed> {
  checkGone(gone)
  if (!show) checkFolder(folder)
  const roster = await fetchRoster(register, to)
  checkNotListed(gone, roster)
  if (!show) writeAgreement(folder, { roster: rosterHashOf(roster), gone, ...(instead && { instead }) })
  const { threshold, trustees } = roster
  const names = trustees.map(({ name, key }) => `${name} (${key.slice(0, 16)})`)
  return { roster: to, threshold, trustees: names.join(', '), gone: gone.length, shown: show }
}
