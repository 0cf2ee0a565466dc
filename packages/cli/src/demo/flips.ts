/** Flips bytes of a proof bundle, one at a time: each must make the verdict a mismatch that says where. */
import { randomInt } from 'node:crypto'
import { type Verdict, statusOf, verifyBundle } from '@avow/verify'
import { firstMismatch } from '../verdict-text.ts'

export interface Flip {
  /** Of the byte in the file. */
  readonly offset: number
  /** What the verdict says of it. */
  readonly code: string
  readonly where: string
  readonly sentence: string
}

/** The middle of every string and number in the file, so that no member is left out. */
function placesOfMembers(bytes: Uint8Array): number[] {
  // Offsets are of bytes, so each byte is made one character.
  const text = new TextDecoder('latin1').decode(bytes)
  return Array.from(
    text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null/g),
    (match) => match.index + Math.floor(match[0].length / 2),
  )
}

/** One bit of one byte. */
export interface Place {
  readonly offset: number
  /** 0 to 7, the lowest first. */
  readonly bit: number
}

/** @param count how many; `Infinity` for every byte */
export function placesToFlip(bytes: Uint8Array, count: number): Place[] {
  if (count >= bytes.length) return Array.from(bytes, (_, offset) => ({ offset, bit: randomInt(8) }))
  const members = placesOfMembers(bytes)
  const step = Math.max(1, Math.ceil(members.length / count))
  // The lowest bit makes another character of the same kind, so that the member itself must be found wrong.
  const chosen = new Map(members.filter((_, index) => index % step === 0).map((offset) => [offset, 0]))
  while (chosen.size < count) chosen.set(randomInt(bytes.length), randomInt(8))
  return Array.from(chosen, ([offset, bit]) => ({ offset, bit })).sort((a, b) => a.offset - b.offset)
}

function flipped(bytes: Uint8Array, { offset, bit }: Place): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[offset]! ^= 1 << bit
  return copy
}

export interface Flips {
  readonly found: readonly Flip[]
  /** Offsets of those that the verdict did not find. */
  readonly missed: readonly number[]
}

function flipOf(offset: number, verdict: Verdict): Flip | undefined {
  const finding = firstMismatch(verdict)
  if (statusOf(verdict) !== 'mismatch' || finding?.where === undefined) return undefined
  return { offset, code: finding.code, where: finding.where, sentence: finding.sentence }
}

export async function flipBytes(bytes: Uint8Array, places: readonly Place[]): Promise<Flips> {
  const found: Flip[] = []
  const missed: number[] = []
  for (const place of places) {
    const flip = flipOf(place.offset, await verifyBundle(flipped(bytes, place)))
    if (flip) found.push(flip)
    else missed.push(place.offset)
  }
  return { found, missed }
}

/** That the file is no longer one says less than that a member is not what was signed. */
const isTelling = ({ where, code }: Flip): boolean => where !== 'file' && !code.startsWith('bundle_')

const interest = [/^statement/, /^payload/, /^roster/, /^envelope/, /receipt$/, /^acts/] as const

/** One for each kind of member that was named. */
export const examplesOf = (found: readonly Flip[]): Flip[] => {
  const telling = found.filter(isTelling)
  const chosen = interest.flatMap((pattern) => telling.find(({ where }) => pattern.test(where)) ?? [])
  return chosen.length > 0 ? [...new Set(chosen)] : found.slice(0, 1)
}
