/** What a trustee is to know in a simulation: facts of a file, and facts that options name. */
import { type Fact, AvowError, checkFacts, decodeUtf8 } from '@avow/core'
import type { Options, Values } from '../command.ts'
import { fail } from '../error.ts'
import { readFile } from '../io/files.ts'
import { instantOption, timeOption } from './time-input.ts'

export const factOptions = {
  facts: { type: 'string', value: 'FILE', about: 'condition.option.facts' },
  deposited: { type: 'string', value: 'TIME', about: 'condition.option.deposited' },
  word: { type: 'string', value: 'TIME', about: 'condition.option.word' },
  'check-in': { type: 'string', multiple: true, value: 'TIME', about: 'condition.option.check_in' },
  pause: { type: 'string', multiple: true, value: 'FROM/UNTIL', about: 'condition.option.pause' },
  heard: { type: 'string', multiple: true, value: 'FROM/UNTIL', about: 'condition.option.heard' },
  match: { type: 'string', multiple: true, value: 'ID=SIZE[/VOUCHED]', about: 'condition.option.match' },
  withdrawn: { type: 'boolean', about: 'condition.option.withdrawn' },
} as const satisfies Options

export type GivenFacts = Values<typeof factOptions>

/** Times in a file may be written for people. */
function withNumbers(fact: unknown): unknown {
  if (typeof fact !== 'object' || fact === null) return fact
  const isTime = (name: string, value: unknown): value is string =>
    typeof value === 'string' && ['time', 'from', 'until'].includes(name)
  const entries = Object.entries(fact).map(([name, value]): [string, unknown] => [
    name,
    isTime(name, value) ? instantOption('facts', value) : value,
  ])
  return Object.fromEntries(entries)
}

/** @throws CliError `file_unreadable`, `usage` */
function factsOfFile(path: string): readonly Fact[] {
  const bytes = readFile(path)
  try {
    const value: unknown = JSON.parse(decodeUtf8(bytes))
    return checkFacts(Array.isArray(value) ? value.map(withNumbers) : value)
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof AvowError)
      throw fail('usage', { key: 'usage.facts_file' }, cause)
    throw cause
  }
}

const depositIn = (facts: readonly Fact[]): number | null =>
  facts.find((fact) => fact.kind === 'deposit')?.time ?? null

function intervalOption(kind: 'pause' | 'heard', text: string, deposited: number | null): Fact {
  const [from, until, ...others] = text.split('/')
  if (from === undefined || until === undefined || others.length > 0)
    throw fail('usage', { key: 'usage.interval', option: `--${kind}` })
  const [begin, end] = [timeOption(kind, from, deposited), timeOption(kind, until, deposited)]
  if (begin > end) throw fail('usage', { key: 'usage.interval', option: `--${kind}` })
  return { kind, from: begin, until: end }
}

/** `wikidata:Q42=3/2`: three statements about it, two of them vouched for. */
function matchOption(text: string, deposited: number | null): Fact {
  const [, institution, all, vouched = '0'] = /^(.+)=(\d{1,9})(?:\/(\d{1,9}))?$/.exec(text) ?? []
  try {
    const fact = { kind: 'match', institution, all: Number(all), vouched: Number(vouched), time: deposited }
    return checkFacts([fact])[0]!
  } catch (cause) {
    throw fail('usage', { key: 'usage.match' }, cause)
  }
}

/** @throws CliError `usage`, `file_unreadable` */
export function factsOf(given: GivenFacts): readonly Fact[] {
  const inFile = given.facts === undefined ? [] : factsOfFile(given.facts)
  const told: Fact[] =
    given.deposited === undefined
      ? []
      : [{ kind: 'deposit', time: instantOption('deposited', given.deposited) }]
  const deposited = depositIn([...told, ...inFile])
  const timed = (kind: 'word' | 'check-in', texts: readonly string[]) =>
    texts.map((text): Fact => ({ kind, time: timeOption(kind, text, deposited) }))
  return [
    ...inFile,
    ...told,
    ...timed('word', given.word === undefined ? [] : [given.word]),
    ...timed('check-in', given['check-in'] ?? []),
    ...(given.pause ?? []).map((text) => intervalOption('pause', text, deposited)),
    ...(given.heard ?? []).map((text) => intervalOption('heard', text, deposited)),
    ...(given.match ?? []).map((text) => matchOption(text, deposited)),
    ...(given.withdrawn ? [{ kind: 'withdraw' } as const] : []),
  ]
}
