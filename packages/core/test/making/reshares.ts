/** Vectors of spec/opening.md, "Resharing": a statement that was handed on, and a note by which a part is. */
import {
  type Act,
  type ActOf,
  type EnvelopeFile,
  type Held,
  createAct,
  createRoster,
  decodeEnvelope,
  encodeBase64,
  encodeCanonical,
  encodeEnvelope,
  reshare,
  rosterHashOf,
  seal,
  textHashOf,
  encodeStatement,
} from '../../src/index.ts'
import { type Holders, type House, firstHolders, handOn, partsOf, releaseParts } from '../handing-on.ts'
import { keepFile, keepIndex } from './keep.ts'
import { identityOf, registerSeed, rosterOf, seedOf } from './keys.ts'
import { chinese } from './texts.ts'

async function houseOf(numbers: readonly number[], threshold: number): Promise<House> {
  const { version: _v, register: _r, signature: _s, ...fields } = await rosterOf(7, 3)
  const trustees = numbers.map((n) => fields.trustees[n - 1]!)
  return {
    roster: createRoster({ ...fields, trustees, threshold }, registerSeed),
    trustees: numbers.map((n) => ({ seed: seedOf(n), identity: identityOf(n) })),
  }
}

interface Scene {
  readonly file: EnvelopeFile
  readonly first: Holders
}

async function sceneOf(): Promise<Scene> {
  const house = await houseOf([1, 2, 3, 4, 5], 3)
  const entropy = new Uint8Array(16).fill(71) as never
  const sealed = await seal({
    statement: chinese,
    condition: { type: 'word' },
    roster: house.roster,
    entropy,
  })
  const file = decodeEnvelope(sealed.file)
  return { file, first: await firstHolders(file, house) }
}

const released = ({ file }: Scene, holders: Holders, numbers: readonly number[]): Act[] =>
  numbers.map((n) => releaseParts(file.statement, holders, n))

interface Case {
  readonly acts: readonly Act[]
  /** Whose shares come together, by their numbers in the roster of the envelope. */
  readonly trustees: readonly number[]
  readonly faults: readonly { kind: string; trustee: number }[]
}

async function opening(scene: Scene): Promise<Record<string, Case>> {
  const { file, first } = scene
  const once = await handOn(file, first, await houseOf([1, 3, 5, 6], 2), [1, 3, 4, 5])
  const twice = await handOn(file, once.holders, await houseOf([2, 7], 2), [1, 2, 4])
  const lie: Held = {
    share: encodeBase64(new Uint8Array(33).fill(9)) as never,
    shareSalt: '99'.repeat(32) as never,
  }
  const lying = { ...first, held: new Map([...first.held, [4, lie]]) }
  const lied = await handOn(file, lying, await houseOf([1, 3, 5, 6], 2), [1, 3, 4, 5])
  const [right, wrong] = released(scene, once.holders, [1, 2]) as [Act, ActOf<'release-parts'>]
  const parts = partsOf(once.holders, 2).map((part, at) =>
    at === 0 ? { ...part, share: partsOf(once.holders, 1)[0]!.share } : part,
  )
  const body = { ...wrong.body, parts }
  const wrongly = createAct({ kind: 'release-parts', statement: file.statement, body }, seedOf(3))
  return {
    once: {
      acts: [...once.acts, ...released(scene, once.holders, [2, 4])],
      trustees: [1, 3, 4, 5],
      faults: [],
    },
    twice: {
      acts: [...once.acts, ...twice.acts, ...released(scene, twice.holders, [1, 2])],
      trustees: [1, 3, 4, 5],
      faults: [],
    },
    'who-handed-on-lied': {
      acts: [...lied.acts, ...released(scene, lied.holders, [1, 2])],
      trustees: [1, 3, 5],
      faults: [{ kind: 'reshare', trustee: 4 }],
    },
    'who-disclosed-lied': {
      acts: [...once.acts, right, wrongly],
      trustees: [3, 4, 5],
      faults: [{ kind: 'release-parts', trustee: 2 }],
    },
  }
}

interface NoteCase {
  readonly act: Act
  readonly note: string
  readonly trustee: number
  readonly identity: string
}

async function notes({
  file,
  first,
}: Scene): Promise<{ right: NoteCase; wrong: Record<string, readonly [NoteCase, string]> }> {
  const to = await houseOf([6, 7], 2)
  const path = [...first.path, rosterHashOf(to.roster)]
  const input = { ...first.note, statement: file.statement, path, trustee: 1, roster: to.roster, holders: 5 }
  const made = await reshare({ ...input, held: first.held.get(1)! }, seedOf(1))
  const early = await reshare({ ...input, held: first.held.get(1)!, condition: { type: 'now' } }, seedOf(1))
  const { body } = made.act
  const signed = (changes: object) =>
    createAct({ kind: 'reshare', statement: file.statement, body: { ...body, ...changes } }, seedOf(1))
  const given = (act: Act, note: Uint8Array): NoteCase => ({
    act,
    note: encodeBase64(note),
    trustee: 1,
    identity: identityOf(6),
  })
  const [own, other] = made.notes as [Uint8Array, Uint8Array]
  return {
    right: given(made.act, own),
    wrong: {
      'note-of-another-trustee': [given(made.act, other), 'note_hash_mismatch'],
      'note-to-another-trustee': [
        given(signed({ notes: body.notes.toReversed() }), other),
        'note_undecryptable',
      ],
      'note-of-another-path': [given(signed({ path: path.toReversed() }), own), 'note_binding_mismatch'],
      'note-of-other-shares': [
        given(signed({ shares: body.shares.toReversed() }), own),
        'note_binding_mismatch',
      ],
      'note-with-another-condition': [given(early.act, early.notes[0]!), 'condition_commitment_mismatch'],
    },
  }
}

/** The envelope stands beside what is said of it. */
export async function keepReshares(): Promise<void> {
  const scene = await sceneOf()
  if (!keepFile('valid', 'reshare', 'sealed.avow', encodeEnvelope(scene.file))) return
  const valid = Object.entries(await opening(scene)).map(([name, { acts, ...expected }]) => {
    keepFile('valid', 'reshare', `${name}.json`, encodeCanonical(acts))
    return { file: `${name}.json`, text: textHashOf(encodeStatement(chinese)), ...expected }
  })
  const { right, wrong } = await notes(scene)
  keepFile('valid', 'reshare', 'note.json', encodeCanonical(right))
  keepIndex('valid', 'reshare', valid)
  const invalid = Object.entries(wrong).map(([name, [given, code]]) => {
    keepFile('invalid', 'reshare', `${name}.json`, encodeCanonical(given))
    return { file: `${name}.json`, code }
  })
  keepIndex('invalid', 'reshare', invalid)
}
