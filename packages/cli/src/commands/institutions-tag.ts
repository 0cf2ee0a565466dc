/** `avow institutions tag`: the tag of an institution, for a condition that is sealed offline. */
import { askForTag, createInstitutionCalls } from '@avow/client/institutions'
import { isInstitutionId } from '@avow/core'
import { type Options, command } from '../command.ts'
import { fail } from '../error.ts'
import { progressFor } from '../institutions/ask.ts'
import { wholeNumber } from '../options.ts'
import {
  addressOf,
  clientOf,
  fetchRoster,
  hashOption,
  registerOption,
  rosterHashOption,
} from '../register.ts'
import { t } from '../translate.ts'

const options = {
  register: registerOption,
  'roster-hash': rosterHashOption,
  timeout: { type: 'string', value: 'SECONDS', about: 'tag.option.timeout' },
} as const satisfies Options

export default command({
  summary: 'tag.summary',
  about: 'tag.about',
  arguments: ['ID'],
  options,
  examples: ['wikidata:Q42 --register http://127.0.0.1:8440'],
  async run({ arguments: [id], options: given, output }) {
    if (!isInstitutionId(id)) throw fail('usage', { key: 'usage.institution' })
    const calls = createInstitutionCalls({ base: addressOf(given.register) })
    const trusted = hashOption('roster-hash', given['roster-hash'])
    const roster = await fetchRoster(clientOf(given.register), trusted)
    const patience = wholeNumber('timeout', given.timeout, { least: 1, most: 86_400, otherwise: 120 })
    const { tag, wrong } = await askForTag(id, { calls, roster, patience, onProgress: progressFor(output) })
    if (wrong.length > 0) output.note(t('tag.wrong', { trustees: wrong.join(', ') }))
    output.say(tag, { id, tag, wrong })
    return 0
  },
})
