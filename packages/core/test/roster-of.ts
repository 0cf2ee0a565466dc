/** A roster with real keys, for tests. */
import {
  createRoster,
  generateHybridIdentity,
  identityToRecipient,
  publicKeyOf,
  type Roster,
} from '../src/index.ts'

export interface TestTrustee {
  readonly seed: Uint8Array
  readonly identity: string
}

export const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

export async function rosterOf(
  count: number,
  threshold: number,
): Promise<{ roster: Roster; trustees: TestTrustee[]; registerSeed: Uint8Array }> {
  const trustees = await Promise.all(
    Array.from({ length: count }, async (_, index) => ({
      seed: seedOf(index + 1),
      identity: await generateHybridIdentity(),
    })),
  )
  const listed = await Promise.all(
    trustees.map(async ({ seed, identity }, index) => ({
      name: `trustee ${index + 1}`,
      key: publicKeyOf(seed),
      recipient: await identityToRecipient(identity),
    })),
  )
  const registerSeed = seedOf(200)
  const log = 'avow.test+0a1b2c3d+AQ=='
  const fields = { origin: 'avow.test', log, witnesses: [], quorum: 0, trustees: listed, threshold, desk: [] }
  return { roster: createRoster(fields, registerSeed), trustees, registerSeed }
}
