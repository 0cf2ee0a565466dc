/** `avow institutions lookup`: which institutions have a name. */
import { createInstitutionCalls } from '@avow/client/institutions'
import { type Authority, indexInstitutions } from '@avow/core'
import { type Options, command } from '../command.ts'
import { fail } from '../error.ts'
import { authorityOption, candidateLine, candidateValue, readAuthority } from '../institutions/authority.ts'
import { addressOf, registerOption } from '../register.ts'
import { t } from '../translate.ts'

const options = { authority: authorityOption, register: registerOption } as const satisfies Options

/** The register's list, whole. @throws CliError `usage` when it has none */
async function fetchAuthority(register: string | undefined): Promise<Authority> {
  const authority = await createInstitutionCalls({ base: addressOf(register) }).authority()
  if (!authority) throw fail('usage', { key: 'usage.no_authority' })
  return authority
}

export default command({
  summary: 'lookup.summary',
  about: 'lookup.about',
  arguments: ['NAME…'],
  options,
  examples: [
    '"Ministry of Public Works" --register http://127.0.0.1:8440',
    '"Ministry of Public Works" --authority institutions.json',
  ],
  async run({ arguments: words, options: { authority, register }, output }) {
    const list = authority === undefined ? await fetchAuthority(register) : readAuthority(authority)
    const candidates = indexInstitutions(list).lookUp(words.join(' '))
    const head = t(candidates.length === 0 ? 'lookup.none' : 'lookup.choose', { count: candidates.length })
    output.say([head, ...candidates.map((one) => `  ${candidateLine(one)}`)].join('\n'), {
      candidates: candidates.map(candidateValue),
    })
    return candidates.length === 0 ? 1 : 0
  },
})
