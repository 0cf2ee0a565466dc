/** `avow seal`: on this machine only. Nothing but the roster is asked of anybody. */
import { createInstitutionCalls, tagCondition } from '@avow/client/institutions'
import {
  type Condition,
  type Roster,
  type Statement,
  generateWords,
  isInstitutionId,
  leavesOf,
  rosterHashOf,
} from '@avow/core'
import { type Call, type Options, command } from '../command.ts'
import { findingLines, findingValue } from '../condition/findings.ts'
import { progressFor } from '../institutions/ask.ts'
import { readAuthority, withAuthority } from '../institutions/authority.ts'
import { checkIsNew, readFile, writeFile } from '../io/files.ts'
import type { Output } from '../io/output.ts'
import { needed, wholeNumber } from '../options.ts'
import { addressOf, rosterOf, rosterOptions } from '../register.ts'
import {
  type Attached,
  checkDateLock,
  conditionOf,
  declarantOf,
  findingsToConfirm,
  readAttachments,
  sealStatement,
} from '../sealing.ts'
import { bodyOf, guessLanguage, isVerbatim, makeStatement, readText } from '../statement-input.ts'
import { t } from '../translate.ts'
import { voucherFor } from '../vouching/input.ts'
import { placeForWords, wordLanguageOf } from '../words.ts'

const options = {
  title: { type: 'string', value: 'TEXT', about: 'seal.option.title' },
  institution: { type: 'string', multiple: true, value: 'NAME', about: 'seal.option.institution' },
  kind: { type: 'string', value: 'KIND', about: 'seal.option.kind' },
  condition: { type: 'string', value: 'CONDITION', about: 'seal.option.condition' },
  'date-lock': { type: 'boolean', about: 'seal.option.date_lock' },
  confirm: { type: 'string', multiple: true, value: 'FINDING', about: 'seal.option.confirm' },
  authority: { type: 'string', value: 'FILE', about: 'seal.option.authority' },
  out: { type: 'string', short: 'o', value: 'FILE', about: 'seal.option.out' },
  voucher: { type: 'string', value: 'FILE', about: 'seal.option.voucher' },
  ...rosterOptions,
  threshold: { type: 'string', value: 'NUMBER', about: 'seal.option.threshold' },
  'for-desk': { type: 'boolean', about: 'seal.option.for_desk' },
  language: { type: 'string', value: 'TAG', about: 'seal.option.language' },
  as: { type: 'string', value: 'HOW:NAME', about: 'seal.option.as' },
  unit: { type: 'string', value: 'TEXT', about: 'seal.option.unit' },
  role: { type: 'string', value: 'TEXT', about: 'seal.option.role' },
  since: { type: 'string', value: 'DATE', about: 'seal.option.since' },
  until: { type: 'string', value: 'DATE', about: 'seal.option.until' },
  conviction: { type: 'string', multiple: true, value: 'TEXT', about: 'seal.option.conviction' },
  place: { type: 'string', value: 'TEXT', about: 'seal.option.place' },
  written: { type: 'string', value: 'DATE', about: 'seal.option.written' },
  attach: { type: 'string', multiple: true, value: 'FILE', about: 'seal.option.attach' },
  licence: { type: 'string', value: 'LICENCE', about: 'seal.option.licence' },
  'no-translation': { type: 'boolean', about: 'seal.option.no_translation' },
  contact: { type: 'boolean', about: 'seal.option.contact' },
  words: { type: 'string', value: 'FILE', about: 'seal.option.words' },
  'words-language': { type: 'string', value: 'LIST', about: 'seal.option.words_language' },
} as const satisfies Options

type Given = Call<typeof options>['options']

/** Members that were given, and only those. */
const present = <T extends object>(members: T): { [K in keyof T]: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never

const institutionsOf = ({ institution = [], unit }: Given): Statement['institutions'] =>
  institution.map((name, index) => (index === 0 ? present({ name, unit }) : { name }))

function affiliationsOf({ role, since, until }: Given): Statement['affiliations'] {
  const said = present({ role, since, until })
  return Object.keys(said).length > 0 ? [{ institution: 0, ...said }] : []
}

/** Their values are checked with the rest of the statement. */
const wishesOf = (given: Given): Statement['wishes'] => ({
  translate: !given['no-translation'],
  contact: given.contact ?? false,
  licence: (given.licence ?? 'CC-BY-4.0') as Statement['wishes']['licence'],
})

function statementOf(file: string, bytes: Uint8Array, given: Given, attached: Attached): Statement {
  const text = readText(bytes)
  return makeStatement({
    kind: given.kind as Statement['kind'],
    title: given.title!,
    language: given.language ?? guessLanguage(file, text),
    body: bodyOf(text),
    declarant: declarantOf(given.as ?? 'nobody'),
    institutions: institutionsOf(given),
    affiliations: affiliationsOf(given),
    convictions: [...(given.conviction ?? [])],
    attachments: attached.described,
    wishes: wishesOf(given),
    ...present({ place: given.place, written: given.written }),
  })
}

/** What is sealed: institutions by their tags. Nobody is asked where there is nothing to ask for. */
async function taggedCondition(condition: Condition, roster: Roster, given: Given, output: Output) {
  const names = leavesOf(condition).some(
    ({ leaf }) => leaf.type === 'together' && isInstitutionId(leaf.institution),
  )
  if (!names) return condition
  const calls = createInstitutionCalls({ base: addressOf(given.register) })
  const tagged = await tagCondition(condition, { calls, roster, onProgress: progressFor(output) })
  if (tagged.wrong.length > 0) output.note(t('tag.wrong', { trustees: tagged.wrong.join(', ') }))
  return tagged.condition
}

/** The condition as its author means it. @throws CliError `usage`, `input_invalid`, `file_unreadable` */
function meantCondition({ condition, authority }: Given): Condition {
  const meant = conditionOf(condition!)
  return authority === undefined ? meant : withAuthority(meant, readAuthority(authority))
}

export default command({
  summary: 'seal.summary',
  about: 'seal.about',
  arguments: ['FILE'],
  options,
  examples: [
    'letter.txt --title "I resign" --kind resignation --institution "The Ministry" --language en --condition word --register http://127.0.0.1:8440 --out letter.avow',
    'letter.txt --title "What I saw" --kind testimony --institution "The Company" --condition at:2030-01-01 --as "role:An engineer" --since 1998~ --attach plan.pdf --roster roster.json --words words.txt --out letter.avow',
    'letter.txt --title "What I heard" --kind testimony --institution "The Company" --condition at:2030-01-01 --date-lock --confirm date_lock_may_stay_shut --register http://127.0.0.1:8440 --out letter.avow',
    'letter.txt --title "What I signed" --kind retraction --institution "The Ministry" --condition "once 3 statements about wikidata:Q42, mine included, are sealed" --confirm never_without_others --register http://127.0.0.1:8440 --out letter.avow',
  ],
  async run({ arguments: [file], options: given, output }) {
    for (const name of ['title', 'institution', 'kind', 'condition', 'out'] as const) needed(given, name)
    const meant = meantCondition(given)
    const isDateLocked = given['date-lock'] ?? false
    if (isDateLocked) checkDateLock(meant)
    const open = findingsToConfirm(given.condition!, meant, given.confirm ?? [], isDateLocked)
    if (open.length > 0) {
      output.say(`${t('seal.unconfirmed')}\n${findingLines(open)}`, { findings: open.map(findingValue) })
      return 1
    }
    const language = wordLanguageOf(given['words-language'])
    const bytes = readFile(file!)
    const attached = readAttachments(given.attach ?? [])
    const statement = statementOf(file!, bytes, given, attached)
    checkIsNew(given.out!)
    const place = placeForWords(given.words)
    const roster = await rosterOf(given)
    const voucher = await voucherFor(given.voucher, meant, roster)
    const threshold = wholeNumber('threshold', given.threshold, {
      least: 2,
      most: roster.trustees.length,
      otherwise: roster.threshold,
    })
    const condition = await taggedCondition(meant, roster, given, output)
    const { words, entropy } = await generateWords(language)
    const sealed = await sealStatement({
      statement,
      attachments: attached.data,
      condition,
      roster,
      threshold,
      isForDesk: given['for-desk'] ?? false,
      entropy,
      ...(voucher ? { voucher } : {}),
      dateLock: isDateLocked,
    })
    // The words first: a sealed file whose words nobody has is of no use.
    await place.give(words, entropy)
    writeFile(given.out!, sealed.file)
    if (!isVerbatim(statement, bytes)) output.note(t('seal.tidied'))
    if (voucher) output.note(t('seal.voucher'))
    const counts = { threshold, trustees: roster.trustees.length, size: sealed.file.length }
    const { dateLock } = sealed
    if (dateLock) output.note(t('seal.date_locked', { ...dateLock }))
    const hash = rosterHashOf(roster)
    output.say(t('seal.done', { file: given.out!, roster: hash, statement: sealed.statement, ...counts }), {
      file: given.out,
      statement: sealed.statement,
      roster: hash,
      condition,
      ...counts,
      ...(dateLock ? { dateLock } : {}),
    })
    return 0
  },
})
