/** Notes that a trustee checks on arrival, beside bare decryptions of such notes. */
import {
  decodeEnvelope,
  decryptWith,
  generateEntropy,
  generateHybridIdentity,
  identityToRecipient,
  openNote,
  publicKeyOf,
  seal,
} from '@avow/core'
import { createRoster } from '@avow/core'
import { type Figure, figureOf, median } from '../figure.ts'
import { statementOf } from '../statement.ts'

const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

async function sealedFor(identity: string) {
  const recipients = [identity, await generateHybridIdentity()].map(identityToRecipient)
  const [first, second] = await Promise.all(recipients)
  const trustees = [first!, second!].map((recipient, n) => ({
    name: `Trustee ${n + 1}`,
    key: publicKeyOf(seedOf(n + 1)),
    recipient,
  }))
  const log = 'bench.localhost+00000000+AQAA'
  const fields = {
    origin: 'bench.localhost',
    log,
    witnesses: [],
    quorum: 0,
    trustees,
    threshold: 2,
    desk: [],
  }
  const roster = createRoster(fields, seedOf(9))
  const condition = { type: 'word' } as const
  const { file } = await seal({ statement: statementOf(4096), condition, roster, entropy: generateEntropy() })
  return decodeEnvelope(file)
}

/** How often a second; a round of each in turn, so that what else runs slows both. */
async function ratesOf(first: () => Promise<unknown>, second: () => Promise<unknown>) {
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < 300; round += 1)
    for (const [at, work] of [first, second].entries()) {
      const start = performance.now()
      await work()
      times[at]!.push(performance.now() - start)
    }
  return times.map((each) => 1000 / median(each)) as [number, number]
}

export async function bench(): Promise<Figure[]> {
  const identity = await generateHybridIdentity()
  const { envelope, notes } = await sealedFor(identity)
  const [checked, decrypted] = await ratesOf(
    () => openNote(notes[0]!, envelope, 1, identity),
    () => decryptWith(identity, notes[0]!),
  )
  return [
    figureOf({
      name: 'notes checked on arrival',
      value: checked,
      unit: '1/s',
      against: 'bare decryptions of such notes',
      againstValue: decrypted,
      aim: { atLeast: 50 },
    }),
  ]
}
