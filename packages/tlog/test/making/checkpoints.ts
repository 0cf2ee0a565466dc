import { formatCheckpoint } from '../../src/index.ts'
import { keep } from './keep.ts'

const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='
const rootHex = Buffer.from(root, 'base64').toString('hex')
const empty = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
const origin = 'example.com/behind-the-sofa'
const lines = (...all: readonly string[]) => all.map((line) => `${line}\n`).join('')

const valid = [
  {
    name: 'c2sp-example.txt',
    content: lines(origin, '20852163', root),
    origin,
    size: 20_852_163,
    root: rootHex,
    extensions: [],
  },
  {
    name: 'empty-log.txt',
    content: lines(origin, '0', empty),
    origin,
    size: 0,
    root: Buffer.from(empty, 'base64').toString('hex'),
    extensions: [],
  },
  {
    name: 'extensions.txt',
    content: lines(origin, '1', root, 'one', ' two '),
    origin,
    size: 1,
    root: rootHex,
    extensions: ['one', ' two '],
  },
  {
    name: 'largest-size.txt',
    content: formatCheckpoint({
      origin: 'журнал с пробелами + плюсом',
      size: Number.MAX_SAFE_INTEGER,
      root: Buffer.from(root, 'base64'),
      extensions: [],
    }),
    origin: 'журнал с пробелами + плюсом',
    size: Number.MAX_SAFE_INTEGER,
    root: rootHex,
    extensions: [],
  },
]

const code = 'checkpoint_malformed'
const invalid = [
  { name: 'empty.txt', content: '', code },
  { name: 'only-an-origin.txt', content: lines(origin), code },
  { name: 'no-root.txt', content: lines(origin, '1'), code },
  { name: 'no-newline-at-the-end.txt', content: lines(origin, '1', root).slice(0, -1), code },
  { name: 'origin-empty.txt', content: lines('', '1', root), code },
  { name: 'size-empty.txt', content: lines(origin, '', root), code },
  { name: 'size-with-a-zero-before-it.txt', content: lines(origin, '01', root), code },
  { name: 'size-with-a-sign.txt', content: lines(origin, '+1', root), code },
  { name: 'size-negative.txt', content: lines(origin, '-1', root), code },
  { name: 'size-in-hex.txt', content: lines(origin, '0x1', root), code },
  { name: 'size-with-an-exponent.txt', content: lines(origin, '1e3', root), code },
  { name: 'size-in-arabic-digits.txt', content: lines(origin, '١', root), code },
  { name: 'size-with-a-space.txt', content: lines(origin, '1 ', root), code },
  { name: 'size-2-to-the-53.txt', content: lines(origin, '9007199254740992', root), code },
  { name: 'root-of-31-bytes.txt', content: lines(origin, '1', Buffer.alloc(31).toString('base64')), code },
  { name: 'root-of-33-bytes.txt', content: lines(origin, '1', Buffer.alloc(33).toString('base64')), code },
  { name: 'root-without-padding.txt', content: lines(origin, '1', root.slice(0, -1)), code },
  { name: 'root-with-trailing-bits.txt', content: lines(origin, '1', root.replace('2I=', '2J=')), code },
  { name: 'root-in-url-base64.txt', content: lines(origin, '1', root.replace('/', '_')), code },
  { name: 'extension-empty.txt', content: lines(origin, '1', root, '', 'one'), code },
  { name: 'blank-line-at-the-end.txt', content: lines(origin, '1', root, ''), code },
]

export function keepCheckpoints(): void {
  keep('valid', 'checkpoint', valid)
  keep('invalid', 'checkpoint', invalid)
}
