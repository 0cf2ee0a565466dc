/** Measured in the browser: sealing, and beside it the encryptions that sealing cannot do without. */
import {
  type Roster,
  createRoster,
  generateEntropy,
  generateHybridIdentity,
  identityToRecipient,
  publicKeyOf,
  seal,
} from '@avow/core'
import { Encrypter, generateX25519Identity } from 'age-encryption'
import { statementOf } from './statement.ts'

const rounds = 40
const payloadBytes = 32 * 1024
const noteBytes = 1024

const seedOf = (byte: number) => new Uint8Array(32).fill(byte)

async function rosterOfFive(): Promise<Roster> {
  const trustees = await Promise.all(
    [1, 2, 3, 4, 5].map(async (n) => ({
      name: `trustee ${n}`,
      key: publicKeyOf(seedOf(n)),
      recipient: await identityToRecipient(await generateHybridIdentity()),
    })),
  )
  const origin = 'bench.invalid'
  const log = `${origin}+00000000+AQ==`
  return createRoster({ origin, log, witnesses: [], quorum: 0, trustees, threshold: 3, desk: [] }, seedOf(9))
}

async function encrypt(recipient: string, size: number): Promise<void> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  await encrypter.encrypt(new Uint8Array(size))
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

export async function measure(): Promise<{ seals: number[]; limits: number[] }> {
  const roster = await rosterOfFive()
  const statement = statementOf(20 * 1024)
  const payloadRecipient = await identityToRecipient(await generateX25519Identity())
  const encryptions = async () => {
    await encrypt(payloadRecipient, payloadBytes)
    for (const { recipient } of roster.trustees) await encrypt(recipient, noteBytes)
  }
  const sealing = () => seal({ statement, condition: { type: 'word' }, roster, entropy: generateEntropy() })
  const seals: number[] = []
  const limits: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    seals.push(await timed(sealing))
    limits.push(await timed(encryptions))
  }
  return { seals, limits }
}
