/** Vectors of spec/envelope.md: envelopes, and notes copied into the envelopes of others. age encrypts with randomness, so that these are made once and kept. */
import {
  type Condition,
  type Entropy,
  type Envelope,
  type EnvelopeFile,
  type Statement,
  decodeEnvelope,
  encodeCanonical,
  encodeEnvelope,
  encodeRoster,
  encodeStatement,
  encodeTar,
  deriveKeys,
  formatWords,
  seal,
  sign,
  utf8,
} from '../../src/index.ts'
import { type Kind, keepFile, keepIndex, readIndex } from './keep.ts'
import { identityOf, rosterOf } from './keys.ts'
import { arabic, chinese, english, order, russian } from './texts.ts'

const entropyOf = (byte: number): Entropy => new Uint8Array(16).fill(byte) as Entropy
const deskIdentity = identityOf(90)

interface Case {
  readonly statement: Statement
  readonly attachments?: readonly Uint8Array[]
  readonly condition: Condition
  readonly trustees: number
  readonly threshold: number
  readonly byte: number
  readonly desk?: string
  readonly isForDesk?: true
}

const cases: Record<string, Case> = {
  'english-attachment-now': {
    statement: english,
    attachments: [order],
    condition: { type: 'now' },
    trustees: 3,
    threshold: 2,
    byte: 1,
  },
  'chinese-word': { statement: chinese, condition: { type: 'word' }, trustees: 5, threshold: 3, byte: 2 },
  'russian-at': {
    statement: russian,
    condition: { type: 'at', time: '2027-01-01T00:00:00Z' },
    trustees: 2,
    threshold: 2,
    byte: 3,
  },
  'arabic-desk': {
    statement: arabic,
    condition: { type: 'word' },
    trustees: 2,
    threshold: 2,
    byte: 4,
    desk: 'Passport 000000, for the desk only.',
  },
  'english-for-the-desk': {
    statement: english,
    attachments: [order],
    condition: { type: 'word' },
    trustees: 2,
    threshold: 2,
    byte: 5,
    isForDesk: true,
  },
}

const has = (kind: Kind, format: string, file: string) =>
  readIndex<{ file: string }>(kind, format).some((entry) => entry.file === file)

async function keepEnvelope(name: string, one: Case): Promise<void> {
  if (has('valid', 'envelope', `${name}.avow`)) return
  const { identityToRecipient } = await import('../../src/index.ts')
  const desk = one.desk || one.isForDesk ? [await identityToRecipient(deskIdentity)] : []
  const roster = await rosterOf(one.trustees, one.threshold, 0, 0, desk)
  const entropy = entropyOf(one.byte)
  const { file, statement } = await seal({
    ...one,
    roster,
    entropy,
    ...(one.desk ? { deskEvidence: utf8(one.desk) } : {}),
  })
  keepFile('valid', 'envelope', `${name}.avow`, file)
  keepFile('valid', 'envelope', `${name}.statement.json`, encodeStatement(one.statement))
  keepFile('valid', 'envelope', `${name}.roster.json`, encodeRoster(roster))
  const entry = {
    file: `${name}.avow`,
    statement,
    words: (await formatWords(entropy)).join(' '),
    condition: one.condition,
    threshold: one.threshold,
    identities: roster.trustees.map((_, index) => identityOf(index + 1)),
    ...(one.desk ? { deskIdentity, deskEvidence: one.desk } : {}),
    ...(one.isForDesk ? { deskIdentity, isForDesk: true } : {}),
  }
  keepIndex('valid', 'envelope', [entry])
}

/** Signs a changed `envelope.json` as its author would. */
function resigned(envelope: Envelope, change: Record<string, unknown>, entropy: Entropy): Envelope {
  const { signature: _, ...unsigned } = { ...envelope, ...change }
  const signature = sign('avow/envelope-signature/v1', deriveKeys(entropy).seed, encodeCanonical(unsigned))
  return { ...unsigned, signature } as Envelope
}

/** A name, a mode and so on written over a header of the archive, with the checksum put right. */
function withHeader(file: Uint8Array, header: number, at: number, text: string): Uint8Array {
  const copy = file.slice()
  copy.set(utf8(text), header + at)
  copy.fill(0x20, header + 148, header + 156)
  const sum = copy.subarray(header, header + 512).reduce((total, byte) => total + byte, 0)
  copy.set(utf8(`${sum.toString(8).padStart(6, '0')}\0 `), header + 148)
  return copy
}

const membersOf = ({ envelope, payload, notes }: EnvelopeFile) => [
  { name: 'envelope.json', data: encodeCanonical(envelope) },
  { name: 'payload.age', data: payload },
  ...notes.map((data, index) => ({ name: `trustee-${index + 1}.age`, data })),
]

const paxHeader = encodeTar([{ name: 'PaxHeader', data: utf8('11 mtime=1\n') }]).subarray(0, 1024)

async function invalidEnvelopes(): Promise<Record<string, readonly [Uint8Array, code: string]>> {
  const roster = await rosterOf(2, 2)
  const entropy = entropyOf(5)
  const { file } = await seal({ statement: russian, condition: { type: 'word' }, roster, entropy })
  const decoded = decodeEnvelope(file)
  const { envelope, payload, notes } = decoded
  const members = membersOf(decoded)
  const second = 512 + Math.ceil(members[0]!.data.length / 512) * 512
  const encode = (changedMembers: typeof members) => encodeTar(changedMembers)
  const withJson = (data: Uint8Array) => encode([{ name: 'envelope.json', data }, ...members.slice(1)])
  const withChange = (change: Record<string, unknown>) =>
    withJson(encodeCanonical(resigned(envelope, change, entropy)))
  const canonical = new TextDecoder().decode(encodeCanonical(envelope))
  const flipped = (bytes: Uint8Array) => bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1)
  const twoStanzas = utf8(
    new TextDecoder('latin1').decode(payload.subarray(0, 22)) +
      `-> X25519 ${'A'.repeat(43)}\n${'A'.repeat(43)}\n`,
  )
  const otherPayload = new Uint8Array([...twoStanzas, ...payload.subarray(22)])
  const { hashOfPayload, hashOfNote } = await import('../../src/index.ts')
  return {
    empty: [new Uint8Array(0), 'envelope_malformed'],
    'archive-without-members': [new Uint8Array(1024), 'envelope_malformed'],
    'archive-without-end': [file.subarray(0, -1024), 'envelope_malformed'],
    'archive-with-one-zero-block': [file.subarray(0, -512), 'envelope_malformed'],
    'archive-padded-to-10-kib': [
      new Uint8Array([...file, ...new Uint8Array(10240 - (file.length % 10240))]),
      'envelope_not_canonical',
    ],
    'archive-followed-by-a-byte': [new Uint8Array([...file, 1]), 'envelope_not_canonical'],
    'archive-with-a-pax-header': [
      new Uint8Array([...withHeader(paxHeader, 0, 156, 'x'), ...file]),
      'envelope_not_canonical',
    ],
    'archive-with-a-directory': [
      new Uint8Array([
        ...withHeader(encodeTar([{ name: 'a/', data: new Uint8Array(0) }]).subarray(0, 512), 0, 156, '5'),
        ...file,
      ]),
      'envelope_not_canonical',
    ],
    'header-type-symbolic-link': [withHeader(file, second, 156, '2'), 'envelope_not_canonical'],
    'header-type-null': [withHeader(file, second, 156, '\0'), 'envelope_not_canonical'],
    'header-mode-0755': [withHeader(file, second, 100, '0000755'), 'envelope_not_canonical'],
    'header-owner': [withHeader(file, second, 108, '0001750'), 'envelope_not_canonical'],
    'header-owner-name': [withHeader(file, second, 265, 'root'), 'envelope_not_canonical'],
    'header-time': [withHeader(file, second, 136, '00000000001'), 'envelope_not_canonical'],
    'header-size-with-spaces': [withHeader(file, second, 124, '      '), 'envelope_not_canonical'],
    'header-size-leading-backwards': [withHeader(file, second, 124, '-1000000000'), 'envelope_not_canonical'],
    'header-gnu-magic': [withHeader(file, second, 257, 'ustar  \0'), 'envelope_not_canonical'],
    'header-checksum-with-spaces': [
      (() => {
        const copy = file.slice()
        copy.set(utf8(' '), second + 148)
        return copy
      })(),
      'envelope_not_canonical',
    ],
    'padding-of-a-member-not-zero': [file.with(second - 1, 1), 'envelope_not_canonical'],
    'members-in-another-order': [
      encode([members[0]!, members[2]!, members[1]!, members[3]!]),
      'envelope_malformed',
    ],
    'member-missing': [encode(members.slice(0, 3)), 'envelope_malformed'],
    'member-too-many': [
      encode([...members, { name: 'trustee-3.age', data: notes[0]! }]),
      'envelope_malformed',
    ],
    'member-twice': [
      encode([...members.slice(0, 2), members[1]!, ...members.slice(2)]),
      'envelope_malformed',
    ],
    'envelope-json-not-first': [encode(members.toReversed()), 'envelope_malformed'],
    'json-white-space': [withJson(utf8(canonical.replace('"author":', '"author": '))), 'envelope_malformed'],
    'json-duplicate-member': [
      withJson(utf8(canonical.replace('"author":', '"author":"x","author":'))),
      'envelope_malformed',
    ],
    'json-unknown-member': [withChange({ motto: 'x' }), 'envelope_malformed'],
    'json-author-in-capitals': [withChange({ author: envelope.author.toUpperCase() }), 'envelope_malformed'],
    'json-payload-size-no-bucket': [
      withChange({ payload: { ...envelope.payload, size: 20000 } }),
      'envelope_malformed',
    ],
    'json-payload-size-of-another-bucket': [
      withChange({ payload: { ...envelope.payload, size: 32768 } }),
      'envelope_malformed',
    ],
    'json-desk-without-the-member': [withChange({ desk: envelope.payload }), 'envelope_malformed'],
    'json-more-shares-than-notes': [
      withChange({ shares: [...envelope.shares, envelope.shares[0]] }),
      'envelope_malformed',
    ],
    'json-threshold-1': [withChange({ threshold: 1 }), 'threshold_invalid'],
    'json-threshold-3-of-2': [withChange({ threshold: 3 }), 'threshold_invalid'],
    'json-origin-with-white-space': [withChange({ origin: 'a b' }), 'envelope_malformed'],
    'signature-of-another': [
      encodeEnvelope({ ...decoded, envelope: resigned(envelope, {}, entropyOf(6)) }),
      'signature_invalid',
    ],
    'threshold-changed': [
      encodeEnvelope({ ...decoded, envelope: { ...envelope, threshold: 2, locator: envelope.roster } }),
      'signature_invalid',
    ],
    'payload-changed': [
      encodeEnvelope({ ...decoded, payload: flipped(payload) }),
      'envelope_member_mismatch',
    ],
    'note-changed': [
      encodeEnvelope({ ...decoded, notes: [notes[0]!, flipped(notes[1]!)] }),
      'envelope_member_mismatch',
    ],
    'notes-exchanged': [
      encodeEnvelope({ ...decoded, notes: notes.toReversed() }),
      'envelope_member_mismatch',
    ],
    'payload-with-a-second-recipient': [
      encodeEnvelope({
        ...decoded,
        payload: otherPayload,
        envelope: resigned(
          envelope,
          { payload: { ...envelope.payload, hash: hashOfPayload(otherPayload) } },
          entropy,
        ),
      }),
      'envelope_malformed',
    ],
    'note-to-an-x25519-recipient': [
      encodeEnvelope({
        ...decoded,
        notes: [notes[0]!, payload],
        envelope: resigned(envelope, { notes: [envelope.notes[0], hashOfNote(payload)] }, entropy),
      }),
      'envelope_malformed',
    ],
    'note-cut-short': [
      encodeEnvelope({
        ...decoded,
        notes: [notes[0]!, notes[1]!.subarray(0, -1)],
        envelope: resigned(
          envelope,
          { notes: [envelope.notes[0], hashOfNote(notes[1]!.subarray(0, -1))] },
          entropy,
        ),
      }),
      'envelope_malformed',
    ],
  }
}

export async function keepEnvelopes(): Promise<void> {
  for (const [name, one] of Object.entries(cases)) await keepEnvelope(name, one)
  for (const [name, [bytes, code]] of Object.entries(await invalidEnvelopes()))
    if (keepFile('invalid', 'envelope', `${name}.avow`, bytes))
      keepIndex('invalid', 'envelope', [{ file: `${name}.avow`, code }])
}
