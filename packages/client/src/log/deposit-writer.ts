/** Deposits for `hammer`: each an envelope of its own author that a register must take, and no person's statement. */
import {
  type Entropy,
  type Envelope,
  type EnvelopeFile,
  type Roster,
  createStatement,
  decodeEnvelope,
  deriveKeys,
  encodeCanonical,
  encodeEnvelope,
  entryOf,
  generateEntropy,
  parseBody,
  seal,
  sign,
} from '@avow/core'
import { type Policy, TlogError, leafHash, parsePolicy, verifyProof } from '@avow/tlog'
import type { Client } from '../client.ts'
import { faultOf } from './fault.ts'
import type { WriteEntry } from './hammer.ts'

const statement = createStatement({
  kind: 'testimony',
  title: 'A load test',
  language: 'en',
  body: parseBody('Written by a program that tests a register. It is no statement of any person.'),
  declarant: { as: 'nobody' },
  institutions: [{ name: 'None' }],
})

/** The envelope of another author: author, locator and signature differ, the sealed members do not. */
function ofAuthor(envelope: Envelope, entropy: Entropy): Envelope {
  const keys = deriveKeys(entropy)
  const { signature: _, ...unsigned } = envelope
  const own = { ...unsigned, author: keys.publicKey, locator: keys.locatorHash }
  return { ...own, signature: sign('avow/envelope-signature/v1', keys.seed, encodeCanonical(own)) }
}

const another = (sealed: EnvelopeFile): Uint8Array =>
  encodeEnvelope({ ...sealed, envelope: ofAuthor(sealed.envelope, generateEntropy()) })

/** The index that a receipt proves. @throws LogFault `entry_lost` for a receipt that proves nothing */
function provenIndex(receipt: string, entry: Uint8Array, index: number, policy: Policy): number {
  try {
    if (verifyProof(receipt, leafHash(entry), policy).index === index) return index
    throw faultOf('entry_lost', { index })
  } catch (cause) {
    throw cause instanceof TlogError ? faultOf('entry_lost', { index }, cause) : cause
  }
}

/** Seals one statement and deposits it again and again as that of others: trustees will refuse all but the first. */
export async function createDepositWriter(client: Client, roster: Roster): Promise<WriteEntry> {
  const condition = { type: 'word' } as const
  const { file } = await seal({ statement, condition, roster, entropy: generateEntropy() })
  const sealed = decodeEnvelope(file)
  const policy = parsePolicy(`log ${roster.log}\nquorum none\n`)
  return async (signal) => {
    const { act, index, receipt } = await client.deposit(another(sealed), { signal })
    const entry = entryOf(act)
    return { index: provenIndex(receipt, entry, index, policy), entry }
  }
}
