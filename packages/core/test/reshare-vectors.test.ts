/** Vectors of spec/opening.md, "Resharing". */
import { describe, expect, test } from 'vitest'
import {
  type Act,
  type ActOf,
  checkAct,
  decodeEnvelope,
  decodeUtf8,
  decodeBase64,
  openEnvelope,
  openPartNote,
  recombine,
  textHashOf,
} from '../src/index.ts'
import { refusalOf } from './code-of.ts'
import { readIndex, readVector } from './making/keep.ts'

const { envelope, payload } = decodeEnvelope(readVector('valid', 'reshare', 'sealed.avow'))
const read = <T>(kind: 'valid' | 'invalid', file: string): T =>
  JSON.parse(decodeUtf8(readVector(kind, 'reshare', file))) as T

interface Valid {
  readonly file: string
  readonly text: string
  readonly trustees: readonly number[]
  readonly faults: readonly { readonly kind: string; readonly trustee: number }[]
}

interface GivenNote {
  readonly act: ActOf<'reshare'>
  readonly note: string
  readonly trustee: number
  readonly identity: string
}

const openGiven = ({ act, note, trustee, identity }: GivenNote) =>
  openPartNote(decodeBase64(note), checkAct(act) as ActOf<'reshare'>, envelope, trustee, identity)

describe('what was handed on and disclosed', () => {
  test.each(readIndex<Valid>('valid', 'reshare'))('$file', async ({ file, text, trustees, faults }) => {
    const acts = read<Act[]>('valid', file).map(checkAct)
    const { shares } = await recombine(envelope, acts)
    expect(shares.map(({ trustee }) => trustee)).toEqual(trustees)
    const opened = await openEnvelope(envelope, payload, [], { acts })
    expect(textHashOf(opened.statementBytes)).toBe(text)
    expect(opened.faults).toMatchObject(faults)
    expect(opened.faults).toHaveLength(faults.length)
  })
})

describe('a note that hands a part on', () => {
  test('note.json', async () => {
    const given = read<GivenNote>('valid', 'note.json')
    expect(await openGiven(given)).toMatchObject({ part: { of: given.act.body.trustee } })
  })
  test.each(readIndex<{ file: string; code: string }>('invalid', 'reshare'))(
    '$file: $code',
    async ({ file, code }) => {
      const refusal = await refusalOf(() => openGiven(read<GivenNote>('invalid', file)))
      expect(refusal).toMatchObject({ code })
    },
  )
})
