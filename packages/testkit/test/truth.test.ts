import {
  type Condition,
  type Hash,
  type InstitutionTag,
  type PublicKey,
  gatherFacts,
  largestStableSet,
} from '@avow/core'
import { expect, test } from 'vitest'
import type { Sealed } from '../src/simulation/house.ts'
import { type Random, createRandom } from '../src/simulation/random.ts'
import { type Candidate, openable } from '../src/simulation/truth.ts'

const together = (size: number, institution = 'one'): Condition => ({
  type: 'together',
  size,
  institution: `tag:${institution}` as InstitutionTag,
  vouched: false,
})
const word: Condition = { type: 'word' }

interface Asked {
  readonly condition: Condition
  readonly author?: string
  readonly hasWord?: boolean
  readonly isReleased?: boolean
}

function candidate(
  name: string,
  { condition, author = name, hasWord = false, isReleased = false }: Asked,
): Candidate {
  const sealed = { statement: name, condition, file: { envelope: { author } } } as unknown as Sealed
  return { sealed, truth: { time: 0, hasWord, isSilent: () => false }, isReleased }
}

/** Names of those who open, of statements a, b, c and so on. */
const opens = (...all: readonly Asked[]): string =>
  [...openable(all.map((one, at) => candidate('abcdefg'[at]!, one)))].toSorted().join('')

test('a set opens when everybody in it gets what they ask for', () => {
  const [two, three] = [{ condition: together(2) }, { condition: together(3) }]
  expect(opens(two)).toBe('')
  expect(opens(two, two)).toBe('ab')
  expect(opens(two, three, two)).toBe('abc')
  expect(opens(two, three)).toBe('')
  expect(opens(two, { condition: together(2, 'other') })).toBe('')
})

test('an author counts once, however often', () => {
  const own = { condition: together(2), author: 'x' }
  expect(opens(own, own, own)).toBe('')
  expect(opens(own, own, { condition: together(2) })).toBe('abc')
})

test('what is released counts whatever it asks', () => {
  expect(opens({ condition: together(9), isReleased: true }, { condition: together(2) })).toBe('ab')
})

test('who needs more than others waits for that, too, and so does who needs them', () => {
  const both = { condition: { type: 'all', of: [together(2), word] } } as const
  expect(opens(both, { condition: together(2) })).toBe('')
  expect(opens({ ...both, hasWord: true }, { condition: together(2) })).toBe('ab')
  const linked = { condition: { type: 'all', of: [together(2), together(2, 'other')] } } as const
  expect(opens(linked, { condition: together(2) })).toBe('')
  expect(opens(linked, { condition: together(2) }, { condition: together(2, 'other') })).toBe('abc')
})

function draw(random: Random): Asked {
  const leaf = (): Condition =>
    random.chance(0.2) ? word : together(random.between(2, 4), random.pick(['one', 'other']))
  const group = (): Condition => ({ type: random.pick(['any', 'all']), of: [leaf(), leaf()] })
  return {
    condition: random.chance(0.5) ? leaf() : group(),
    author: random.pick(['v', 'w', 'x', 'y', 'z']),
    hasWord: random.chance(0.5),
    isReleased: random.chance(0.1),
  }
}

test('trying every set finds what trustees find otherwise', () => {
  const random = createRandom(1)
  let found = 0
  for (let time = 0; time < 300; time += 1) {
    const all = Array.from({ length: random.between(1, 7) }, () => draw(random))
    const candidates = all.map(({ condition, author, hasWord, isReleased }, at) => ({
      statement: 'abcdefg'[at] as Hash,
      author: author as PublicKey,
      credential: null,
      condition,
      facts: gatherFacts([
        { kind: 'deposit', time: 0 },
        ...(hasWord ? ([{ kind: 'word', time: 0 }] as const) : []),
      ]),
      released: isReleased ?? false,
    }))
    const expected = largestStableSet(candidates, 0).statements.join('')
    expect(opens(...all), JSON.stringify(all)).toBe(expected)
    if (expected !== '') found += 1
  }
  expect(found).toBeGreaterThan(50)
})
