/** Vectors of spec/vouching.md. Blinding and salts are random, so that these are made once and kept. */
import {
  type Entropy,
  type Hash,
  type Note,
  type PublicKey,
  type Roster,
  type Voucher,
  createRoster,
  decodeEnvelope,
  encodeBase64,
  encodeCanonical,
  encodeEnvelope,
  encodeNote,
  encodeRoster,
  encodeStatement,
  encryptTo,
  formatWords,
  hashOfNote,
  openNote,
  policyOf,
  randomSalt,
  rosterHashOf,
  seal,
  sign,
  spendVoucher,
} from '../../src/index.ts'
import {
  type VoucherAnswer,
  type VoucherRequest,
  type VoucherSecret,
  answerVoucherRequest,
  createVoucherRequest,
  finishVoucher,
  generateVouchingKey,
  readVouchingKey,
} from '../../src/voucher-request.ts'
import { tokenOf, vouchedMessage } from '../../src/voucher.ts'
import { signedBy } from './copied-notes.ts'
import { keepFile, keepIndex, readIndex } from './keep.ts'
import { identityOf, registerSeed, rosterOf } from './keys.ts'
import { english, order } from './texts.ts'

export interface ValidVoucher {
  readonly name: string
  readonly origin: string
  /** The desk's, PKCS #8. It is public: never use it for anything but tests. */
  readonly pem: string
  readonly request: VoucherRequest
  readonly answer: VoucherAnswer
  readonly secret: VoucherSecret
  readonly voucher: Voucher
  /** On which it is spent. */
  readonly binding: Hash
  readonly token: PublicKey
}

export interface InvalidVoucher {
  readonly name: string
  readonly format: 'request' | 'answer' | 'secret' | 'voucher' | 'spent'
  readonly value: Readonly<Record<string, unknown>>
  readonly code: string
  readonly reason: string
}

/** A voucher as the desk itself could make it, without a request: what comes of one is no different. */
export async function voucherBy(pem: string, { origin }: Roster): Promise<Voucher> {
  const { privateKey, publicKey: key } = await readVouchingKey(pem)
  const seed = randomSalt()
  const message = vouchedMessage(origin, tokenOf(seed)) as Uint8Array<ArrayBuffer>
  const signed = await crypto.subtle.sign({ name: 'RSA-PSS', saltLength: 48 }, privateKey, message)
  const signature = encodeBase64(new Uint8Array(signed)) as Voucher['signature']
  return { version: 'avow/voucher/v1', origin, key, seed, signature }
}

const binding = 'b1'.repeat(32) as Hash

/** A roster whose desk vouches. */
export async function vouchingRoster(pem: string): Promise<Roster> {
  const { version: _v, register: _r, signature: _s, ...fields } = await rosterOf(3, 2)
  const { publicKey: vouching } = await readVouchingKey(pem)
  return createRoster({ ...fields, vouching }, registerSeed)
}

async function issued(name: string, pem: string, roster: Roster): Promise<ValidVoucher> {
  const { request, secret } = await createVoucherRequest(roster)
  const answer = await answerVoucherRequest(request, await readVouchingKey(pem))
  const voucher = await finishVoucher(answer, secret)
  const { token } = spendVoucher(voucher, binding)
  return { name, origin: roster.origin, pem, request, answer, secret, voucher, binding, token }
}

/** Names vectors that exist; makes them where there are none. */
async function validVouchers(): Promise<readonly ValidVoucher[]> {
  const kept = readIndex<ValidVoucher>('valid', 'voucher')
  if (kept.length > 0) return kept
  const pem = await generateVouchingKey()
  const roster = await vouchingRoster(pem)
  return [await issued('first', pem, roster), await issued('second', pem, roster)]
}

function invalidVouchers([first, second]: readonly ValidVoucher[]): readonly InvalidVoucher[] {
  const { request, answer, secret, voucher, token } = first!
  const spent = spendVoucher(voucher, binding)
  const zeros = encodeBase64(new Uint8Array(384))
  const ones = encodeBase64(new Uint8Array(384).fill(0xff))
  const short = encodeBase64(new Uint8Array(383))
  const of =
    (format: InvalidVoucher['format'], valid: object, code: string) =>
    (name: string, change: object, reason: string): InvalidVoucher => {
      return { name: `${format}: ${name}`, format, value: { ...valid, ...change }, code, reason }
    }
  const ask = of('request', request, 'voucher_request_invalid')
  const give = of('answer', answer, 'voucher_answer_invalid')
  const keep = of('secret', secret, 'voucher_invalid')
  const own = of('voucher', voucher, 'voucher_invalid')
  const spend = of('spent', spent, 'voucher_invalid')
  return [
    ask('another version', { version: 'avow/voucher-request/v2' }, 'shape'),
    ask('a byte short', { blinded: short }, 'shape'),
    ask('a member more', { name: 'N. N.' }, 'shape'),
    ask('to another key', { key: binding }, 'key'),
    ask('a number beyond the modulus', { blinded: ones }, 'blinded'),
    give('another version', { version: 'avow/voucher-answer/v2' }, 'shape'),
    give('a byte short', { signature: short }, 'shape'),
    give('to another request', { request: second!.answer.request }, 'request'),
    give('the signature of another', { signature: second!.answer.signature }, 'signature'),
    give('no signature', { signature: zeros }, 'signature'),
    keep('an even modulus', { key: `${secret.key.slice(0, -4)}AAAA` }, 'shape'),
    keep('a seed too short', { seed: secret.seed.slice(2) }, 'shape'),
    own('another version', { version: 'avow/voucher/v2' }, 'shape'),
    own('a modulus that begins with zeros', { key: zeros }, 'shape'),
    own('for another register', { origin: 'other.example' }, 'roster'),
    own('the signature of another', { signature: second!.voucher.signature }, 'signature'),
    own('another token', { seed: second!.voucher.seed }, 'signature'),
    spend('the signature of another', { signature: second!.voucher.signature }, 'signature'),
    spend('the token of another', { token: second!.token }, 'signature'),
    spend('blind still', { signature: answer.signature }, 'signature'),
    spend(
      'on another envelope',
      { spending: spendVoucher(voucher, token as string as Hash).spending },
      'spending',
    ),
    spend('by another token', { spending: spendVoucher(second!.voucher, binding).spending }, 'spending'),
  ]
}

const condition = { type: 'together', size: 3, institution: `tag:${'cd'.repeat(32)}`, vouched: true } as const
const entropyOf = (byte: number): Entropy => new Uint8Array(16).fill(byte) as Entropy

/** A sealed statement with a voucher in its notes, and what can be wrong with such notes. */
async function keepSealed({ pem, voucher }: ValidVoucher): Promise<void> {
  const [entropy, name] = [entropyOf(8), 'english-vouched']
  const roster = await vouchingRoster(pem)
  const input = { statement: english, attachments: [order], condition, roster, entropy }
  const { file, statement } = await seal({ ...input, voucher })
  if (!keepFile('valid', 'envelope', `${name}.avow`, file)) return
  keepFile('valid', 'envelope', `${name}.statement.json`, encodeStatement(english))
  keepFile('valid', 'envelope', `${name}.roster.json`, encodeRoster(roster))
  keepIndex('valid', 'envelope', [
    {
      file: `${name}.avow`,
      statement,
      words: (await formatWords(entropy)).join(' '),
      condition,
      threshold: roster.threshold,
      identities: roster.trustees.map((_, index) => identityOf(index + 1)),
      token: spendVoucher(voucher, binding).token,
    },
  ])
  await keepWrongNotes(file, roster, entropy)
}

/** Notes of the second version. */
async function keepWrongNotes(file: Uint8Array, roster: Roster, entropy: Entropy): Promise<void> {
  const decoded = decodeEnvelope(file)
  const note = await openNote(decoded.notes[0]!, decoded.envelope, 1, identityOf(1))
  const { signature: _, ...unsigned } = decoded.envelope
  const longer = Buffer.concat([encodeNote(note), Buffer.alloc(1024, ' ')])
  const changed = (fields: object) => encodeNote({ ...note, ...fields } as Note)
  const { token: _t, ...tokenless } = note.voucher!
  const wrong: Readonly<Record<string, Uint8Array>> = {
    'v2-note-of-three-blocks': longer,
    'v2-voucher-without-a-token': changed({ voucher: tokenless }),
    'v2-voucher-that-is-none': changed({ voucher: null }),
    'v2-voucher-in-the-first-version': changed({ version: 'avow/note/v1' }),
  }
  for (const [name, bytes] of Object.entries(wrong)) {
    const made = await encryptTo([roster.trustees[0]!.recipient], bytes)
    const notes = decoded.notes.with(0, made)
    const envelope = signedBy(entropy, { ...unsigned, notes: notes.map(hashOfNote) })
    keepFile('invalid', 'note-binding', `${name}.avow`, encodeEnvelope({ ...decoded, envelope, notes }))
    keepIndex('invalid', 'note-binding', [
      { file: `${name}.avow`, code: 'note_malformed', trustee: 1, identity: identityOf(1) },
    ])
  }
}

export async function keepVouchers(): Promise<void> {
  const valid = await validVouchers()
  keepIndex('valid', 'voucher', valid)
  keepIndex('invalid', 'voucher', invalidVouchers(valid))
  await keepSealed(valid[0]!)
  await keepVouchingRosters(valid[0]!)
}

async function keepVouchingRosters({ pem }: ValidVoucher): Promise<void> {
  const roster = await vouchingRoster(pem)
  keepFile('valid', 'roster', 'a-desk-that-vouches.json', encodeRoster(roster))
  keepIndex('valid', 'roster', [
    { file: 'a-desk-that-vouches.json', hash: rosterHashOf(roster), policy: policyOf(roster) },
  ])
  const { signature: _, ...unsigned } = roster
  const wrong: Readonly<Record<string, unknown>> = {
    'vouching-key-even': `${roster.vouching!.slice(0, -4)}AAAA`,
    'vouching-key-too-short': encodeBase64(new Uint8Array(256).fill(0xff)),
    'vouching-key-null': null,
  }
  for (const [name, vouching] of Object.entries(wrong)) {
    const changed = { ...unsigned, vouching }
    const signature = sign('avow/roster-signature/v1', registerSeed, encodeCanonical(changed))
    keepFile('invalid', 'roster', `${name}.json`, encodeCanonical({ ...changed, signature }))
    keepIndex('invalid', 'roster', [{ file: `${name}.json`, code: 'roster_invalid' }])
  }
}
