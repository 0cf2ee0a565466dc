import { formatNote, formatSkey, keyType, parseNote, signNote } from '../../src/index.ts'
import { keep } from './keep.ts'
import { seedOf, signerOf, vkeyOf } from './keys.ts'

const signer = signerOf('register.example/log', 1)
const skey = formatSkey({ name: 'register.example/log', type: keyType.ed25519, seed: seedOf(1) })
const vkey = vkeyOf(signer)
const text = 'A text.\n'
const note = signNote(text, [signer])
const line = note.slice(text.length + 1)

/** Examples of C2SP signed-note. */
const c2spText = `Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.
`
const c2spVkey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'

/** Example of the documentation of golang.org/x/mod/sumdb/note. */
const goText = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.
`
const goVkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const goSkey = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
const goLine =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
const enochVkey = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop'
const enochLine =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n'

const signers = (count: number) => Array.from({ length: count }, (_, at) => signerOf(`key.example/${at}`, at))
const unicode = signerOf('регистр.пример/журнал', 2)

const valid = [
  {
    name: 'c2sp-poem.note',
    content: `${c2spText}
— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
`,
    text: c2spText,
    signatures: ['quasimodo.example/salvatore'],
    vkeys: [],
  },
  {
    name: 'c2sp-example.note',
    content: `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`,
    text: 'This is an example message.\n',
    signatures: ['example.com/foo'],
    vkeys: [c2spVkey],
  },
  {
    name: 'go.note',
    content: `${goText}\n${goLine}`,
    text: goText,
    signatures: ['PeterNeumann'],
    vkeys: [goVkey],
    skeys: [goSkey],
  },
  {
    name: 'go-two-signatures.note',
    content: `${goText}\n${goLine}${enochLine}`,
    text: goText,
    signatures: ['PeterNeumann', 'EnochRoot'],
    vkeys: [goVkey, enochVkey],
  },
  {
    name: 'plain.note',
    content: note,
    text,
    signatures: ['register.example/log'],
    vkeys: [vkey],
    skeys: [skey],
  },
  {
    name: 'blank-lines.note',
    content: signNote('\n\nA text.\n\n\n', [signer]),
    text: '\n\nA text.\n\n\n',
    signatures: ['register.example/log'],
    vkeys: [vkey],
    skeys: [skey],
  },
  {
    name: 'only-a-newline.note',
    content: signNote('\n', [signer]),
    text: '\n',
    signatures: ['register.example/log'],
    vkeys: [vkey],
    skeys: [skey],
  },
  {
    name: 'unicode-name.note',
    content: signNote(text, [unicode]),
    text,
    signatures: ['регистр.пример/журнал'],
    vkeys: [vkeyOf(unicode)],
  },
  {
    name: '64-signatures.note',
    content: signNote(text, signers(64)),
    text,
    signatures: signers(64).map(({ key }) => key.name),
    vkeys: signers(64).map(vkeyOf),
  },
  {
    name: 'unknown-signatures.note',
    content: `${text}\n— other.example AAAAAAA=\n${line}— register.example/log AAAAAAA=\n`,
    text,
    signatures: ['other.example', 'register.example/log', 'register.example/log'],
    vkeys: [vkey],
  },
]

const malformed = 'note_malformed'
const withLine = (line: string) => `${text}\n${line}\n`
const { signatures } = parseNote(note)
const other = parseNote(signNote('Another text.\n', [signer])).signatures
const noSignature = {
  name: 'register.example/log',
  keyId: signatures[0]!.keyId,
  signature: new Uint8Array(64),
}

const invalid = [
  { name: 'empty.note', content: '', code: malformed },
  { name: 'no-signature.note', content: `${text}\n`, code: malformed },
  { name: 'no-blank-line.note', content: text + line, code: malformed },
  { name: 'no-text.note', content: `\n${line}`, code: malformed },
  { name: 'no-newline-at-the-end.note', content: note.slice(0, -1), code: malformed },
  { name: 'newline-too-many.note', content: `${note}\n`, code: malformed },
  { name: 'carriage-returns.note', content: note.replaceAll('\n', '\r\n'), code: malformed },
  { name: 'tab.note', content: signNoteAs('A\ttext.\n'), code: malformed },
  { name: 'null.note', content: signNoteAs('A\0text.\n'), code: malformed },
  { name: 'not-utf-8.note', content: Buffer.from(note.replace('A', 'Ã'), 'latin1'), code: malformed },
  { name: 'hyphen.note', content: note.replace('—', '-'), code: malformed },
  { name: 'en-dash.note', content: note.replace('—', '–'), code: malformed },
  { name: 'two-spaces.note', content: note.replace('— ', '—  '), code: malformed },
  { name: 'space-at-the-end.note', content: note.replace(/\n$/, ' \n'), code: malformed },
  { name: 'name-with-plus.note', content: withLine('— a+b AAAAAAA='), code: malformed },
  { name: 'name-with-no-break-space.note', content: withLine('— a\u00A0b AAAAAAA='), code: malformed },
  { name: 'name-with-next-line.note', content: withLine('— a\u0085b AAAAAAA='), code: malformed },
  { name: 'name-empty.note', content: withLine('—  AAAAAAA='), code: malformed },
  { name: 'base64-url.note', content: withLine('— a AAAA_-A='), code: malformed },
  { name: 'base64-without-padding.note', content: withLine('— a AAAAAAA'), code: malformed },
  { name: 'base64-trailing-bits.note', content: withLine('— a AAAAAAB='), code: malformed },
  { name: 'signature-empty.note', content: withLine('— a AAAAAA=='), code: malformed },
  { name: '65-signatures.note', content: signNote(text, signers(65)), code: malformed },
  {
    name: 'other-key.note',
    content: note,
    vkey: vkeyOf(signerOf('register.example/log', 2)),
    code: 'note_unsigned',
  },
  {
    name: 'other-name.note',
    content: note,
    vkey: vkeyOf(signerOf('other.example', 1)),
    code: 'note_unsigned',
  },
  { name: 'other-text.note', content: note.replace('A text', 'B text'), vkey, code: 'signature_invalid' },
  {
    name: 'signature-of-zeros.note',
    content: formatNote({ text, signatures: [noSignature] }),
    vkey,
    code: 'signature_invalid',
  },
  {
    name: 'one-good-one-bad.note',
    content: formatNote({ text, signatures: [...signatures, ...other] }),
    vkey,
    code: 'signature_invalid',
  },
]

/** A note with a text that no signer here signs. */
function signNoteAs(text: string): string {
  return `${text}\n${line}`
}

export function keepNotes(): void {
  keep('valid', 'note', valid)
  keep('invalid', 'note', invalid)
}
