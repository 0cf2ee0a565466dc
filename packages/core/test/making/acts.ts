/** Vectors of spec/acts.md: acts, rosters, holdings. */
import {
  type Act,
  type ActFields,
  type ActKind,
  type ActOf,
  type Hash,
  type HoldingOf,
  type Part,
  type Roster,
  type Salt,
  type Share,
  checkCondition,
  createAct,
  createHolding,
  createRoster,
  encodeAct,
  encodeBase64,
  encodeCanonical,
  encodeHex,
  encodeRoster,
  entryOf,
  identityToRecipient,
  openingKeyOf,
  policyOf,
  publicKeyOf,
  rosterHashOf,
  sign,
  utf8,
} from '../../src/index.ts'
import { changed, encodeChanged, replaced } from './change.ts'
import { keepFile, keepIndex } from './keep.ts'
import { identityOf, registerSeed, rosterOf, seedOf, vkeyOf, witnessOf } from './keys.ts'

type Trustee = Roster['trustees'][number]

const authorSeed = seedOf(77)
const hex = (byte: number) => encodeHex(seedOf(byte))
const statement = hex(0x5a) as Hash
const salt = hex(0x11) as Salt

const make = <Kind extends ActKind>(fields: ActFields<Kind>, seed: Uint8Array): Act =>
  createAct(fields, seed, salt) as Act

const anyOfWordAndSilence = checkCondition({
  type: 'any',
  of: [{ type: 'word' }, { type: 'silence', duration: 'P30D', grace: 'P7D' }],
})
const release = createAct(
  {
    kind: 'release',
    statement,
    body: {
      trustee: 2,
      share: encodeBase64(new Uint8Array(33).fill(3)) as Share,
      shareSalt: hex(0x22) as Salt,
      condition: { type: 'at', time: '2027-01-01T00:00:00Z' },
      conditionSalt: hex(0x33) as Salt,
    },
  },
  seedOf(2),
  salt,
)
const word = make({ kind: 'word', statement, body: {} }, authorSeed)
const open = make(
  { kind: 'open', statement, body: { openingKey: openingKeyOf(seedOf(9)), trustees: [1, 3] } },
  registerSeed,
)

const path = [hex(0x71), hex(0x72)] as Hash[]
const reshareAct = make(
  {
    kind: 'reshare',
    statement,
    body: {
      path,
      trustee: 3,
      threshold: 2,
      shares: [hex(0x73), hex(0x74)] as Hash[],
      notes: [hex(0x75), hex(0x76)] as Hash[],
    },
  },
  seedOf(3),
)
const hold = make({ kind: 'hold', statement, body: { path, trustee: 1, of: [1, 3] } }, seedOf(4))
const part = (of: number) => ({
  of,
  share: encodeBase64(new Uint8Array(136).fill(of)) as Part,
  shareSalt: hex(0x77) as Salt,
})
const releaseParts = make(
  {
    kind: 'release-parts',
    statement,
    body: {
      path,
      trustee: 1,
      parts: [part(1), part(3)],
      condition: { type: 'word' },
      conditionSalt: hex(0x33) as Salt,
    },
  },
  seedOf(4),
)

const time = '2026-11-26T12:00:00Z'
const checkIn = make({ kind: 'check-in', statement, body: { time } }, authorSeed)
const pause = make(
  { kind: 'pause', statement, body: { time, from: '2026-12-01T00:00:00Z', until: '2027-01-01T00:00:00Z' } },
  authorSeed,
)

const acts: Record<string, Act> = {
  deposit: make({ kind: 'deposit', statement, body: {} }, registerSeed),
  word,
  withdraw: make({ kind: 'withdraw', statement, body: {} }, authorSeed),
  'check-in': checkIn,
  pause,
  'pause-as-long-as-can-be': make(
    { kind: 'pause', statement, body: { time, from: '2027-11-27T12:00:00Z', until: '2028-11-27T12:00:00Z' } },
    authorSeed,
  ),
  'release-silence': make(
    { kind: 'release', statement, body: { ...release.body, condition: anyOfWordAndSilence } },
    seedOf(2),
  ),
  release,
  reshare: reshareAct,
  'reshare-three-times': make(
    {
      kind: 'reshare',
      statement,
      body: { ...(reshareAct as ActOf<'reshare'>).body, path: [...path, hex(0x78), hex(0x71)] as Hash[] },
    },
    seedOf(3),
  ),
  hold,
  'release-parts': releaseParts,
  open,
  publish: make({ kind: 'publish', statement, body: { text: hex(0x44) as Hash } }, registerSeed),
  roster: make({ kind: 'roster', statement: null, body: { roster: hex(0x55) as Hash } }, registerSeed),
  page: make({ kind: 'page', statement: null, body: { build: hex(0x66) as Hash } }, registerSeed),
}

/** A changed act signed anew: only its shape is wrong. */
function signedAct(act: Act, path: string, member: unknown, seed: Uint8Array): Uint8Array {
  const { signature: _, ...unsigned } = changed(act, path, member)
  return encodeCanonical({ ...unsigned, signature: sign('avow/act/v1', seed, encodeCanonical(unsigned)) })
}

const capitals = (value: string) => value.toUpperCase()

const wrongly = (act: Act, member: string, value: unknown): readonly [Uint8Array, string] => [
  signedAct(act, `body.${member}`, value, seedOf(act === reshareAct ? 3 : 4)),
  'act_malformed',
]

const invalidActs: Record<string, readonly [bytes: Uint8Array, code: string]> = {
  'reshare-to-nobody': wrongly(reshareAct, 'path', [hex(0x71)]),
  'reshare-to-the-same': wrongly(reshareAct, 'path', [hex(0x71), hex(0x71)]),
  'reshare-four-times': wrongly(reshareAct, 'path', [0x71, 0x72, 0x73, 0x74, 0x75].map(hex)),
  'reshare-threshold-one': wrongly(reshareAct, 'threshold', 1),
  'reshare-threshold-above-the-trustees': wrongly(reshareAct, 'threshold', 3),
  'reshare-a-note-too-few': wrongly(reshareAct, 'notes', [hex(0x75)]),
  'reshare-a-note-too-many': wrongly(reshareAct, 'notes', [hex(0x75), hex(0x76), hex(0x77)]),
  'reshare-trustee-zero': wrongly(reshareAct, 'trustee', 0),
  'hold-of-one': wrongly(hold, 'of', [1]),
  'hold-not-ascending': wrongly(hold, 'of', [3, 1]),
  'hold-of-one-twice': wrongly(hold, 'of', [1, 1]),
  'release-parts-not-ascending': wrongly(releaseParts, 'parts', [part(3), part(1)]),
  'release-parts-one-twice': wrongly(releaseParts, 'parts', [part(1), part(1)]),
  'release-parts-one': wrongly(releaseParts, 'parts', [part(1)]),
  'release-parts-as-short-as-a-share': wrongly(
    releaseParts,
    'parts.0.share',
    encodeBase64(new Uint8Array(33)),
  ),
  'release-parts-part-not-base64': wrongly(releaseParts, 'parts.0.share', 'no base64'),
  'release-parts-without-a-condition': wrongly(releaseParts, 'condition', undefined),
  'not-json': [encodeAct(word).subarray(0, -1), 'act_malformed'],
  'white-space': [replaced(word, '"kind":', '"kind": '), 'act_malformed'],
  'duplicate-member': [replaced(word, '"kind":', '"kind":"withdraw","kind":'), 'act_malformed'],
  'prototype-member': [replaced(word, '{"actor"', '{"__proto__":{},"actor"'), 'act_malformed'],
  'unknown-member': [signedAct(word, 'note', 'x', authorSeed), 'act_malformed'],
  'unknown-kind': [signedAct(word, 'kind', 'shout', authorSeed), 'act_malformed'],
  'reserved-kind': [signedAct(word, 'kind', 'check-in', authorSeed), 'act_kind_unsupported'],
  'reserved-kind-revise': [signedAct(word, 'kind', 'revise', authorSeed), 'act_kind_unsupported'],
  'check-in-without-a-time': [signedAct(checkIn, 'body', {}, authorSeed), 'act_malformed'],
  'check-in-time-with-a-fraction': [
    signedAct(checkIn, 'body.time', '2026-11-26T12:00:00.5Z', authorSeed),
    'act_malformed',
  ],
  'check-in-with-an-end': [
    signedAct(checkIn, 'body', { time, until: '2027-01-01T00:00:00Z' }, authorSeed),
    'act_malformed',
  ],
  'check-in-time-changed': [encodeChanged(checkIn, 'body.time', '2026-11-27T12:00:00Z'), 'signature_invalid'],
  'pause-without-an-end': [
    signedAct(pause, 'body', { time, from: '2026-12-01T00:00:00Z' }, authorSeed),
    'act_malformed',
  ],
  'pause-that-ends-as-it-begins': [
    signedAct(pause, 'body.until', '2026-12-01T00:00:00Z', authorSeed),
    'act_malformed',
  ],
  'pause-in-the-past': [signedAct(pause, 'body.from', '2026-11-26T11:59:59Z', authorSeed), 'act_malformed'],
  'pause-a-second-too-long': [
    signedAct(pause, 'body.until', '2027-12-02T00:00:01Z', authorSeed),
    'act_malformed',
  ],
  'pause-a-second-too-far-ahead': [
    signedAct(
      pause,
      'body',
      { time, from: '2027-11-27T12:00:01Z', until: '2027-11-28T12:00:00Z' },
      authorSeed,
    ),
    'act_malformed',
  ],
  'pause-changed': [encodeChanged(pause, 'body.until', '2027-02-01T00:00:00Z'), 'signature_invalid'],
  'version-unknown': [signedAct(word, 'version', 'avow/act/v2', authorSeed), 'act_malformed'],
  'statement-null': [signedAct(word, 'statement', null, authorSeed), 'act_malformed'],
  'statement-of-a-roster': [
    signedAct(acts['roster']!, 'statement', statement, registerSeed),
    'act_malformed',
  ],
  'statement-in-capitals': [signedAct(word, 'statement', capitals(statement), authorSeed), 'act_malformed'],
  'body-not-empty': [signedAct(word, 'body', { why: 'x' }, authorSeed), 'act_malformed'],
  'salt-too-short': [signedAct(word, 'salt', '11', authorSeed), 'act_malformed'],
  'release-trustee-0': [signedAct(release, 'body.trustee', 0, seedOf(2)), 'act_malformed'],
  'release-trustee-33': [signedAct(release, 'body.trustee', 33, seedOf(2)), 'act_malformed'],
  'release-share-of-32-bytes': [
    signedAct(release, 'body.share', encodeBase64(seedOf(3)), seedOf(2)),
    'act_malformed',
  ],
  'release-share-without-padding': [
    signedAct(release, 'body.conditionSalt', `${hex(0x33).slice(1)}`, seedOf(2)),
    'act_malformed',
  ],
  'release-condition-reserved': [
    signedAct(release, 'body.condition', { type: 'silence' }, seedOf(2)),
    'act_malformed',
  ],
  'open-trustees-descending': [signedAct(open, 'body.trustees', [3, 1], registerSeed), 'act_malformed'],
  'open-trustees-repeated': [signedAct(open, 'body.trustees', [1, 1], registerSeed), 'act_malformed'],
  'open-key-in-small-letters': [
    signedAct(open, 'body.openingKey', openingKeyOf(seedOf(9)).toLowerCase(), registerSeed),
    'act_malformed',
  ],
  'open-key-with-wrong-checksum': [
    signedAct(open, 'body.openingKey', `${openingKeyOf(seedOf(9)).slice(0, -1)}Q`, registerSeed),
    'act_malformed',
  ],
  'signature-trailing-bits': [
    replaced(word, word.signature, `${word.signature.slice(0, -3)}h==`),
    'act_malformed',
  ],
  'signature-of-another-actor': [
    encodeChanged(word, 'actor', publicKeyOf(registerSeed)),
    'signature_invalid',
  ],
  'signature-under-another-domain': [
    encodeChanged(
      word,
      'signature',
      sign('avow/feed/v1', authorSeed, encodeCanonical(changed(word, 'signature', undefined))),
    ),
    'signature_invalid',
  ],
  'body-changed': [encodeChanged(release, 'body.trustee', 1), 'signature_invalid'],
  'actor-of-small-order': [
    encodeChanged(
      changed(word, 'actor', `01${'00'.repeat(31)}`),
      'signature',
      encodeBase64(Uint8Array.of(1, ...new Uint8Array(63))),
    ),
    'signature_invalid',
  ],
}

/** Two trustees that are reached in different ways, and one that is not. */
async function rosterWithInboxes(): Promise<Roster> {
  const { version: _v, register: _r, signature: _s, ...fields } = await rosterOf(3, 2)
  const [first, second, third] = fields.trustees as [Trustee, Trustee, Trustee]
  const trustees = [
    { ...first, inbox: 'https://trustee.example/avow/inbox' },
    { ...second, inbox: `http://${'a2'.repeat(28)}.onion/inbox` },
    third,
  ]
  return createRoster({ ...fields, trustees }, registerSeed)
}

/** Each would mean something else in a content security policy, or to somebody who parses it. */
const wrongInboxes: Readonly<Record<string, unknown>> = {
  'inbox-of-another-scheme': 'ftp://trustee.example/inbox',
  'inbox-without-a-path': 'https://trustee.example/',
  'inbox-with-a-query': 'https://trustee.example/inbox?a=b',
  'inbox-with-a-fragment': 'https://trustee.example/inbox#a',
  'inbox-with-a-password': 'https://user:word@trustee.example/inbox',
  'inbox-with-two-sources': "https://trustee.example/inbox 'unsafe-inline'",
  'inbox-that-ends-the-policy': 'https://trustee.example/inbox;script-src',
  'inbox-with-capitals': 'https://Trustee.example/inbox',
  'inbox-with-dots': 'https://trustee.example/a/../inbox',
  'inbox-with-the-usual-port': 'https://trustee.example:443/inbox',
  'inbox-with-a-port-that-is-none': 'https://trustee.example:65536/inbox',
  'inbox-too-long': `https://trustee.example/${'a'.repeat(480)}`,
  'inbox-null': null,
}

async function keepRosters(): Promise<void> {
  const rosters = {
    'two-trustees': await rosterOf(2, 2),
    'three-trustees-two-witnesses': await rosterOf(3, 2, 2, 1),
    'five-trustees-and-a-desk': await rosterOf(5, 3, 3, 2, [await identityToRecipient(identityOf(90))]),
    'two-trustees-with-inboxes': await rosterWithInboxes(),
  }
  const entries = Object.entries(rosters).map(([name, roster]) => {
    keepFile('valid', 'roster', `${name}.json`, encodeRoster(roster))
    return { file: `${name}.json`, hash: rosterHashOf(roster), policy: policyOf(roster) }
  })
  keepIndex('valid', 'roster', entries)
  const roster = rosters['three-trustees-two-witnesses']
  const signed = (path: string, member: unknown): Uint8Array => {
    const { signature: _, ...unsigned } = changed(roster, path, member)
    const signature = sign('avow/roster-signature/v1', registerSeed, encodeCanonical(unsigned))
    return encodeCanonical({ ...unsigned, signature })
  }
  const [first, second] = roster.witnesses
  const invalid: Record<string, Uint8Array> = {
    'white-space': replaced(roster, '"origin":', '"origin": '),
    'unknown-member': signed('motto', 'x'),
    'one-trustee': signed('trustees', roster.trustees.slice(0, 1)),
    'threshold-1': signed('threshold', 1),
    'threshold-above-the-trustees': signed('threshold', 4),
    'quorum-above-the-witnesses': signed('quorum', 3),
    'quorum-negative': signed('quorum', -1),
    'trustee-twice': signed('trustees.1.key', roster.trustees[0]!.key),
    'recipient-twice': signed('trustees.1.recipient', roster.trustees[0]!.recipient),
    'recipient-not-post-quantum': signed(
      'trustees.1.recipient',
      'age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg',
    ),
    'trustee-name-not-nfc': signed('trustees.0.name', 'cafe\u0301'),
    'witness-name-twice': signed('witnesses.1.name', first!.name),
    'witness-key-twice': signed('witnesses', [
      first!,
      { ...witnessOf(1), name: 'other', vkey: vkeyOf('other.example', seedOf(211), 4) },
    ]),
    'witness-name-none': signed('witnesses.0.name', 'none'),
    'witness-name-of-the-group': signed('witnesses.0.name', 'witnesses'),
    'witness-name-with-white-space': signed('witnesses.0.name', 'a b'),
    'witness-url': signed('witnesses.0.url', 'javascript:0'),
    'origin-of-another-log': signed('origin', 'other.example'),
    'signature-of-another': encodeChanged(roster, 'register', publicKeyOf(seedOf(1))),
    'witness-exchanged': encodeChanged(roster, 'witnesses.0', second),
    ...Object.fromEntries(
      Object.entries(wrongInboxes).map(([name, inbox]) => [name, signed('trustees.0.inbox', inbox)]),
    ),
    'inbox-changed': encodeChanged(
      rosters['two-trustees-with-inboxes'],
      'trustees.1.inbox',
      'https://a.example/b',
    ),
  }
  for (const [name, bytes] of Object.entries(invalid)) keepFile('invalid', 'roster', `${name}.json`, bytes)
  keepIndex(
    'invalid',
    'roster',
    Object.keys(invalid).map((name) => ({ file: `${name}.json`, code: 'roster_invalid' })),
  )
}

/** The first version, which no trustee makes any more. */
function createFirstHolding(
  fields: Omit<HoldingOf<'avow/holding/v1'>, 'version' | 'signature'>,
  seed: Uint8Array,
) {
  const unsigned = { version: 'avow/holding/v1', ...fields } as const
  return { ...unsigned, signature: sign('avow/holding/v1', seed, encodeCanonical(unsigned)) }
}

function keepHoldings(): void {
  const report = encodeBase64(utf8('an age file'))
  const holdings = {
    holds: createFirstHolding({ statement, trustee: 1, state: 'holds', code: null }, seedOf(1)),
    refused: createFirstHolding(
      { statement, trustee: 1, state: 'refused', code: 'note_binding_mismatch' },
      seedOf(1),
    ),
    released: createFirstHolding({ statement, trustee: 1, state: 'released', code: null }, seedOf(1)),
    destroyed: createFirstHolding({ statement, trustee: 1, state: 'destroyed', code: null }, seedOf(1)),
    'v2-holds': createHolding({ statement, trustee: 1, state: 'holds', code: null, time, report }, seedOf(1)),
    'v2-destroyed': createHolding({ statement, trustee: 1, state: 'destroyed', code: null }, seedOf(1)),
  }
  const key = publicKeyOf(seedOf(1))
  for (const [name, holding] of Object.entries(holdings))
    keepFile('valid', 'holding', `${name}.json`, encodeCanonical(holding))
  keepIndex(
    'valid',
    'holding',
    Object.keys(holdings).map((name) => ({ file: `${name}.json`, key })),
  )
  const holds = { statement, trustee: 1, state: 'holds', code: null } as const
  const { signature: _, ...unsigned } = holdings.holds
  const wrong = createFirstHolding({ statement, trustee: 1, state: 'refused', code: null }, seedOf(1))
  const invalid: Record<string, readonly [bytes: Uint8Array, code: string]> = {
    'refused-without-a-code': [encodeCanonical(wrong), 'malformed'],
    'holds-with-a-code': [
      encodeCanonical(createFirstHolding({ statement, trustee: 1, state: 'holds', code: 'x' }, seedOf(1))),
      'malformed',
    ],
    'state-unknown': [encodeChanged(holdings.holds, 'state', 'sold'), 'malformed'],
    'white-space': [replaced(holdings.holds, '"state":', '"state": '), 'not_canonical'],
    'unknown-member': [encodeChanged(holdings.holds, 'why', 'x'), 'malformed'],
    'not-json': [utf8('holds'), 'malformed'],
    'signature-of-another': [
      encodeCanonical(createFirstHolding({ statement, trustee: 1, state: 'holds', code: null }, seedOf(2))),
      'signature_invalid',
    ],
    'v2-report-changed': [encodeChanged(holdings['v2-holds'], 'report', 'Yg=='), 'signature_invalid'],
    'v2-report-not-base64': [
      encodeCanonical(createHolding({ ...holds, time, report: 'a b' }, seedOf(1))),
      'malformed',
    ],
    'v2-time-with-a-fraction': [
      encodeCanonical(createHolding({ ...holds, time: '2026-11-26T12:00:00.5Z', report }, seedOf(1))),
      'malformed',
    ],
    'v2-without-a-time': [encodeChanged(holdings.holds, 'version', 'avow/holding/v2'), 'malformed'],
    'v1-signed-as-v2': [
      encodeCanonical({
        ...holdings.holds,
        signature: sign('avow/holding/v2', seedOf(1), encodeCanonical(unsigned)),
      }),
      'signature_invalid',
    ],
    'state-changed': [encodeChanged(holdings.holds, 'state', 'destroyed'), 'signature_invalid'],
  }
  const entries = Object.entries(invalid).map(([name, [bytes, code]]) => {
    keepFile('invalid', 'holding', `${name}.json`, bytes)
    return { file: `${name}.json`, key, code }
  })
  keepIndex('invalid', 'holding', entries)
}

export async function keepActs(): Promise<void> {
  const valid = Object.entries(acts).map(([name, act]) => {
    keepFile('valid', 'act', `${name}.json`, encodeAct(act))
    return { file: `${name}.json`, entry: encodeHex(entryOf(act)) }
  })
  keepIndex('valid', 'act', valid)
  const invalid = Object.entries(invalidActs).map(([name, [bytes, code]]) => {
    keepFile('invalid', 'act', `${name}.json`, bytes)
    return { file: `${name}.json`, code }
  })
  keepIndex('invalid', 'act', invalid)
  await keepRosters()
  keepHoldings()
}
