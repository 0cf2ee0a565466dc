/** The test tree of Certificate Transparency: eight entries, with roots and proofs that are known. */
import { keep } from './keep.ts'

const entries = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const [a, b, c] = [
  '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
]
const [d, e, f] = [
  'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
]

const inclusion = (index: number, size: number, proof: readonly string[]) => ({
  name: `inclusion of ${index} in ${size}`,
  entry: entries[index]!,
  index,
  size,
  root: roots[size]!,
  proof,
})
const consistency = (from: number, to: number, proof: readonly string[]) => ({
  name: `consistency of ${from} and ${to}`,
  from,
  to,
  fromRoot: roots[from]!,
  toRoot: roots[to]!,
  proof,
})

const inclusions = [
  inclusion(0, 1, []),
  inclusion(0, 8, [a, b, c]),
  inclusion(5, 8, [d, e, roots[4]!]),
  inclusion(2, 3, [roots[2]!]),
  inclusion(1, 5, [roots[1]!, b, d]),
]
const consistencies = [
  consistency(0, 0, []),
  consistency(0, 8, []),
  consistency(1, 1, []),
  consistency(1, 8, [a, b, c]),
  consistency(6, 8, [f, e, roots[4]!]),
  consistency(2, 5, [b, d]),
]
const valid = [
  ...roots.map((root, size) => ({ name: `root of ${size}`, entries: entries.slice(0, size), root })),
  ...inclusions,
  ...consistencies,
]

const code = { inclusion: 'inclusion_proof_invalid', consistency: 'consistency_proof_invalid' }
const wrongInclusion = (name: string, change: object) => ({
  ...inclusion(5, 8, [d, e, roots[4]!]),
  ...change,
  name,
  code: code.inclusion,
})
const wrongConsistency = (name: string, change: object) => ({
  ...consistency(6, 8, [f, e, roots[4]!]),
  ...change,
  name,
  code: code.consistency,
})

const invalid = [
  wrongInclusion('inclusion: another entry', { entry: '40414244' }),
  wrongInclusion('inclusion: another index', { index: 4 }),
  wrongInclusion('inclusion: index of the size', { index: 8 }),
  wrongInclusion('inclusion: index negative', { index: -1 }),
  wrongInclusion('inclusion: index negative in a tree of one', { ...inclusion(0, 1, []), index: -1 }),
  wrongInclusion('inclusion: index no whole number', { index: 5.5 }),
  // Not 7: a proof does not tell trees of one shape apart; that the checkpoint's signature does.
  wrongInclusion('inclusion: another size', { size: 6 }),
  wrongInclusion('inclusion: the empty tree', { index: 0, size: 0, root: roots[0], proof: [] }),
  wrongInclusion('inclusion: another root', { root: roots[7] }),
  wrongInclusion('inclusion: a hash is missing', { proof: [d, e] }),
  wrongInclusion('inclusion: a hash too many', { proof: [d, e, roots[4]!, a] }),
  wrongInclusion('inclusion: the root as a proof of itself', {
    entry: '',
    index: 0,
    size: 8,
    root: roots[8],
    proof: [],
  }),
  wrongInclusion('inclusion: the order turned round', { proof: [roots[4]!, e, d] }),
  wrongConsistency('consistency: another old root', { fromRoot: roots[5] }),
  wrongConsistency('consistency: another new root', { toRoot: roots[7] }),
  wrongConsistency('consistency: another old size', { from: 5 }),
  wrongConsistency('consistency: another new size', { to: 9 }),
  wrongConsistency('consistency: the log shrinks', { from: 8, to: 6, fromRoot: roots[8], toRoot: roots[6] }),
  wrongConsistency('consistency: no proof', { proof: [] }),
  wrongConsistency('consistency: a hash is missing', { proof: [f, e] }),
  wrongConsistency('consistency: a hash too many', { proof: [f, e, roots[4]!, a] }),
  wrongConsistency('consistency: sizes negative', {
    from: -1,
    to: -1,
    proof: [],
    fromRoot: roots[1],
    toRoot: roots[1],
  }),
  wrongConsistency('consistency: one size, two roots', { to: 6, toRoot: roots[7], proof: [] }),
  wrongConsistency('consistency: one size, a proof', { to: 6, toRoot: roots[6] }),
  wrongConsistency('consistency: from the empty tree, a proof', { from: 0, fromRoot: roots[0] }),
  wrongConsistency('consistency: from an empty tree with a root', { from: 0, fromRoot: roots[1], proof: [] }),
]

export function keepMerkle(): void {
  keep('valid', 'merkle', valid)
  keep('invalid', 'merkle', invalid)
}
