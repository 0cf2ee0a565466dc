/** `avow institutions status`: whether the trustees of a register can compare institutions. */
import { type InstitutionsStatus, createInstitutionCalls } from '@avow/client/institutions'
import { type Roster, AvowError, checkKeyInUse } from '@avow/core'
import { type Options, command } from '../command.ts'
import {
  addressOf,
  clientOf,
  fetchRoster,
  hashOption,
  registerOption,
  rosterHashOption,
} from '../register.ts'
import { t } from '../translate.ts'

const options = { register: registerOption, 'roster-hash': rosterHashOption } as const satisfies Options

/** A key that the trustees of the roster do not hold is of no use, whatever the register says. */
function isUsable({ key }: InstitutionsStatus, roster: Roster): boolean {
  try {
    return key !== null && checkKeyInUse(key, roster).key === key.key
  } catch (cause) {
    if (cause instanceof AvowError) return false
    throw cause
  }
}

export default command({
  summary: 'institutions.status.summary',
  about: 'institutions.status.about',
  options,
  examples: ['--register http://127.0.0.1:8440'],
  async run({ options: given, output }) {
    const trusted = hashOption('roster-hash', given['roster-hash'])
    const roster = await fetchRoster(clientOf(given.register), trusted)
    const status = await createInstitutionCalls({ base: addressOf(given.register) }).institutions()
    const { key, ceremony, work } = status
    const usable = isUsable(status, roster)
    const missing = ceremony?.missing.join(', ') ?? ''
    const lines = [
      t(usable ? 'institutions.key' : 'institutions.no_key', { count: key?.confirmations.length ?? 0 }),
      ...(ceremony ? [t('institutions.ceremony', { phase: ceremony.phase, missing: missing || '-' })] : []),
    ]
    output.say(lines.join('\n'), { usable, session: key?.session ?? null, ceremony, work })
    return usable ? 0 : 1
  },
})
