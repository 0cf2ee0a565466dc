import { randomBytes } from 'node:crypto'
import { type CoreError, type PublicKey, createRoster, decodeEnvelope } from '@avow/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Checker, createChecker } from '../src/intake/checker.ts'
import { makeTrustees, sealOne, seedOf } from './setting.ts'

let file: Uint8Array
const stopping = new AbortController()
const checker = createChecker(stopping.signal)

beforeAll(async () => {
  const made = await makeTrustees(2)
  const trustees = made.map(({ listed }) => ({ ...listed, key: listed.key as PublicKey }))
  const log = 'avow.localhost+5890a50d+AXM0azhASIQv4zJeskEhjLEPpfXwVa/eq/r0aC4yTMMy'
  const listed = { origin: 'avow.localhost', log, witnesses: [], quorum: 0, trustees, threshold: 2, desk: [] }
  file = (await sealOne(createRoster(listed, seedOf(1)))).file
})
afterAll(() => checker.close())

/** A copy: what is checked goes over to the thread. */
const copy = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes)

/** What the check in this thread says of a file. */
function codeOf(bytes: Uint8Array): string {
  try {
    decodeEnvelope(bytes)
    return 'sound'
  } catch (cause) {
    return (cause as CoreError).code
  }
}

const checkedCode = (by: Checker, bytes: Uint8Array): Promise<string> =>
  by.check(copy(bytes)).then(
    () => 'sound',
    (cause: CoreError) => cause.code,
  )

describe('the thread that checks files', () => {
  test('gives back a sound file, and what it says', async () => {
    const { envelope, statement } = decodeEnvelope(file)
    expect(await checker.check(copy(file))).toEqual({ bytes: copy(file), envelope, statement })
  })

  test('takes a file that is a part of something larger, and leaves that alone', async () => {
    const larger = Buffer.concat([randomBytes(100), file, randomBytes(100)])
    const { bytes } = await checker.check(larger.subarray(100, 100 + file.length))
    expect(bytes).toEqual(copy(file))
    expect(larger.subarray(100, 100 + file.length)).toEqual(Buffer.from(file))
  })

  test('no malformed file ends it: each is refused as the check itself refuses it', async () => {
    const cut = Array.from({ length: 60 }, (_, at) => file.subarray(0, Math.floor((file.length * at) / 60)))
    const noise = Array.from({ length: 20 }, (_, at) => randomBytes(at * 97))
    const flipped = Array.from({ length: 60 }, (_, at) => {
      const changed = copy(file)
      changed[Math.floor((file.length * at) / 60)]! ^= 1
      return changed
    })
    const all = [...cut, ...noise, ...flipped].flatMap((bytes) => [bytes, file])
    const found = await Promise.all(all.map((bytes) => checkedCode(checker, bytes)))
    expect(found).toEqual(all.map(codeOf))
  })

  test('an error keeps its details', async () => {
    const changed = copy(file)
    changed[file.length - 2048]! ^= 1
    await expect(checker.check(changed)).rejects.toMatchObject({
      code: 'envelope_member_mismatch',
      details: { member: 'trustee-2.age' },
    })
  })

  test('what would wait beyond the limit is refused, and taken later', async () => {
    const small = createChecker(stopping.signal, 2.5 * file.length)
    const codes = await Promise.all([1, 2, 3].map(() => checkedCode(small, file)))
    expect(codes).toEqual(['sound', 'sound', 'overloaded'])
    expect(await checkedCode(small, file)).toBe('sound')
    await small.close()
  })

  test('a register that ends while it checks says so', async () => {
    const ending = new AbortController()
    const other = createChecker(ending.signal)
    const asked = Array.from({ length: 5 }, () => checkedCode(other, file))
    ending.abort()
    await other.close()
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 5 }, () => 'stopping'))
  })
})
