import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Move, type Place, placeAfter, stepStates } from '../src/write/machine.ts'

const moves: readonly Move[] = ['continue', 'back', 'written', 'confirmed', 'again', 'sealed']

describe('the steps', () => {
  test('lead from the text to the sealed file', () => {
    const way: readonly Move[] = ['continue', 'continue', 'continue', 'written', 'confirmed', 'sealed']
    const places: Place[] = ['text']
    for (const move of way) places.push(placeAfter(places.at(-1)!, move))
    expect(places).toEqual(['text', 'names', 'condition', 'words', 'confirm', 'seal', 'sealed'])
  })

  test('nobody seals who has not just entered the words, whatever they do before', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...moves), { maxLength: 60 }), (tried) => {
        let place: Place = 'text'
        let before: Place | undefined
        for (const move of tried) {
          const next = placeAfter(place, move)
          if (next === 'seal' && place !== 'seal') expect([place, move]).toEqual(['confirm', 'confirmed'])
          if (next === 'sealed' && place !== 'sealed') expect([before, place]).toEqual(['confirm', 'seal'])
          if (next !== place) before = place
          place = next
        }
      }),
    )
  })

  test('what is sealed cannot be changed', () => {
    for (const move of moves) expect(placeAfter('sealed', move)).toBe('sealed')
  })

  test('every place is one of five steps', () => {
    expect(stepStates('confirm').map(({ state }) => state)).toEqual(['done', 'done', 'done', 'now', 'later'])
    expect(stepStates('sealed').map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done', 'now'])
  })
})
