/** Requests to witnesses and mirrors, and what a mirror answers. */
import {
  encodeAddEntriesHeader,
  encodeEntryPackage,
  formatAddCheckpoint,
  formatCheckpoint,
  formatSignSubtree,
  packagesOf,
  signNote,
} from '../../src/index.ts'
import { auditPath, entriesUpTo, subtreeProof, subtreeSubproof, treeHash } from '../naive-tree.ts'
import { keep } from './keep.ts'
import { signerOf } from './keys.ts'

const origin = 'register.example/log'
const entries = entriesUpTo(300)
const checkpoint = signNote(
  formatCheckpoint({ origin, size: 300, root: treeHash(entries), extensions: [] }),
  [signerOf(origin, 1)],
)
const root = Buffer.from(treeHash(entries)).toString('hex')
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

const addCheckpoint = formatAddCheckpoint({ oldSize: 70, proof: subtreeProof(70, entries), checkpoint })
const first = formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint })
const validAdd = [
  { name: 'grown.request', content: addCheckpoint, oldSize: 70, hashes: subtreeProof(70, entries).length },
  { name: 'first.request', content: first, oldSize: 0, hashes: 0 },
  {
    name: 'proof-of-63.request',
    content: formatAddCheckpoint({
      oldSize: 1,
      proof: Array.from({ length: 63 }, () => new Uint8Array(32)),
      checkpoint,
    }),
    oldSize: 1,
    hashes: 63,
  },
]
const badAdd = (name: string, content: string) => ({ name, content, code: 'add_checkpoint_malformed' })
const invalidAdd = [
  badAdd('empty.request', ''),
  badAdd('no-old-size.request', first.replace('old 0\n', '')),
  badAdd('old-size-with-a-zero-before-it.request', first.replace('old 0', 'old 00')),
  badAdd('old-size-negative.request', first.replace('old 0', 'old -1')),
  badAdd('old-size-2-to-the-53.request', first.replace('old 0', 'old 9007199254740992')),
  badAdd('old-size-after-two-spaces.request', first.replace('old 0', 'old  0')),
  badAdd('old-in-capitals.request', first.replace('old', 'OLD')),
  badAdd('carriage-returns.request', first.replaceAll('\n', '\r\n')),
  badAdd('no-blank-line.request', addCheckpoint.replace('\n\n', '\n').split('\n\n')[0]!),
  badAdd('hash-of-31-bytes.request', `old 1\n${Buffer.alloc(31).toString('base64')}\n\n${checkpoint}`),
  badAdd('hash-in-hex.request', `old 1\n${'00'.repeat(32)}\n\n${checkpoint}`),
  badAdd(
    'proof-of-64.request',
    formatAddCheckpoint({
      oldSize: 1,
      proof: Array.from({ length: 64 }, () => new Uint8Array(32)),
      checkpoint,
    }),
  ),
]

const range = { start: 256, end: 300 }
const subtree = { ...range, hash: treeHash(entries.slice(256, 300)) }
const proof = subtreeSubproof(range, entries, true)
const sign = formatSignSubtree({ subtree, proof, checkpoint })
const leaf = { start: 70, end: 71, hash: treeHash(entries.slice(70, 71)) }
const of = ({ start, end, hash }: typeof subtree) => ({ start, end, hash: hex(hash), size: 300, root })
const validSign = [
  { name: 'right-edge.request', content: sign, ...of(subtree) },
  {
    name: 'one-leaf.request',
    content: formatSignSubtree({ subtree: leaf, proof: auditPath(70, entries), checkpoint }),
    ...of(leaf),
  },
]
const badSign = (name: string, content: string) => ({ name, content, code: 'sign_subtree_malformed' })
const invalidSign = [
  badSign('empty.request', ''),
  badSign('no-subtree.request', sign.replace('subtree 256 300', 'subtree 255 300')),
  badSign('empty-subtree.request', sign.replace('subtree 256 300', 'subtree 256 256')),
  badSign('ends-before-it-begins.request', sign.replace('subtree 256 300', 'subtree 300 256')),
  badSign('start-with-a-zero-before-it.request', sign.replace('subtree 256', 'subtree 0256')),
  badSign('one-number.request', sign.replace('subtree 256 300', 'subtree 256')),
  badSign('no-hash.request', `subtree 0 1\n\n${checkpoint}`),
  badSign('no-checkpoint.request', sign.split('\n\n')[0]!),
  badSign(
    'proof-of-64.request',
    formatSignSubtree({ subtree, proof: Array.from({ length: 64 }, () => new Uint8Array(32)), checkpoint }),
  ),
]

const upload = { origin, start: 200, end: 300, ticket: Buffer.from('ticket') }
const packages = packagesOf(upload).map((place) =>
  encodeEntryPackage({
    entries: entries.slice(place.start, place.end),
    proof: subtreeSubproof(place.subtree, entries, true),
  }),
)
const body = Buffer.concat([encodeAddEntriesHeader(upload), ...packages])
const validEntries = [
  {
    name: 'two-packages.bin',
    content: body,
    origin,
    start: 200,
    end: 300,
    ticket: hex(upload.ticket),
    root,
    counts: [56, 44],
  },
  {
    name: 'first-package-only.bin',
    content: Buffer.concat([encodeAddEntriesHeader(upload), packages[0]!]),
    origin,
    start: 200,
    end: 300,
    ticket: hex(upload.ticket),
    root,
    counts: [56],
  },
  {
    name: 'nothing-to-upload.bin',
    content: encodeAddEntriesHeader({ origin, start: 300, end: 300, ticket: new Uint8Array() }),
    origin,
    start: 300,
    end: 300,
    ticket: '',
    root,
    counts: [],
  },
]
const badEntries = (name: string, content: Uint8Array) => ({ name, content, code: 'add_entries_malformed' })
const invalidEntries = [
  badEntries('empty.bin', new Uint8Array()),
  badEntries('cut-in-the-header.bin', body.subarray(0, 30)),
  badEntries('cut-in-an-entry.bin', body.subarray(0, 100)),
  badEntries('cut-in-a-proof.bin', body.subarray(0, -1)),
  badEntries('ends-before-it-begins.bin', encodeAddEntriesHeader({ ...upload, start: 301 })),
  badEntries(
    'proof-of-64.bin',
    Buffer.concat([
      encodeAddEntriesHeader({ ...upload, start: 299 }),
      Uint8Array.of(0, 0, 64),
      new Uint8Array(64 * 32),
    ]),
  ),
]

const validInfo = [
  { name: 'with a ticket', text: '300\n256\ndGlja2V0\n', size: 300, next: 256, ticket: hex(upload.ticket) },
  { name: 'without a ticket', text: '0\n0\n\n', size: 0, next: 0, ticket: '' },
]
const invalidInfo = [
  ['empty', ''],
  ['two lines', '1\n2\n'],
  ['four lines', '1\n2\n\n\n'],
  ['a zero before the size', '01\n2\n\n'],
  ['a ticket that is not base64', '1\n2\nA\n'],
  ['no newline at the end', '1\n2\nAQID'],
].map(([name, text]) => ({ name: name!, text, code: 'mirror_info_malformed' }))

export function keepRequests(): void {
  keep('valid', 'add-checkpoint', validAdd)
  keep('invalid', 'add-checkpoint', invalidAdd)
  keep('valid', 'sign-subtree', validSign)
  keep('invalid', 'sign-subtree', invalidSign)
  keep('valid', 'add-entries', validEntries)
  keep('invalid', 'add-entries', invalidEntries)
  keep('valid', 'mirror-info', validInfo)
  keep('invalid', 'mirror-info', invalidInfo)
}
