/** `avow trustee paper`: a trustee who trusts no daemon (docs/operating/trustee.md, "By hand"). */
import { type Roster, decodeRoster, decodeUtf8 } from '@avow/core'
import { type Options, command } from '../command.ts'
import { fail } from '../error.ts'
import { readFile, writeFile } from '../io/files.ts'
import { type PublicLine, paperOf } from '../paper/page.ts'
import { t } from '../translate.ts'

const options = {
  out: { type: 'string', short: 'o', value: 'FILE', about: 'trustee.paper.option.out' },
  roster: { type: 'string', value: 'FILE', about: 'trustee.paper.option.roster' },
} as const satisfies Options

const forms: Readonly<Record<keyof PublicLine, RegExp>> = {
  name: /^[^\p{Cc}]{1,100}$/u,
  key: /^[0-9a-f]{64}$/,
  recipient: /^age1pq1[02-9ac-hj-np-z]{1900,2000}$/,
}

function isLine(value: unknown): value is PublicLine {
  if (typeof value !== 'object' || value === null) return false
  const has = (name: keyof PublicLine): boolean => {
    const member = (value as Record<string, unknown>)[name]
    return typeof member === 'string' && forms[name].test(member)
  }
  return has('name') && has('key') && has('recipient')
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes))
  } catch {
    return undefined
  }
}

/** @throws CliError `public_keys_malformed`, `file_unreadable` */
function readLine(file: string): PublicLine {
  const line = parsed(readFile(file))
  if (isLine(line)) return line
  throw fail('public_keys_malformed', { file })
}

/** The trustee's number. @throws CliError `not_on_roster` */
function numberIn(roster: Roster | undefined, { key, recipient }: PublicLine): number {
  if (!roster) return 0
  const place = roster.trustees.findIndex((one) => one.key === key && one.recipient === recipient)
  if (place < 0) throw fail('not_on_roster')
  return place + 1
}

export default command({
  summary: 'trustee.paper.summary',
  about: 'trustee.paper.about',
  arguments: ['FILE'],
  options,
  examples: ['trustee.json --out paper.html', 'trustee.json --roster roster.json --out paper.html'],
  async run({ arguments: [file], options: given, output }) {
    if (given.out === undefined) throw fail('usage', { key: 'usage.option_missing', option: '--out' })
    const line = readLine(file!)
    const roster = given.roster === undefined ? undefined : decodeRoster(readFile(given.roster))
    const number = numberIn(roster, line)
    writeFile(given.out, paperOf({ line, roster, number }))
    output.say(t('trustee.paper.done', { file: given.out }), { file: given.out, number: number || null })
    return 0
  },
})
