/** Canonical JSON, by the examples that RFC 8785 publishes, and by property. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { decodeCanonical, decodeUtf8, encodeCanonical, encodeHex, utf8 } from '../src/index.ts'
import { codeOf } from './hostile.ts'

const textOf = (value: unknown): string => decodeUtf8(encodeCanonical(value))
const read = (text: string): unknown => decodeCanonical(utf8(text), z.unknown())

test('RFC 8785, sections 3.2.2 to 3.2.4', () => {
  const sample = String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`
  expect(encodeHex(encodeCanonical(JSON.parse(sample)))).toBe(
    '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d',
  )
})

test('RFC 8785, section 3.2.3: members are sorted by UTF-16 code units', () => {
  const sample = String.raw`{
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis"
  }`
  const order = [...textOf(JSON.parse(sample)).matchAll(/:"([^"]+)"/g)].map(([, name]) => name)
  expect(order).toEqual([
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ])
})

/** RFC 8785, appendix B: the bits of a number, and its text; null where it has none. */
const numbers: readonly (readonly [bits: string, text: string | null])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['7fffffffffffffff', null],
  ['7ff0000000000000', null],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
]

test.each(numbers)('RFC 8785, appendix B: %s', (bits, text) => {
  const number = Buffer.from(bits, 'hex').readDoubleBE()
  if (text === null) expect(codeOf(() => encodeCanonical(number))).toBe('malformed')
  else {
    expect(textOf(number)).toBe(text)
    expect(read(text)).toBe(number === 0 ? 0 : number)
  }
})

describe('one encoding', () => {
  test('of every value, which reads back as the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        const bytes = encodeCanonical(value)
        const code = codeOf(() => {
          expect(encodeCanonical(decodeCanonical(bytes, z.unknown()))).toEqual(bytes)
        })
        // Only a string that is not in NFC keeps what was written from being read.
        const isNfc = [...JSON.stringify(value).matchAll(/"(?:[^"\\]|\\.)*"/gu)]
          .map(([literal]) => JSON.parse(literal) as string)
          .every((text) => text === text.normalize('NFC'))
        expect(code).toBe(isNfc ? undefined : 'not_canonical')
      }),
      { numRuns: 500 },
    )
  })

  test('whatever order the members came in', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (keys, order) => {
          const of = (names: string[]) => textOf(Object.fromEntries(names.map((name) => [name, name.length])))
          const shuffled = keys
            .map((key) => [order.next().value as number, key] as const)
            .sort((a, b) => a[0] - b[0])
          expect(of(shuffled.map(([, key]) => key))).toBe(of(keys))
        },
      ),
    )
  })

  test.each([
    ['white space', '{"a": 1}', 'not_canonical'],
    ['white space at the end', '{"a":1}\n', 'not_canonical'],
    ['a byte order mark', '\ufeff{"a":1}', 'malformed'],
    ['a member twice', '{"a":1,"a":1}', 'not_canonical'],
    ['members out of order', '{"b":1,"a":1}', 'not_canonical'],
    ['an escape where none is needed', String.raw`{"a":"\u0041"}`, 'not_canonical'],
    ['an escaped slash', String.raw`{"a":"\/"}`, 'not_canonical'],
    ['capitals in an escape', String.raw`{"a":"\u001F"}`, 'not_canonical'],
    ['a number with a fraction of zero', '{"a":1.0}', 'not_canonical'],
    ['a number with an exponent', '{"a":1e2}', 'not_canonical'],
    ['minus zero', '{"a":-0}', 'not_canonical'],
    ['a number that no double holds', '{"a":9007199254740993}', 'not_canonical'],
    ['a number beyond all doubles', '{"a":1e400}', 'malformed'],
    ['a lone surrogate', String.raw`{"a":"\ud800"}`, 'malformed'],
    ['a value that is not in NFC', '{"a":"e\u0301"}', 'not_canonical'],
    ['a name that is not in NFC', '{"e\u0301":1}', 'not_canonical'],
    ['a string deep inside that is not in NFC', '{"a":[[{"b":["e\u0301"]}]]}', 'not_canonical'],
    ['two values', '1 2', 'malformed'],
    ['nothing', '', 'malformed'],
    ['NaN', 'NaN', 'malformed'],
    ['a comment', '{"a":1/**/}', 'malformed'],
    ['single quotes', "{'a':1}", 'malformed'],
    ['a comma at the end', '[1,]', 'malformed'],
  ])('%s is refused', (_, text, code) => {
    expect(codeOf(() => read(text))).toBe(code)
  })

  test('a combining mark at the start of a string is in NFC, whatever stands before it', () => {
    for (const text of ['{"a":"\u0301"}', String.raw`{"a":"\n${'\u0303'}"}`, '{"\u0301":1}'])
      expect(textOf(read(text))).toBe(text)
  })

  test('a member that the schema passes over shows', () => {
    const schema = z.object({ a: z.number() })
    expect(decodeCanonical(utf8('{"a":1}'), schema)).toEqual({ a: 1 })
    expect(codeOf(() => decodeCanonical(utf8('{"a":1,"b":2}'), schema))).toBe('not_canonical')
    expect(codeOf(() => decodeCanonical(utf8('{"__proto__":1,"a":1}'), schema))).toBe('not_canonical')
  })
})

test('what JSON cannot say has no encoding', () => {
  const circular: unknown[] = []
  circular.push(circular)
  for (const value of [undefined, () => 1, Symbol('x'), NaN, -Infinity, 1n, circular, '\udc00', { a: NaN }])
    expect(codeOf(() => encodeCanonical(value))).toBe('malformed')
})
