/**
 * The one ustar encoding of spec/envelope.md, "The archive". Every other encoding of the same members is refused,
 * so that what is written here is the format itself and not what some version of a library writes (docs/adr/0009-one-encoding-of-the-archive.md).
 */
import { concatBytes, isEqualBytes, isZero, utf8 } from './bytes.ts'
import { CoreError } from './error.ts'

export interface TarMember {
  /** ASCII, at most 99 characters. */
  readonly name: string
  readonly data: Uint8Array
}

const block = 512
/** With a zero after it. */
const nameField = 100
const nameLength = nameField - 1

const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`

function writeField(header: Uint8Array, offset: number, text: string): void {
  header.set(utf8(text), offset)
}

/** What every member has alike: all fields after the name, with spaces for the sum and nothing for the size. */
function createCommonFields(): Uint8Array {
  const header = new Uint8Array(block)
  writeField(header, 100, octal(0o644, 7))
  writeField(header, 108, octal(0, 7))
  writeField(header, 116, octal(0, 7))
  writeField(header, 136, octal(0, 11))
  writeField(header, 148, ' '.repeat(8))
  writeField(header, 156, '0')
  writeField(header, 257, 'ustar\x0000')
  writeField(header, 329, octal(0, 7))
  writeField(header, 337, octal(0, 7))
  return header.subarray(nameField)
}

const commonFields = createCommonFields()

function sumOf(bytes: Uint8Array): number {
  let sum = 0
  for (let index = 0; index < bytes.length; index += 1) sum += bytes[index]!
  return sum
}

/** POSIX.1-1988 ustar header (IEEE Std 1003.1, pax, "ustar Interchange Format"). */
function headerOf(name: string, size: number): Uint8Array {
  const header = new Uint8Array(block)
  writeField(header, 0, name)
  header.set(commonFields, nameField)
  writeField(header, 124, octal(size, 11))
  writeField(header, 148, `${sumOf(header).toString(8).padStart(6, '0')}\0 `)
  return header
}

const padded = (size: number): number => Math.ceil(size / block) * block

/** @returns the archive; its length is a multiple of 512. */
export function encodeTar(members: readonly TarMember[]): Uint8Array {
  const parts = members.flatMap(({ name, data }) => [
    headerOf(name, data.length),
    data,
    new Uint8Array(padded(data.length) - data.length),
  ])
  return concatBytes(...parts, new Uint8Array(2 * block))
}

const asciiOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

function nameIn(field: Uint8Array): string {
  const end = field.indexOf(0)
  return asciiOf(end < 0 ? field : field.subarray(0, end))
}

/** Digits only: `-1000000000` is also what a number of octal digits can be written as, and would lead backwards. */
const sizeIn = (field: string): number | undefined =>
  /^[0-7]{11}$/.test(field) ? Number.parseInt(field, 8) : undefined

function memberAt(bytes: Uint8Array, offset: number): TarMember & { next: number } {
  const header = bytes.subarray(offset, offset + block)
  const name = nameIn(header.subarray(0, nameLength))
  const size = sizeIn(asciiOf(header.subarray(124, 135)))
  if (size === undefined || !isEqualBytes(header, headerOf(name, size)))
    throw new CoreError(
      'envelope_not_canonical',
      'a header in the archive is not the one encoding of the format',
      { offset },
    )
  const start = offset + block
  const next = start + padded(size)
  if (next + 2 * block > bytes.length)
    throw new CoreError('envelope_malformed', 'the archive ends too early', { offset })
  if (!isZero(bytes.subarray(start + size, next)))
    throw new CoreError('envelope_not_canonical', 'the padding of a member is not zero', { offset })
  return { name, data: bytes.subarray(start, start + size), next }
}

/**
 * Reads members up to the two zero blocks; gives them and the length of the archive up to and including those.
 * @throws CoreError `envelope_malformed` (it ends too early), `envelope_not_canonical` (another encoding). Details: offset, in bytes.
 */
export function decodeTar(bytes: Uint8Array): { members: TarMember[]; length: number } {
  const members: TarMember[] = []
  let offset = 0
  while (offset + 2 * block <= bytes.length) {
    if (bytes[offset] === 0) {
      const end = offset + 2 * block
      if (isZero(bytes.subarray(offset, end))) return { members, length: end }
      throw new CoreError('envelope_malformed', 'the archive does not end with two zero blocks', { offset })
    }
    const { next, ...member } = memberAt(bytes, offset)
    members.push(member)
    offset = next
  }
  throw new CoreError('envelope_malformed', 'the archive ends too early', { offset })
}
