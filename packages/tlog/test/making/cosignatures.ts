import {
  type Cosigner,
  cosignedMessage,
  formatCheckpoint,
  formatNote,
  keyType,
  signNote,
} from '../../src/index.ts'
import { keep } from './keep.ts'
import { cosignerOf, noon, signerOf, vkeyOf } from './keys.ts'

const origin = 'example.com/behind-the-sofa'
const root = Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64')
const text = formatCheckpoint({ origin, size: 20_852_163, root, extensions: [] })
const extended = formatCheckpoint({ origin, size: 20_852_163, root, extensions: ['extension'] })
const log = signerOf(origin, 1)
const ed25519 = cosignerOf('witness.example.com/w1', 3)
const mlDsa = cosignerOf('witness.example.com/w1', 4, keyType.mlDsa44)

const cosigned = (text: string, cosigner: Cosigner, time: number): string =>
  signNote(text, [log]) +
  formatNote({ text, signatures: [cosigner.cosign(text, time)] }).slice(text.length + 1)
const messageOf = ({ key }: Cosigner, text: string, time: number): string =>
  Buffer.from(cosignedMessage(key, text, time)).toString('hex')
const vector = (name: string, text: string, cosigner: Cosigner, time: number) => ({
  name,
  content: cosigned(text, cosigner, time),
  vkey: vkeyOf(cosigner),
  time,
  message: messageOf(cosigner, text, time),
})

const valid = [
  vector('ed25519.note', text, ed25519, noon),
  vector('ed25519-extension.note', extended, ed25519, noon),
  vector('ed25519-first-second.note', text, ed25519, 1),
  vector('ml-dsa-44.note', text, mlDsa, noon),
  vector('ml-dsa-44-extension.note', extended, mlDsa, noon),
  vector('ml-dsa-44-latest.note', text, mlDsa, Number.MAX_SAFE_INTEGER),
]

/** The cosigner's line with its bytes changed. */
function changed(
  name: string,
  cosigner: Cosigner,
  code: string,
  change: (signature: Uint8Array) => Uint8Array,
) {
  const line = cosigner.cosign(text, noon)
  const signatures = [{ ...line, signature: change(line.signature) }]
  return { name, content: formatNote({ text, signatures }), vkey: vkeyOf(cosigner), code }
}
const both = [
  ['ed25519', ed25519],
  ['ml-dsa-44', mlDsa],
] as const

const invalid = [
  ...both.flatMap(([kind, cosigner]) => [
    changed(`${kind}-cut-short.note`, cosigner, 'cosignature_malformed', (bytes) => bytes.slice(0, -1)),
    changed(`${kind}-too-long.note`, cosigner, 'cosignature_malformed', (bytes) =>
      Uint8Array.of(...bytes, 0),
    ),
    changed(`${kind}-only-a-time.note`, cosigner, 'cosignature_malformed', (bytes) => bytes.slice(0, 8)),
    changed(`${kind}-without-time.note`, cosigner, 'cosignature_malformed', (bytes) =>
      bytes.with(4, 0).with(5, 0).with(6, 0).with(7, 0),
    ),
    changed(`${kind}-beyond-2-to-the-53.note`, cosigner, 'cosignature_malformed', (bytes) =>
      bytes.with(0, 1),
    ),
    changed(`${kind}-another-time.note`, cosigner, 'signature_invalid', (bytes) =>
      bytes.with(7, bytes[7]! ^ 1),
    ),
    changed(`${kind}-changed.note`, cosigner, 'signature_invalid', (bytes) => bytes.with(20, bytes[20]! ^ 1)),
    {
      name: `${kind}-another-root.note`,
      content: cosigned(text, cosigner, noon).replace('CsUY', 'CsUZ'),
      vkey: vkeyOf(cosigner),
      code: 'signature_invalid',
    },
  ]),
  {
    name: 'ed25519-another-extension.note',
    content: cosigned(extended, ed25519, noon).replace('\nextension\n', '\nanother\n'),
    vkey: vkeyOf(ed25519),
    code: 'signature_invalid',
  },
  // A log signature is no cosignature, even with the witness's own key: the type is in the key ID.
  changed(
    'ed25519-a-note-signature.note',
    ed25519,
    'cosignature_malformed',
    () => signerOf('witness.example.com/w1', 3).sign(text).signature,
  ),
]

export function keepCosignatures(): void {
  keep('valid', 'cosignature', valid)
  keep('invalid', 'cosignature', invalid)
}
