import {
  type Cosigner,
  formatCheckpoint,
  formatNote,
  formatProof,
  keyType,
  leafHash,
  type NoteSignature,
  parseCheckpoint,
  parseNote,
  signNote,
} from '../../src/index.ts'
import { auditPath, entriesUpTo, treeHash } from '../naive-tree.ts'
import { keep } from './keep.ts'
import { cosignerOf, noon, signerOf, vkeyOf } from './keys.ts'

const origin = 'register.example/log'
const log = signerOf(origin, 1)
const mlDsaLog = cosignerOf(origin, 4, keyType.mlDsa44)
const [w1, w2, w3] = [
  cosignerOf('witness.example/1', 11),
  cosignerOf('witness.example/2', 12),
  cosignerOf('witness.example/3', 13, keyType.mlDsa44),
]
const policy = `log ${vkeyOf(log)}
witness one ${vkeyOf(w1)}
witness two ${vkeyOf(w2)}
witness three ${vkeyOf(w3)}
group two-of-three 2 one two three
quorum two-of-three
`
/** A line of w3 that gives no time, as anybody may ask for it. */
const untimed = (text: string, cosigner = w3) => {
  const { origin, size, root } = parseCheckpoint(text)
  return cosigner.cosignSubtree(origin, { start: 0, end: size, hash: root })
}
const withLine = (note: string, line: NoteSignature) => {
  const { text, signatures } = parseNote(note)
  return formatNote({ text, signatures: [...signatures, line] })
}
const noWitnesses = `log ${vkeyOf(log)}\nquorum none\n`

const entries = entriesUpTo(300)
const textOf = (size: number, name = origin) =>
  formatCheckpoint({ origin: name, size, root: treeHash(entries.slice(0, size)), extensions: [] })
const cosigned = (text: string, cosigners: readonly (readonly [Cosigner, number])[]) => {
  const { signatures } = parseNote(signNote(text, [log]))
  return formatNote({
    text,
    signatures: [...signatures, ...cosigners.map(([one, time]) => one.cosign(text, time))],
  })
}
const pathOf = (index: number, size: number) => auditPath(index, entries.slice(0, size))
const hexLeaf = (index: number) => Buffer.from(leafHash(entries[index]!)).toString('hex')
const proofOf = (index: number, size: number, checkpoint: string) =>
  formatProof({ index, path: pathOf(index, size), checkpoint })

const both = [
  [w1, noon],
  [w2, noon + 5],
] as const
const good = proofOf(70, 300, cosigned(textOf(300), both))
const cosignatures = [
  { name: 'one', time: noon },
  { name: 'two', time: noon + 5 },
]

const valid = [
  {
    name: 'two-of-three.tlog-proof',
    content: good,
    policy,
    leaf: hexLeaf(70),
    index: 70,
    size: 300,
    cosignatures,
  },
  {
    name: 'all-three-out-of-order.tlog-proof',
    content: proofOf(
      299,
      300,
      cosigned(textOf(300), [
        [w3, noon + 1],
        [w2, noon + 5],
        [w1, noon],
      ]),
    ),
    policy,
    leaf: hexLeaf(299),
    index: 299,
    size: 300,
    cosignatures: [...cosignatures, { name: 'three', time: noon + 1 }],
  },
  {
    name: 'one-twice.tlog-proof',
    content: proofOf(0, 2, cosigned(textOf(2), [...both, [w1, noon - 60]])),
    policy,
    leaf: hexLeaf(0),
    index: 0,
    size: 2,
    cosignatures: [{ name: 'one', time: noon - 60 }, cosignatures[1]!],
  },
  {
    name: 'tree-of-one-without-witnesses.tlog-proof',
    content: proofOf(0, 1, signNote(textOf(1), [log])),
    policy: noWitnesses,
    leaf: hexLeaf(0),
    index: 0,
    size: 1,
    cosignatures: [],
  },
  {
    name: 'extra.tlog-proof',
    content: formatProof({
      extra: new TextEncoder().encode('not authenticated'),
      index: 70,
      path: pathOf(70, 300),
      checkpoint: cosigned(textOf(300), both),
    }),
    policy,
    leaf: hexLeaf(70),
    index: 70,
    size: 300,
    cosignatures,
    extra: Buffer.from('not authenticated').toString('hex'),
  },
  {
    name: 'unknown-witnesses.tlog-proof',
    content: proofOf(70, 300, cosigned(textOf(300), [[cosignerOf('stranger.example', 99), noon], ...both])),
    policy,
    leaf: hexLeaf(70),
    index: 70,
    size: 300,
    cosignatures,
  },
  {
    name: 'one-without-time.tlog-proof',
    content: proofOf(70, 300, withLine(cosigned(textOf(300), both), untimed(textOf(300)))),
    policy,
    leaf: hexLeaf(70),
    index: 70,
    size: 300,
    cosignatures,
  },
  {
    name: 'log-of-ml-dsa-44-without-time.tlog-proof',
    content: proofOf(
      70,
      300,
      formatNote({
        text: textOf(300),
        signatures: [untimed(textOf(300), mlDsaLog), w1.cosign(textOf(300), noon)],
      }),
    ),
    policy: `log ${vkeyOf(mlDsaLog)}\nwitness one ${vkeyOf(w1)}\nquorum one\n`,
    leaf: hexLeaf(70),
    index: 70,
    size: 300,
    cosignatures: [{ name: 'one', time: noon }],
  },
]

const leaf = hexLeaf(70)
const code = 'proof_malformed'
const hash = good.split('\n')[2]!
const changed = (name: string, code: string, from: string | RegExp, to: string) => ({
  name: `${name}.tlog-proof`,
  content: good.replace(from, to),
  policy,
  leaf,
  code,
})
const withCheckpoint = (name: string, code: string, checkpoint: string) => ({
  name: `${name}.tlog-proof`,
  content: proofOf(70, 300, checkpoint),
  policy,
  leaf,
  code,
})

const invalid = [
  { name: 'empty.tlog-proof', content: '', policy, leaf, code },
  changed('another-version', code, '@v1', '@v2'),
  changed('space-after-the-first-line', code, '@v1', '@v1 '),
  changed('carriage-returns', code, /\n/g, '\r\n'),
  changed('no-index', code, 'index 70\n', ''),
  changed('index-with-a-zero-before-it', code, 'index 70', 'index 070'),
  changed('index-negative', code, 'index 70', 'index -70'),
  changed('index-2-to-the-53', code, 'index 70', 'index 9007199254740992'),
  changed('extra-after-the-index', code, 'index 70\n', 'index 70\nextra AAAA\n'),
  changed('extra-twice', code, 'index 70\n', 'extra AAAA\nextra AAAA\nindex 70\n'),
  changed('extra-empty', code, 'index 70\n', 'extra \nindex 70\n'),
  changed('extra-not-base64', code, 'index 70\n', 'extra ????\nindex 70\n'),
  changed('hash-of-31-bytes', code, hash, Buffer.alloc(31).toString('base64')),
  changed('hash-with-trailing-bits', code, hash, `${hash.slice(0, -2)}${hash.at(-2) === 'B' ? 'C' : 'B'}=`),
  changed('path-of-64', code, hash, Array(64).fill(hash).join('\n')),
  changed('no-checkpoint', code, /\n\n[^]*$/, '\n'),
  changed('no-blank-line', code, '\n\n', '\n'),
  changed('checkpoint-empty', 'note_malformed', /\n\n[^]*$/, '\n\n'),
  changed('blank-line-in-the-path', 'checkpoint_malformed', hash, `${hash}\n`),
  changed('another-index', 'inclusion_proof_invalid', 'index 70', 'index 71'),
  changed('hash-missing', 'inclusion_proof_invalid', `${hash}\n`, ''),
  changed('hash-twice', 'inclusion_proof_invalid', hash, `${hash}\n${hash}`),
  {
    name: 'another-leaf.tlog-proof',
    content: good,
    policy,
    leaf: hexLeaf(71),
    code: 'inclusion_proof_invalid',
  },
  changed('another-size', 'signature_invalid', '\n300\n', '\n301\n'),
  changed('another-origin', 'checkpoint_origin_mismatch', `\n${origin}\n`, '\nother.example\n'),
  changed('not-signed-by-the-log', 'note_unsigned', /— register\.example\/log .*\n/, ''),
  withCheckpoint('signed-by-another-key', 'note_unsigned', signNote(textOf(300), [signerOf(origin, 2)])),
  withCheckpoint('one-witness', 'quorum_missing', cosigned(textOf(300), [[w1, noon]])),
  withCheckpoint(
    'one-witness-twice',
    'quorum_missing',
    cosigned(textOf(300), [
      [w1, noon],
      [w1, noon + 1],
    ]),
  ),
  withCheckpoint(
    'one-witness-and-one-without-time',
    'quorum_missing',
    withLine(cosigned(textOf(300), [[w1, noon]]), untimed(textOf(300))),
  ),
  withCheckpoint(
    'one-without-time-of-another-checkpoint',
    'signature_invalid',
    withLine(cosigned(textOf(300), both), untimed(textOf(299))),
  ),
  withCheckpoint('no-witness', 'quorum_missing', cosigned(textOf(300), [])),
  withCheckpoint(
    'cosignature-of-another-checkpoint',
    'signature_invalid',
    formatNote({
      text: textOf(300),
      signatures: [...parseNote(cosigned(textOf(300), both)).signatures, w3.cosign(textOf(299), noon)],
    }),
  ),
]

export function keepProofs(): void {
  keep('valid', 'tlog-proof', valid)
  keep('invalid', 'tlog-proof', invalid)
}
