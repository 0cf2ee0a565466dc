/** Takes in what trustees hand on to others (spec/opening.md, "Resharing"). */
import {
  type Act,
  type ActOf,
  type Hash,
  type Roster,
  CoreError,
  checkAct,
  checkPartNotes,
  decodeBase64,
  encodeBase64,
  encodeCanonical,
  encodeHex,
  entryOf,
  isPartOf,
} from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { type KnownDeposit, readActs, readDeposit } from '../reads/deposits.ts'
import { partNotesPath } from '../reads/paths.ts'

const notAllowed = (): RegisterError =>
  new RegisterError('act_not_allowed', 'whoever signed the act may not do this')

/** The roster at a place of a path, which begins at that of the envelope. @throws RegisterError `roster_unknown` */
function rosterAt(
  { rosters }: RegisterContext,
  path: readonly Hash[],
  at: -1 | -2,
  known: KnownDeposit,
): Roster {
  const roster = rosters.get(path.at(at)!)
  if (roster && path[0] === known.roster) return roster
  throw new RegisterError('roster_unknown', 'the path leads along a roster that is not ours')
}

/** The acts by which a statement was handed on along a path. */
export const resharesAlong = (acts: readonly Act[], path: readonly Hash[]): ActOf<'reshare'>[] =>
  acts.flatMap((act) => (act.kind === 'reshare' && act.body.path.join() === path.join() ? [act] : []))

/** Who hands on parts must have been able to get them. */
async function checkHeld(context: RegisterContext, { statement, body }: ActOf<'reshare'>): Promise<void> {
  const before = body.path.slice(0, -1)
  if (before.length < 2) return
  const acts = (await readActs(context, statement)).map(({ act }) => act)
  if (resharesAlong(acts, before).length < 2) throw notAllowed()
}

async function checkReshare(context: RegisterContext, act: ActOf<'reshare'>): Promise<void> {
  const known = await readDeposit(context, act.statement)
  if (!known) throw new RegisterError('deposit_unknown', 'there is no such deposit')
  const { path, trustee, threshold, shares } = act.body
  const [before, to] = [rosterAt(context, path, -2, known), rosterAt(context, path, -1, known)]
  const fits = to.threshold === threshold && to.trustees.length === shares.length
  if (before.trustees[trustee - 1]?.key !== act.actor || !fits) throw notAllowed()
  await checkHeld(context, act)
}

/** @param value `{act, notes}`; notes are base64 */
function readReshare(value: unknown): { act: ActOf<'reshare'>; notes: Uint8Array[] } {
  const { act: given, notes } = (value ?? {}) as { act?: unknown; notes?: unknown }
  const act = checkAct(given)
  if (act.kind !== 'reshare' || !Array.isArray(notes)) throw notAllowed()
  return { act, notes: notes.map((note) => decodeBase64(String(note))) }
}

/**
 * Takes an act `reshare` with its notes. Resolves when both are durable.
 * @throws RegisterError `deposit_unknown`, `roster_unknown`, `act_not_allowed`, `statement_withdrawn`, `statement_opened`, and as the
 * sequencer; CoreError `act_malformed`, `signature_invalid`, `malformed`, `note_hash_mismatch`, `note_malformed`
 */
export async function takeReshare(context: RegisterContext, value: unknown): Promise<void> {
  const { act, notes } = readReshare(value)
  checkPartNotes(act, notes)
  await checkReshare(context, act)
  const path = partNotesPath(act.statement, encodeHex(entryOf(act)))
  await context.sequencer.receive({ act }, { path, data: encodeCanonical(notes.map(encodeBase64)) })
}

/** @throws RegisterError `roster_unknown`, `act_not_allowed` */
export function checkHolder(
  context: RegisterContext,
  { actor, body }: ActOf<'hold' | 'release-parts'>,
  known: KnownDeposit,
): void {
  const roster = rosterAt(context, body.path, -1, known)
  if (roster.trustees[body.trustee - 1]?.key !== actor) throw notAllowed()
}

/** Every part must be one that was handed on. @throws CoreError `share_commitment_mismatch` */
export async function checkParts(
  context: RegisterContext,
  { statement, body }: ActOf<'release-parts'>,
): Promise<void> {
  const acts = (await readActs(context, statement)).map(({ act }) => act)
  const along = resharesAlong(acts, body.path)
  const isRight = body.parts.every((part) => along.some((act) => isPartOf(act.body, body.trustee, part)))
  if (isRight) return
  throw new CoreError('share_commitment_mismatch', 'a part is not one that was handed on', {
    trustee: body.trustee,
  })
}
