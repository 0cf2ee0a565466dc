/** Envelopes that hold a note which was made for another envelope, or another note than the envelope says. */
import {
  type Entropy,
  type Envelope,
  type EnvelopeFile,
  type Hash,
  type Note,
  type Roster,
  type Salt,
  bindingOf,
  concatBytes,
  decodeEnvelope,
  deriveKeys,
  encodeCanonical,
  encodeEnvelope,
  encodeHex,
  encodeNote,
  encryptTo,
  hashOfNote,
  hashWithDomain,
  openNote,
  seal,
  sign,
} from '../../src/index.ts'
import { keepFile, keepIndex } from './keep.ts'
import { identityOf, rosterOf, seedOf } from './keys.ts'
import { arabic, chinese } from './texts.ts'

const entropyOf = (byte: number): Entropy => new Uint8Array(16).fill(byte) as Entropy

/** What an attacker may copy from the victim's header; the author's key is the one thing under which they cannot sign. */
export const copyable = [
  'origin',
  'roster',
  'locator',
  'threshold',
  'payload',
  'shares',
  'condition',
] as const
export type Copyable = (typeof copyable)[number]

export interface Scene {
  readonly roster: Roster
  readonly victim: EnvelopeFile
  readonly attacker: EnvelopeFile
  readonly attackerEntropy: Entropy
}

/** A victim and an attacker who sealed for the same trustees, with another threshold and another condition. */
export async function sceneOf(): Promise<Scene> {
  const roster = await rosterOf(3, 2)
  const attackerEntropy = entropyOf(66)
  const victim = await seal({
    statement: chinese,
    condition: { type: 'word' },
    roster,
    entropy: entropyOf(7),
  })
  const attacker = await seal({
    statement: arabic,
    condition: { type: 'now' },
    threshold: 3,
    roster: { ...roster },
    entropy: attackerEntropy,
  })
  return {
    roster,
    victim: decodeEnvelope(victim.file),
    attacker: decodeEnvelope(attacker.file),
    attackerEntropy,
  }
}

export function signedBy(entropy: Entropy, unsigned: Omit<Envelope, 'signature'>): Envelope {
  const signature = sign('avow/envelope-signature/v1', deriveKeys(entropy).seed, encodeCanonical(unsigned))
  return { ...unsigned, signature }
}

/** The attacker's envelope with the victim's note for `trustee` in it, and what else they copied. */
export function copiedInto(scene: Scene, trustee: number, copied: readonly Copyable[]): EnvelopeFile {
  const { attacker, victim, attackerEntropy } = scene
  const notes = attacker.notes.with(trustee - 1, victim.notes[trustee - 1]!)
  const { signature: _, ...own } = attacker.envelope
  const taken = Object.fromEntries(copied.map((member) => [member, victim.envelope[member]]))
  const envelope = signedBy(attackerEntropy, { ...own, ...taken, notes: notes.map(hashOfNote) })
  return {
    ...attacker,
    envelope,
    notes,
    payload: copied.includes('payload') ? victim.payload : attacker.payload,
  }
}

/** The attacker's envelope with a note for trustee 1 of their own making, encrypted to `recipient`. */
async function withNote(scene: Scene, bytes: Uint8Array, recipient = 0): Promise<EnvelopeFile> {
  const { attacker, attackerEntropy, roster } = scene
  const note = await encryptTo([roster.trustees[recipient]!.recipient], bytes)
  const notes = attacker.notes.with(0, note)
  const { signature: _, ...own } = attacker.envelope
  return { ...attacker, envelope: signedBy(attackerEntropy, { ...own, notes: notes.map(hashOfNote) }), notes }
}

/** A header that commits to an unknown condition, and a note that fits it. */
async function withUnknownCondition(scene: Scene, note: Note): Promise<EnvelopeFile> {
  const condition = { type: 'silence', days: 30 }
  const salt = encodeHex(seedOf(1)) as Salt
  const commitment = hashWithDomain('avow/condition/v1', seedOf(1), encodeCanonical(condition))
  const attacker = { ...scene.attacker, envelope: { ...scene.attacker.envelope, condition: commitment } }
  const changed = { ...note, condition, conditionSalt: salt, binding: bindingOf(attacker.envelope) }
  return withNote({ ...scene, attacker }, encodeNote(changed as unknown as Note))
}

async function ownNotes(scene: Scene): Promise<Record<string, readonly [EnvelopeFile, code: string]>> {
  const { envelope, notes } = scene.attacker
  const first = { version: 'avow/note/v1' } as const
  const note = { ...(await openNote(notes[0]!, envelope, 1, identityOf(1))), ...first }
  const other = { ...(await openNote(notes[1]!, envelope, 2, identityOf(2))), ...first }
  const change = (fields: Partial<Record<keyof Note, unknown>>) =>
    withNote(scene, encodeNote({ ...note, ...fields } as Note))
  const json = encodeCanonical(note)
  const spaces = (count: number) => new Uint8Array(count).fill(0x20)
  const block = 1024 - (json.length % 1024)
  return {
    'encrypted-to-another-trustee': [await withNote(scene, encodeNote(note), 1), 'note_undecryptable'],
    'binding-of-nothing': [await change({ binding: '00'.repeat(32) as Hash }), 'note_binding_mismatch'],
    'note-of-another-trustee': [await withNote(scene, encodeNote(other)), 'note_index_mismatch'],
    'share-of-another-trustee': [await change({ share: other.share }), 'share_commitment_mismatch'],
    'share-salt-of-another-trustee': [
      await change({ shareSalt: other.shareSalt }),
      'share_commitment_mismatch',
    ],
    'condition-changed': [await change({ condition: { type: 'word' } }), 'condition_commitment_mismatch'],
    'condition-salt-changed': [
      await change({ conditionSalt: note.shareSalt }),
      'condition_commitment_mismatch',
    ],
    'condition-unknown': [await withUnknownCondition(scene, note), 'condition_unsupported'],
    'condition-with-an-unknown-member': [
      await change({ condition: { type: 'now', soon: true } }),
      'condition_invalid',
    ],
    'note-with-an-unknown-member': [
      await withNote(scene, encodeNote({ ...note, motto: 'x' } as Note)),
      'note_malformed',
    ],
    'note-with-version-2': [await change({ version: 'avow/note/v2' }), 'note_malformed'],
    'note-padded-with-zeros': [
      await withNote(scene, concatBytes(json, new Uint8Array(block))),
      'note_malformed',
    ],
    'note-padded-by-a-block-too-many': [
      await withNote(scene, concatBytes(json, spaces(block + 1024))),
      'note_malformed',
    ],
    'note-with-white-space-before': [
      await withNote(scene, concatBytes(spaces(1), json, spaces(block - 1))),
      'note_malformed',
    ],
    'note-of-spaces': [await withNote(scene, spaces(1024)), 'note_malformed'],
  }
}

function copiedNotes(scene: Scene): Record<string, readonly [EnvelopeFile, code: string]> {
  const file = (copied: readonly Copyable[]) => copiedInto(scene, 1, copied)
  const all = file(copyable)
  const { signature: _, ...unsigned } = all.envelope
  const underVictimsKey = { ...unsigned, author: scene.victim.envelope.author }
  return {
    'copied-note': [file([]), 'note_binding_mismatch'],
    'copied-note-and-shares': [file(['shares']), 'note_binding_mismatch'],
    'copied-note-and-condition': [file(['condition']), 'note_binding_mismatch'],
    'copied-note-and-payload': [file(['payload']), 'note_binding_mismatch'],
    'copied-note-shares-and-condition': [file(['shares', 'condition']), 'note_binding_mismatch'],
    'copied-note-shares-condition-and-payload': [
      file(['shares', 'condition', 'payload']),
      'note_binding_mismatch',
    ],
    'copied-all-but-the-author': [all, 'note_binding_mismatch'],
    'copied-all-with-the-author': [
      { ...all, envelope: signedBy(scene.attackerEntropy, underVictimsKey) },
      'signature_invalid',
    ],
  }
}

export async function keepCopiedNotes(): Promise<void> {
  const scene = await sceneOf()
  const all = { ...copiedNotes(scene), ...(await ownNotes(scene)) }
  for (const [name, [file, code]] of Object.entries(all))
    if (keepFile('invalid', 'note-binding', `${name}.avow`, encodeEnvelope(file)))
      keepIndex('invalid', 'note-binding', [
        { file: `${name}.avow`, code, trustee: 1, identity: identityOf(1) },
      ])
}
