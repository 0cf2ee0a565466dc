/** `avow institutions lookup`: which institutions have a name. */
import { indexInstitutions } from '@avow/core'
import { type Options, command } from '../command.ts'
import { fail } from '../error.ts'
import { authorityOption, candidateLine, candidateValue, readAuthority } from '../institutions/authority.ts'
import { t } from '../translate.ts'

const options = { authority: authorityOption } as const satisfies Options

export default command({
  summary: 'lookup.summary',
  about: 'lookup.about',
  arguments: ['NAME…'],
  options,
  examples: ['"Ministry of Public Works" --authority institutions.json'],
  async run({ arguments: words, options: { authority }, output }) {
    if (authority === undefined) throw fail('usage', { key: 'usage.option_missing', option: '--authority' })
    const candidates = indexInstitutions(readAuthority(authority)).lookUp(words.join(' '))
    const head = t(candidates.length === 0 ? 'lookup.none' : 'lookup.choose', { count: candidates.length })
    output.say([head, ...candidates.map((one) => `  ${candidateLine(one)}`)].join('\n'), {
      candidates: candidates.map(candidateValue),
    })
    return candidates.length === 0 ? 1 : 0
  },
})
