/** `avow condition`: what it says and draws, what it refuses, and what it writes. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Fact, type Term, type Verdict, conditionLanguages, formatCondition } from '@avow/core'
import { describe, expect, test } from 'vitest'
import { avow, folderForTests } from './avow.ts'

const folder = folderForTests()
const at = (name: string) => join(folder, name)
const condition = (...args: readonly string[]) => avow(['condition', ...args])

const silence = { type: 'silence', duration: 'P30D', grace: 'P7D' } as const
const wordOrSilence = { type: 'any', of: [{ type: 'word' }, silence] } as unknown as Term
const sentence = 'on my word, or after 30 days of silence with 7 days of grace'
const since2027 = ['--deposited', '2027-01-01']

interface VerdictVector {
  readonly condition: Term
  readonly facts: readonly Fact[]
  readonly now: number
  readonly verdict: Verdict
}

const vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../vectors/valid/condition-verdict/index.json'), 'utf8'),
) as VerdictVector[]

describe('explain', () => {
  test('takes a sentence of any language, or JSON, and says what it means in the language that is asked for', async () => {
    const given = [
      ...conditionLanguages.map((one) => formatCondition(wordOrSilence, one)),
      JSON.stringify(wordOrSilence),
    ]
    for (const one of given) {
      const { code, values } = await condition('explain', one, '--language', 'en', '--json')
      expect([code, values]).toMatchObject([0, [{ condition: wordOrSilence, sentence, language: 'en' }]])
    }
    const { values } = await condition('explain', formatCondition(wordOrSilence, 'zh'), '--json')
    expect(values).toMatchObject([{ language: 'zh', sentence: formatCondition(wordOrSilence, 'zh') }])
  })

  test('the words of a sentence need no quotes, and it may come on standard input', async () => {
    const [plain, piped] = [
      await condition('explain', ...sentence.split(' '), '--json'),
      await avow(['condition', 'explain', '-', '--json'], { input: `${sentence}.\n` }),
    ]
    expect([plain.values[0], piped.values[0]]).toMatchObject([{ sentence }, { sentence }])
  })

  test.each([
    ['word', { type: 'word' }],
    ['at:2030-01-01', { type: 'at', time: '2030-01-01T00:00:00Z' }],
  ])('takes the short form %s, as avow seal does', async (short, meant) => {
    const { code, values } = await condition('explain', short, '--json')
    expect([code, values]).toMatchObject([0, [{ condition: meant }]])
  })

  test('says when it opens at the earliest, by itself and with the word', async () => {
    const { values } = await condition('explain', sentence, '--json')
    const { alone, withWord } = values[0]!['opens'] as Record<string, string>
    expect(Date.parse(alone!) - Date.parse(withWord!)).toBe(37 * 86_400_000)
    expect((await condition('explain', 'on my word', '--json')).values[0]).toMatchObject({
      opens: { alone: null },
    })
  })

  test('says to people what is to be thought of and who sees what', async () => {
    const { code, stdout } = await condition('explain', 'after 3 days of silence with 7 days of grace')
    expect(code).toBe(0)
    expect(stdout).toMatch(/! silence_short: .*This must be confirmed\./)
    expect(stdout).toMatch(/The register\n.*\n {4}that you check in or pause, and when/)
    const together = await condition(
      'explain',
      'once 3 statements about wikidata:Q42, mine included, are sealed',
    )
    expect(together.stdout).toMatch(/Other authors\n {4}that theirs has opened/)
    expect(stdout).not.toContain('Other authors')
  })

  test.each<[why: string, args: string[], code: string]>([
    ['a sentence that is none', ['on', 'my', 'way'], 'condition_unreadable'],
    ['JSON that is none', ['{"type":"word"'], 'usage'],
    ['a term that is none', ['{"type":"soon"}'], 'condition_invalid'],
    ['a duration out of bounds', ['after 4000 days of silence with 7 days of grace'], 'condition_invalid'],
    ['a language that is none', ['on my word', '--language', 'tlh'], 'usage'],
  ])('%s is wrong usage', async (_, args, code) => {
    const run = await condition('explain', ...args, '--json')
    expect([run.code, JSON.parse(run.stderr)]).toMatchObject([2, { error: { code } }])
    expect(run.stdout + run.stderr).not.toContain('way')
  })
})

describe('check', () => {
  test.each<[why: string, args: string[], code: number]>([
    ['the word', ['on my word'], 0],
    ['a short silence', ['after 3 days of silence with 2 days of grace'], 1],
    [
      'a short silence that is meant',
      ['after 3 days of silence with 2 days of grace', '--confirm', 'silence_short'],
      0,
    ],
    ['a date that has passed', ['on 1 January 2020 at 00:00 UTC'], 1],
    [
      'two findings of which one is meant',
      ['after 3 days of silence with 2 hours of grace', '--confirm', 'grace_short'],
      1,
    ],
    ['no condition', ['on my way'], 1],
    ['one out of bounds', ['after 4000 days of silence with 7 days of grace'], 1],
    ['a finding that is not there', ['on my word', '--confirm', 'silence_short'], 2],
  ])('%s', async (_, args, code) => {
    const run = await condition('check', ...args, '--json')
    expect(run.code).toBe(code)
    if (run.values[0]) expect(run.values[0]['holds']).toBe(code === 0)
  })

  test('names what is still to be confirmed, and nothing else', async () => {
    const { stdout } = await condition(
      'check',
      'after 3 days of silence with 2 hours of grace',
      '--confirm',
      'grace_short',
    )
    expect(stdout).toContain('! silence_short')
    expect(stdout).not.toContain('! grace_short')
  })
})

describe('simulate', () => {
  /** One vector for every answer that a trustee which has heard anything can give. */
  const answers = new Map(
    vectors
      .filter(({ facts }) => facts.some(({ kind }) => kind === 'heard'))
      .map((vector) => [`${vector.verdict.why}`, vector]),
  )

  test.each([...answers])('gives the verdict that trustees would give: %s', async (_, vector) => {
    const file = at(`${vector.verdict.why}.json`)
    writeFileSync(file, JSON.stringify(vector.facts))
    const now = new Date(vector.now).toISOString().replace('.000Z', 'Z')
    const term = JSON.stringify(vector.condition)
    const { code, values } = await condition('simulate', term, '--facts', file, '--now', now, '--json')
    const { holds, why } = vector.verdict
    expect([code, values[0]]).toMatchObject([holds ? 0 : 1, { holds, why }])
  })

  test('counts days from the deposit, and says since when it is so and when to look again', async () => {
    const { code, values } = await condition(
      'simulate',
      sentence,
      ...since2027,
      '--check-in=P20D',
      '--now=P52D',
      '--json',
    )
    expect([code, values[0]]).toMatchObject([
      1,
      {
        now: '2027-02-22T00:00:00Z',
        holds: false,
        why: 'waiting-for-parts',
        lookAgain: '2027-02-27T00:00:00Z',
        warning: { since: '2027-02-20T00:00:00Z', opens: '2027-02-27T00:00:00Z' },
        terms: [{ type: 'any' }, { why: 'waiting-for-word' }, { why: 'in-grace' }],
      },
    ])
  })

  test('a gap in hearing delays, a word opens, a withdrawal ends it', async () => {
    const run = (...more: string[]) => condition('simulate', sentence, ...since2027, '--json', ...more)
    const gap = await run('--heard', 'P0D/P10D', '--heard', 'P20D/P40D', '--now', 'P40D')
    expect([gap.code, gap.values[0]]).toMatchObject([1, { lookAgain: '2027-02-17T00:00:00Z' }])
    expect((await run('--now', 'P37D')).code).toBe(0)
    const word = await run('--word', '2027-01-05T12:00:00Z', '--now', 'P6D')
    expect([word.code, word.values[0]]).toMatchObject([0, { since: '2027-01-05T12:00:00Z' }])
    const withdrawn = await run('--withdrawn', '--now', 'P40D')
    expect([withdrawn.code, withdrawn.values[0]]).toMatchObject([1, { why: 'withdrawn', lookAgain: null }])
  })

  test('others are told by how many there are', async () => {
    const together = 'once 3 vouched statements about wikidata:Q42, mine included, are sealed'
    const run = (match: string) =>
      condition('simulate', together, ...since2027, '--match', match, '--now', 'P1D')
    expect([(await run('wikidata:Q42=9/3')).code, (await run('wikidata:Q42=9')).code]).toEqual([0, 1])
    expect((await run('Q42=9')).code).toBe(2)
  })

  test('draws what it says', async () => {
    const { stdout } = await condition(
      'simulate',
      'after 30 days of silence with 7 days of grace',
      ...since2027,
      '--check-in=P20D',
      '--pause=P25D/P35D',
      '--now=P70D',
    )
    const row = (label: string) => new RegExp(`^ {2}${label} +(.*)$`, 'm').exec(stdout)![1]!
    expect(row('signs of life')).toMatch(/^D +C +P$/)
    expect(row('pause')).toMatch(/^[╌━]+$/)
    expect(row('condition')).toMatch(/^·+!+▒*$/)
    expect(stdout).toContain('2027-01-01')
    // Every row begins under the same place, so that what stands under each other is at one time.
    const begins = stdout.split('\n').filter((line) => /^ {2}(signs|pause|heard|condition|now)/.test(line))
    expect(begins).toHaveLength(5)
  })

  test.each<[why: string, args: string[], sentence: RegExp]>([
    ['no deposit', [], /--deposited TIME/],
    ['a time that is none', [...since2027, '--now', 'tomorrow'], /--now is a day/],
    ['an interval that goes back', [...since2027, '--heard', 'P5D/P2D'], /--heard is two times/],
    ['half an interval', [...since2027, '--pause', 'P5D'], /--pause is two times/],
    ['a file without facts', ['--facts', at('none.json')], /no list of facts/],
    ['a file that is not there', ['--facts', at('gone.json')], /cannot be read/],
  ])('%s is wrong usage', async (_, args, expected) => {
    writeFileSync(at('none.json'), '[{"kind":"hope","time":0}]')
    const { code, stderr } = await condition('simulate', 'on my word', ...args)
    expect([code, stderr]).toEqual([2, expect.stringMatching(expected)])
  })
})

describe('calendar', () => {
  const calendar = (name: string, ...more: string[]) =>
    condition('calendar', sentence, '--out', at(name), ...more)

  test('writes reminders that tell nobody anything', async () => {
    const { code, values } = await calendar('reminder.ics', '--from', '2027-01-01T10:20:30Z', '--json')
    expect([code, values[0]]).toMatchObject([0, { first: '2027-01-11T10:00:00Z', hours: 240 }])
    const file = readFileSync(at('reminder.ics'), 'utf8')
    expect(file).toContain('\r\nSUMMARY:Reminder\r\n')
    // With the letter that ends a date: the number of the reminder has hex digits only, which are random.
    expect(file).not.toMatch(/avow|silence|http|20270101T/i)
    await calendar('another.ics', '--from', '2027-01-01T10:20:30Z')
    // Two calendars of one person have nothing in common but the times.
    const uids = ['reminder.ics', 'another.ics'].map(
      (name) => /UID:(.*)/.exec(readFileSync(at(name), 'utf8'))![1],
    )
    expect(uids[0]).not.toBe(uids[1])
  })

  test('with a title and an interval of the author’s own', async () => {
    await calendar('own.ics', '--title', 'Water the plants, twice', '--every', 'P7D')
    const file = readFileSync(at('own.ics'), 'utf8')
    expect(file).toContain(String.raw`SUMMARY:Water the plants\, twice`)
    expect(file).toContain('RRULE:FREQ=DAILY;INTERVAL=7\r\n')
  })

  test.each<[why: string, args: string[], expected: RegExp]>([
    ['an interval that is too long', ['--every', 'P30D'], /--every is too long/],
    ['an interval that is none', ['--every', 'weekly'], /--every is a duration/],
    ['a title of two lines', ['--title', 'one\ntwo'], /--title is one line/],
  ])('%s is wrong usage, and nothing is written', async (_, args, expected) => {
    const { code, stderr } = await calendar('wrong.ics', ...args)
    expect([code, stderr]).toEqual([2, expect.stringMatching(expected)])
    expect(existsSync(at('wrong.ics'))).toBe(false)
  })

  test('without silence there is nothing to be reminded of', async () => {
    const { code, stderr } = await condition('calendar', 'on my word', '--out', at('word.ics'))
    expect([code, stderr]).toEqual([2, expect.stringContaining('no silence')])
  })
})
