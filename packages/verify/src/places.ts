import type { LoggedAct } from './bundle.ts'
import { mismatch } from './error.ts'

/** Where the acts of an opening stand in a bundle. */
export interface Places {
  readonly deposit: number
  readonly word?: number
  readonly releases: readonly number[]
  readonly open: number
  readonly publish: number
}

/**
 * Finds the acts by kind: deposit, then releases and at most one word, then open and publish.
 * @throws VerifyError `acts_incomplete`, `acts_order`.
 */
export function placesOf(acts: readonly LoggedAct[]): Places {
  const kinds = acts.map(({ act }) => act.kind)
  const middle = kinds.slice(1, -2)
  for (const kind of ['deposit', 'open', 'publish'] as const)
    if (kinds.filter((one) => one === kind).length !== 1) throw mismatch('acts_incomplete', 'acts', { kind })
  if (kinds[0] !== 'deposit' || kinds.at(-2) !== 'open' || kinds.at(-1) !== 'publish')
    throw mismatch('acts_order', 'acts')
  const foreign = middle.findIndex((kind, index) => !isOfOpening(kind) || isSecondWord(middle, index))
  if (foreign >= 0) throw mismatch('acts_incomplete', `acts[${foreign + 1}]`, { kind: middle[foreign]! })
  const word = kinds.indexOf('word')
  return {
    deposit: 0,
    ...(word < 0 ? {} : { word }),
    releases: kinds.flatMap((kind, place) => (kind === 'release' ? [place] : [])),
    open: kinds.length - 2,
    publish: kinds.length - 1,
  }
}

const isOfOpening = (kind: string): boolean => kind === 'release' || kind === 'word'
const isSecondWord = (kinds: readonly string[], index: number): boolean =>
  kinds[index] === 'word' && kinds.indexOf('word') !== index
