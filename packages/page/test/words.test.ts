import { generateWords, parseWords, wordLanguages } from '@avow/core'
import { describe, expect, test } from 'vitest'
import { splitWords, wordFaults } from '../src/write/words.ts'

const right = Array.from({ length: 12 }, () => undefined)

describe('the words, entered from paper', () => {
  test.each(wordLanguages)('in %s: those that were shown are right, as core reads them', async (language) => {
    const { words, entropy } = await generateWords(language)
    expect(wordFaults(words, words)).toEqual(right)
    const careless = words.map((word) => ` ${word.normalize('NFC').toUpperCase()} `)
    expect(wordFaults(words, careless)).toEqual(right)
    expect((await parseWords(careless.join(' '))).entropy).toEqual(entropy)
  })

  test('an accent that was left out does not matter, another letter does', () => {
    expect(wordFaults(['éthique', 'zone'], ['ethique', 'zona'])).toEqual([undefined, 'wrong'])
  })

  test('a Japanese word with other marks is another word', () => {
    expect(wordFaults(['かいふく'], ['がいふく'])).toEqual(['wrong'])
  })

  test('two that changed places are both wrong, one that is missing is empty', () => {
    expect(wordFaults(['one', 'two', 'three'], ['two', 'one', ''])).toEqual(['wrong', 'wrong', 'empty'])
  })

  test('a pasted list is taken apart, numbers and commas left out', () => {
    expect(splitWords('1. abandon, 2. ability\n3 able')).toEqual(['abandon', 'ability', 'able'])
    expect(splitWords('的一是 在')).toEqual(['的', '一', '是', '在'])
  })
})
