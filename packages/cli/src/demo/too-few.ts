/** Shows that fewer trustees than the threshold cannot open, by letting them try with their own keys. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type DisclosedShare,
  type EnvelopeFile,
  type Share,
  AvowError,
  combineShares,
  decodeBase64,
  encodeBase64,
  openEnvelope,
  openNote,
  openPayload,
  openingKeyOf,
  randomBytes,
} from '@avow/core'

/** What a trustee gets out of its note with its own key. */
async function shareOf(
  { envelope, notes }: EnvelopeFile,
  trustee: number,
  folder: string,
): Promise<DisclosedShare> {
  const identity = readFileSync(join(folder, `trustee-${trustee}`, 'identity.txt'), 'utf8').trim()
  return openNote(notes[trustee - 1]!, envelope, trustee, identity)
}

/** All ways to choose `count` of the numbers from `first` to `last`. */
export function choices(count: number, first: number, last: number): number[][] {
  if (count === 0) return [[]]
  if (first > last) return []
  const [withFirst, without] = [choices(count - 1, first + 1, last), choices(count, first + 1, last)]
  return [...withFirst.map((rest) => [first].concat(rest)), ...without]
}

/** A share as somebody would guess it: at a place of its own, the rest random. */
function guess(shares: readonly DisclosedShare[]): Share {
  const taken = new Set(shares.map(({ share }) => decodeBase64(share)[32]))
  const bytes = randomBytes(33)
  while (bytes[32] === 0 || taken.has(bytes[32])) bytes.set(randomBytes(1), 32)
  return encodeBase64(bytes) as Share
}

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'opened'
  } catch (cause) {
    if (cause instanceof AvowError) return cause.code
    throw cause
  }
}

/** They try as they are, and then with a guess in place of what is missing: the best that there is. */
async function isClosedTo(file: EnvelopeFile, shares: readonly DisclosedShare[]): Promise<boolean> {
  const plain = await codeOf(() => openEnvelope(file.envelope, file.payload, shares))
  const guessed = await codeOf(async () => {
    const scalar = await combineShares([...shares.map(({ share }) => share), guess(shares)])
    return openPayload(file.payload, openingKeyOf(scalar))
  })
  return plain === 'shares_too_few' && guessed === 'opening_key_wrong'
}

/**
 * Every group of one trustee less than the threshold tries.
 * @param folder of the network
 * @returns how many groups tried; undefined when one of them opened it
 */
export async function tryTooFew(file: EnvelopeFile, folder: string): Promise<number | undefined> {
  const { threshold, shares: commitments } = file.envelope
  const all = await Promise.all(commitments.map((_, index) => shareOf(file, index + 1, folder)))
  const groups = choices(threshold - 1, 1, all.length)
  for (const group of groups) {
    const shares = group.map((trustee) => all[trustee - 1]!)
    if (!(await isClosedTo(file, shares))) return undefined
  }
  return groups.length
}
