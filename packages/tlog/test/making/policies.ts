import { keyType } from '../../src/index.ts'
import { keep } from './keep.ts'
import { cosignerOf, signerOf, vkeyOf } from './keys.ts'

const log = vkeyOf(signerOf('register.example/log', 1))
const second = vkeyOf(signerOf('other.example/log', 2))
const witness = (byte: number): string => vkeyOf(cosignerOf(`witness.example/${byte}`, byte))
const [w1, w2, w3, w4, w5, w6] = [11, 12, 13, 14, 15, 16].map(witness)
const mlDsa = vkeyOf(cosignerOf('witness.example/11', 11, keyType.mlDsa44))
const mlDsaLog = vkeyOf(cosignerOf('register.example/log', 1, keyType.mlDsa44))

/** The example of C2SP tlog-policy. */
const twoLevels = `log ${log}

witness X1 ${w1}
witness X2 ${w2}
witness X3 ${w3}
group X-witnesses 2 X1 X2 X3

witness Y1 ${w4}
witness Y2 ${w5}
witness Y3 ${w6}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`

/** Each character is one octet. */
const octets = (binary: string): Uint8Array => Uint8Array.from(binary, (character) => character.charCodeAt(0))

const many = Array.from({ length: 32 }, (_, at) => at + 20)

/** `quorums`: sets of witnesses that are enough; `short`: sets that are not. */
const valid = [
  {
    name: 'c2sp-two-levels.policy',
    content: twoLevels,
    quorums: [
      ['X1', 'X2', 'Y1'],
      ['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3'],
      ['X2', 'X3', 'Y3'],
    ],
    short: [[], ['X1', 'X2', 'X3'], ['X1', 'Y1', 'Y2', 'Y3'], ['Y1']],
  },
  { name: 'none.policy', content: 'quorum none\n', quorums: [[]], short: [] },
  {
    name: 'none-with-witnesses.policy',
    content: `log ${log}\nwitness a ${w1}\nquorum none\n`,
    quorums: [[], ['a']],
    short: [],
  },
  {
    name: 'one-witness.policy',
    content: `log ${log} https://register.example/log\nwitness a ${w1} https://witness.example/\nquorum a\n`,
    quorums: [['a']],
    short: [[], ['b']],
  },
  {
    name: 'white-space-and-comments.policy',
    content: `# a comment\n\n \t\n\tlog  ${log}\t \n  # another: quorum none\nwitness\ta\t${w1}\n quorum a \n`,
    quorums: [['a']],
    short: [[]],
  },
  {
    name: 'two-logs-and-ml-dsa-44.policy',
    content: `log ${log}\nlog ${second}\nlog ${mlDsaLog}\nwitness a ${w1}\nwitness b ${mlDsa}\ngroup both 2 a b\nquorum both\n`,
    quorums: [['a', 'b']],
    short: [['a'], ['b']],
  },
  {
    name: 'names-of-any-kind.policy',
    content: `witness \u212A ${w1}\nwitness K ${w2}\nwitness log ${w3}\nwitness constructor ${w4}\ngroup свидетели all \u212A log constructor\nquorum свидетели\n`,
    quorums: [['\u212A', 'log', 'constructor']],
    short: [['K', 'log', 'constructor']],
  },
  {
    name: 'quorum-before-other-lines.policy',
    content: `witness a ${w1}\nquorum a\nwitness b ${w2}\nlog ${log}\n`,
    quorums: [['a']],
    short: [['b']],
  },
  {
    name: 'thirty-two-of-each.policy',
    content: [
      ...many.map((byte) => `log ${vkeyOf(signerOf(`log.example/${byte}`, byte))}\n`),
      ...many.map((byte) => `witness w${byte} ${witness(byte)}\n`),
      ...many.map((byte) => `group g${byte} any w${byte}${byte > 20 ? ` g${byte - 1}` : ''}\n`),
      'quorum g51\n',
    ].join(''),
    quorums: [['w20'], ['w51']],
    short: [[], ['w19']],
  },
  {
    // An octet that is part of no UTF-8 is U+DC00 and itself.
    name: 'octets-that-are-no-utf-8.policy',
    content: octets(
      `# \u0080\nlog ${log} https://\u00E9.example\nwitness \u00FF ${w1}\nwitness \u00FE ${w2}\nwitness \u00C3\u00A9 ${w3}\ngroup k\u00FD 2 \u00FF \u00FE \u00C3\u00A9\nquorum k\u00FD\n`,
    ),
    quorums: [
      ['\uDCFF', '\uDCFE'],
      ['\uDCFF', 'é'],
    ],
    short: [['\uDCFF'], ['\uFFFD', '\uDCFE']],
  },
]

const code = 'policy_malformed'
const withWitnesses = (...lines: readonly string[]) =>
  `log ${log}\nwitness a ${w1}\nwitness b ${w2}\n${lines.map((line) => `${line}\n`).join('')}`

const invalid = [
  { name: 'empty.policy', content: '', code },
  { name: 'no-quorum.policy', content: withWitnesses(), code },
  { name: 'two-quorums.policy', content: withWitnesses('quorum a', 'quorum a'), code },
  { name: 'quorum-of-nobody.policy', content: withWitnesses('quorum c'), code },
  { name: 'quorum-without-name.policy', content: withWitnesses('quorum'), code },
  { name: 'quorum-of-two.policy', content: withWitnesses('quorum a b'), code },
  { name: 'quorum-defined-later.policy', content: `quorum a\nwitness a ${w1}\n`, code },
  {
    name: 'group-of-a-later-name.policy',
    content: withWitnesses('group g any h', 'group h any a', 'quorum g'),
    code,
  },
  { name: 'group-of-itself.policy', content: withWitnesses('group g any g', 'quorum g'), code },
  { name: 'group-of-none.policy', content: withWitnesses('group g any none', 'quorum g'), code },
  { name: 'group-without-members.policy', content: withWitnesses('group g any', 'quorum g'), code },
  { name: 'group-all-without-members.policy', content: withWitnesses('group g all', 'quorum g'), code },
  { name: 'group-of-0.policy', content: withWitnesses('group g 0 a b', 'quorum g'), code },
  { name: 'group-of-3-in-2.policy', content: withWitnesses('group g 3 a b', 'quorum g'), code },
  { name: 'group-of-01.policy', content: withWitnesses('group g 01 a b', 'quorum g'), code },
  { name: 'group-of-some.policy', content: withWitnesses('group g some a b', 'quorum g'), code },
  { name: 'group-names-one-twice.policy', content: withWitnesses('group g all a a', 'quorum g'), code },
  {
    name: 'witness-in-two-groups.policy',
    content: withWitnesses('group g any a', 'group h any a g', 'quorum h'),
    code,
  },
  { name: 'name-twice.policy', content: withWitnesses(`witness a ${w3}`, 'quorum a'), code },
  { name: 'group-named-as-a-witness.policy', content: withWitnesses('group a any b', 'quorum a'), code },
  { name: 'group-named-none.policy', content: withWitnesses('group none any b', 'quorum none'), code },
  { name: 'witness-named-none.policy', content: `witness none ${w1}\nquorum none\n`, code },
  { name: 'witness-key-twice.policy', content: withWitnesses(`witness c ${w1}`, 'quorum a'), code },
  {
    name: 'witness-key-under-another-name.policy',
    content: withWitnesses(`witness c ${vkeyOf(cosignerOf('other.example', 11))}`, 'quorum a'),
    code,
  },
  { name: 'log-key-twice.policy', content: `log ${log}\nlog ${log}\nquorum none\n`, code },
  { name: 'log-without-key.policy', content: 'log\nquorum none\n', code: 'vkey_malformed' },
  { name: 'log-with-a-witness-key.policy', content: `log ${w1}\nquorum none\n`, code },
  { name: 'witness-with-a-log-key.policy', content: `witness a ${log}\nquorum none\n`, code },
  { name: 'witness-without-key.policy', content: 'witness a\nquorum none\n', code: 'vkey_malformed' },
  {
    name: 'witness-with-a-broken-key.policy',
    content: `witness a ${w1!.slice(0, -1)}\nquorum none\n`,
    code: 'vkey_malformed',
  },
  {
    name: 'key-of-an-unknown-type.policy',
    content: 'log a+00000000+Ag==\nquorum none\n',
    code: 'vkey_unsupported',
  },
  { name: 'four-words-of-a-log.policy', content: `log ${log} https://a.example more\nquorum none\n`, code },
  { name: 'unknown-keyword.policy', content: 'mirror a\nquorum none\n', code },
  { name: 'keyword-in-capitals.policy', content: 'QUORUM none\n', code },
  { name: 'keyword-of-every-object.policy', content: 'constructor\nquorum none\n', code },
  { name: 'carriage-return.policy', content: 'quorum none\r\n', code },
  { name: 'control-character.policy', content: '# \u0007\nquorum none\n', code },
  { name: 'delete-character.policy', content: '# \u007F\nquorum none\n', code },
  { name: 'no-newline-at-the-end.policy', content: 'quorum none', code },
  {
    name: 'name-of-octets-twice.policy',
    content: octets(`witness \u00FF ${w1}\nwitness \u00FF ${w2}\nquorum none\n`),
    code,
  },
  {
    name: 'keyword-of-octets.policy',
    content: octets('quorum\u00A0none\n'),
    code,
  },
  { name: 'no-break-space.policy', content: 'quorum\u00A0none\n', code },
]

export function keepPolicies(): void {
  keep('valid', 'policy', valid)
  keep('invalid', 'policy', invalid)
}
