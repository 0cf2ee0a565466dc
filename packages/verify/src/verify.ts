/** The one verdict on a proof bundle. Pure: the same in a browser, on a command line, in a daemon. */
import { type Hash, encodeStatement, formatInstant, rosterHashOf, textHashOf } from '@avow/core'
import { decodeBundle } from './bundle.ts'
import { type Checks, createChecks } from './check.ts'
import { mismatch } from './error.ts'
import { findOpening } from './opening.ts'
import { findTime } from './time.ts'
import {
  type Finding,
  type Verdict,
  type VerifiedAct,
  findingFrom,
  findingOfFault,
  proven,
  unchecked,
} from './verdict.ts'

export interface VerifyOptions {
  /** Hash of the roster that the verifier trusts. */
  readonly trustedRoster?: Hash | undefined
}

async function findText(checks: Checks): Promise<Finding> {
  checks.envelope()
  await checks.opened()
  const { publish } = checks.places()
  const { body } = checks.act(publish, 'publish')
  if (body.text !== textHashOf(encodeStatement(checks.bundle.statement)))
    throw mismatch('text_hash_mismatch', `acts[${publish}].act.body.text`)
  return proven('text_proven', { attachments: checks.bundle.statement.attachments.length })
}

function findAuthor(checks: Checks): Finding {
  const { author } = checks.envelope()
  const { word } = checks.places()
  if (word === undefined) return proven('author_proven', { author })
  checks.act(word, 'word')
  return proven('author_proven_word', { author })
}

/** @throws VerifyError when the payload does not open, or had no such lock */
async function findDateLock(checks: Checks): Promise<Finding> {
  const { dateLock } = await checks.opened()
  return proven('date_lock_proven', { instant: dateLock!.time, round: String(dateLock!.round) })
}

/** @throws VerifyError when the roster does not verify or is not the one that the verifier trusts */
function findRoster(checks: Checks, trusted: Hash | undefined): Finding {
  const roster = rosterHashOf(checks.roster())
  if (trusted === undefined) return unchecked('roster_not_given', { roster })
  if (roster !== trusted) throw mismatch('roster_untrusted', 'roster', { roster })
  return proven('roster_proven', { roster })
}

/** The acts of the file that verify, each with its place in the log. */
function verifiedActs(checks: Checks): VerifiedAct[] {
  return checks.bundle.acts.flatMap(({ act }, place) => {
    try {
      checks.act(place, act.kind)
      const { index, time } = checks.receipt(place)
      return [{ kind: act.kind, index, time: time === null ? null : formatInstant(time) }]
    } catch {
      // What is wrong with it is said by the finding that rests on it.
      return []
    }
  })
}

function verdictOfFault(fault: unknown): Verdict {
  const finding = findingOfFault(fault)
  return { text: finding, author: finding, time: finding, opening: finding, roster: finding, acts: [] }
}

async function verdictOf(checks: Checks, { trustedRoster }: VerifyOptions): Promise<Verdict> {
  const text = await findingFrom(() => findText(checks))
  const author = await findingFrom(() => findAuthor(checks))
  const time = await findingFrom(() => findTime(checks))
  const opening = await findingFrom(() => findOpening(checks))
  const roster = await findingFrom(() => findRoster(checks, trustedRoster))
  const { statement, roundSignature } = checks.bundle
  const locked =
    roundSignature === undefined ? {} : { dateLock: await findingFrom(() => findDateLock(checks)) }
  const shown =
    text.status === 'proven' ? { statement, attachments: (await checks.opened()).attachments } : {}
  const named = { statementId: checks.statement, rosterHash: rosterHashOf(checks.bundle.roster) }
  return { text, author, time, opening, ...locked, roster, ...shown, ...named, acts: verifiedActs(checks) }
}

/**
 * Verifies a published statement offline (spec/opening.md, "The verdict").
 * Never throws for what the bytes hold: a fault is a mismatch that says where.
 * @param bytes a proof bundle, `.avowproof`
 */
export async function verifyBundle(bytes: Uint8Array, options: VerifyOptions = {}): Promise<Verdict> {
  try {
    return await verdictOf(createChecks(decodeBundle(bytes)), options)
  } catch (fault) {
    return verdictOfFault(fault)
  }
}
