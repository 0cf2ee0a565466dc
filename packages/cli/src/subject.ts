/** What an author's act is about, as the register answers to the words or as the author's own files say. */
import { type Client, type Telling, inboxesOf, tellingOf } from '@avow/client'
import { type AuthorKeys, type Hash, type Roster, decodeEnvelope, rosterHashOf } from '@avow/core'
import type { Options } from './command.ts'
import { fail } from './error.ts'
import { readFile } from './io/files.ts'
import { findDeposit, readRoster } from './register.ts'

/** Of every act that trustees take themselves. */
export const inboxOptions = {
  'register-only': { type: 'boolean', about: 'option.register_only' },
  sealed: { type: 'string', value: 'FILE', about: 'option.sealed' },
  roster: { type: 'string', value: 'FILE', about: 'option.roster_of_sealed' },
} as const satisfies Options

export interface Subject {
  readonly statement: Hash
  /** That for which the statement was sealed. */
  readonly roster: Roster
  /** Where the trustees are to be told; without inboxes where only the register is. */
  readonly telling: Telling
}

export interface SubjectGiven {
  readonly 'register-only'?: boolean
  readonly sealed?: string
  readonly roster?: string
}

const foreign = (key: string) => fail('usage', { key })

/** Nobody has to be asked. @throws CliError `usage`, `file_unreadable`, `input_invalid`; CoreError for a damaged file */
function subjectInFiles(sealed: string, rosterFile: string, { publicKey }: AuthorKeys): Subject {
  const { envelope, statement } = decodeEnvelope(readFile(sealed))
  if (envelope.author !== publicKey) throw foreign('usage.sealed_foreign')
  const roster = readRoster(rosterFile, undefined)
  if (rosterHashOf(roster) !== envelope.roster) throw foreign('usage.roster_foreign')
  const circle = { keys: roster.trustees.map(({ key }) => key), threshold: envelope.threshold }
  return { statement, roster, telling: { inboxes: inboxesOf(roster), circles: [circle] } }
}

/** The current roster only adds addresses: without it those of the other are left. */
async function subjectInRegister(client: Client, keys: AuthorKeys): Promise<Subject> {
  const [{ status, roster, handedOn }, current] = await Promise.all([
    findDeposit(client, keys),
    client.roster().catch(() => undefined),
  ])
  return { statement: status.statement, roster, telling: tellingOf(status, roster, handedOn, current) }
}

/** @throws ClientError; CliError `not_yours`, `usage`, and those of files */
export async function subjectOf(client: Client, keys: AuthorKeys, given: SubjectGiven): Promise<Subject> {
  const { sealed, roster } = given
  if ((sealed === undefined) !== (roster === undefined)) throw foreign('usage.sealed_and_roster')
  const subject =
    sealed !== undefined && roster !== undefined
      ? subjectInFiles(sealed, roster, keys)
      : await subjectInRegister(client, keys)
  return given['register-only'] ? { ...subject, telling: { inboxes: [], circles: [] } } : subject
}
