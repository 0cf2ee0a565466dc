/** What a trustee does to a statement, without its daemon. */
import {
  type ActOf,
  type Condition,
  type Hash,
  type Salt,
  createAct,
  decodeEnvelope,
  openNote,
} from '@avow/core'
import type { TestTrustee } from './setting.ts'

/** The release of trustee `number` (from 1) of an envelope, or with its share of another statement. */
export async function releaseOf(
  file: Uint8Array,
  number: number,
  { identity, seed }: TestTrustee,
  of?: Hash,
): Promise<ActOf<'release'>> {
  const { envelope, notes, statement } = decodeEnvelope(file)
  const note = await openNote(notes[number - 1]!, envelope, number, identity)
  const { share, shareSalt, conditionSalt } = note
  const condition: Condition = note.condition
  const body = { trustee: number, share, shareSalt, condition, conditionSalt: conditionSalt as Salt }
  return createAct({ kind: 'release', statement: of ?? statement, body }, seed)
}
