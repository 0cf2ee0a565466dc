import type { LoggedAct } from './bundle.ts'
import { mismatch } from './error.ts'

/** Where the acts of an opening stand in a bundle. */
export interface Places {
  readonly deposit: number
  readonly word?: number
  /** Acts by which it was handed on. */
  readonly reshares: readonly number[]
  /** Of shares, and of parts of shares. */
  readonly releases: readonly number[]
  readonly open: number
  readonly publish: number
}

/**
 * Finds the acts by kind: deposit, what handed it on and releases, open, publish; the author may have given the word at any time after the deposit.
 * @throws VerifyError `acts_incomplete`, `acts_order`
 */
export function placesOf(acts: readonly LoggedAct[]): Places {
  const kinds = acts.map(({ act }) => act.kind)
  const placesFor = (kind: string) => kinds.flatMap((one, place) => (one === kind ? [place] : []))
  for (const kind of ['deposit', 'open', 'publish'] as const)
    if (placesFor(kind).length !== 1) throw mismatch('acts_incomplete', 'acts', { kind })
  const foreign = kinds.findIndex((kind, place) => !known.has(kind) || isSecondWord(kinds, place))
  if (foreign >= 0) throw mismatch('acts_incomplete', `acts[${foreign}]`, { kind: kinds[foreign]! })
  const [word] = placesFor('word')
  const order = kinds.filter((kind) => kind !== 'word').join(' ')
  if (word === 0 || !/^deposit ((reshare|release|release-parts) )*open publish$/.test(order))
    throw mismatch('acts_order', 'acts')
  return {
    deposit: 0,
    ...(word === undefined ? {} : { word }),
    reshares: placesFor('reshare'),
    releases: [...placesFor('release'), ...placesFor('release-parts')].toSorted((a, b) => a - b),
    open: kinds.indexOf('open'),
    publish: kinds.indexOf('publish'),
  }
}

const known: ReadonlySet<string> = new Set([
  'deposit',
  'word',
  'reshare',
  'release',
  'release-parts',
  'open',
  'publish',
])

const isSecondWord = (kinds: readonly string[], place: number): boolean =>
  kinds[place] === 'word' && kinds.indexOf('word') !== place
