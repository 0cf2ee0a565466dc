/** Vectors of spec/statement.md. */
import {
  decodeUtf8,
  encodeCanonical,
  encodeStatement,
  formatBody,
  textHashOf,
  utf8,
} from '../../src/index.ts'
import { encodeChanged, replaced } from './change.ts'
import { keepFile, keepIndex } from './keep.ts'
import { arabic, english, texts } from './texts.ts'

const format = 'statement'

function keepValid(): void {
  const entries = Object.entries(texts).map(([name, statement]) => {
    const bytes = encodeStatement(statement)
    keepFile('valid', format, `${name}.json`, bytes)
    return { file: `${name}.json`, textHash: textHashOf(bytes), text: formatBody(statement.body) }
  })
  keepIndex('valid', format, entries)
}

const title = (text: string) => encodeChanged(english, 'title', text)
const text = decodeUtf8(encodeCanonical(english))

/** Name: bytes, the path in the error's details (none for the whole), the cause where it is not `malformed`. */
const invalid: Record<string, readonly [bytes: Uint8Array, path: string | null, cause?: 'not_canonical']> = {
  empty: [new Uint8Array(0), null],
  'not-utf-8': [Uint8Array.of(...utf8('{"title":"'), 0xff, ...utf8('"}')), null],
  'not-json': [utf8(text.slice(0, -1)), null],
  'byte-order-mark': [utf8(`\ufeff${text}`), null],
  'line-feed-at-end': [utf8(`${text}\n`), null, 'not_canonical'],
  'white-space': [replaced(english, '"kind":', '"kind": '), null, 'not_canonical'],
  'member-order': [
    replaced(english, '"kind":"resignation","language":"en-GB"', '"language":"en-GB","kind":"resignation"'),
    null,
    'not_canonical',
  ],
  'duplicate-member': [replaced(english, '"kind":', '"kind":"testimony","kind":'), null, 'not_canonical'],
  'escaped-letter': [replaced(english, 'Port Ellery', 'Port \\u0045llery'), null, 'not_canonical'],
  'number-with-fraction': [replaced(english, '"size":53', '"size":53.0'), null, 'not_canonical'],
  'prototype-member': [replaced(english, '{"affiliations"', '{"__proto__":{},"affiliations"'), ''],
  'unknown-member': [encodeChanged(english, 'mood', 'sad'), ''],
  'unknown-member-in-span': [encodeChanged(english, 'body.0.0.colour', 'red'), 'body.0.0'],
  'not-an-object': [utf8('[]'), ''],
  'version-missing': [encodeChanged(english, 'version', undefined), 'version'],
  'version-unknown': [encodeChanged(english, 'version', 'avow/statement/v2'), 'version'],
  'kind-unknown': [encodeChanged(english, 'kind', 'apology'), 'kind'],
  'title-missing': [encodeChanged(english, 'title', undefined), 'title'],
  'title-empty': [title(''), 'title'],
  'title-null': [encodeChanged(english, 'title', null), 'title'],
  'title-201-code-points': [title('𝄞'.repeat(201)), 'title'],
  'title-line-break': [title('one\ntwo'), 'title'],
  'title-white-space-before': [title(' one'), 'title'],
  'title-ideographic-space-after': [title('一\u3000'), 'title'],
  'title-not-nfc': [title('cafe\u0301'), 'title'],
  'title-tab': [title('one\ttwo'), 'title'],
  'title-null-character': [title('one\u0000two'), 'title'],
  'title-c1-control': [title('one\u0085two'), 'title'],
  'title-bidi-override': [title('one \u202eowt'), 'title'],
  'title-bidi-embedding': [title('one \u202btwo\u202c'), 'title'],
  'title-bidi-isolate': [title('one \u2067two\u2069'), 'title'],
  'title-line-separator': [title('one\u2028two'), 'title'],
  'title-byte-order-mark': [title('one\ufefftwo'), 'title'],
  'title-noncharacter': [title('one\ufffetwo'), 'title'],
  'title-noncharacter-of-plane-1': [title('one\u{1ffff}two'), 'title'],
  'title-lone-surrogate': [replaced(english, 'Why I left', 'Why\\ud800I left'), 'title'],
  'language-lower-case-region': [encodeChanged(english, 'language', 'en-gb'), 'language'],
  'language-underscore': [encodeChanged(english, 'language', 'en_GB'), 'language'],
  'language-extension': [encodeChanged(english, 'language', 'en-u-ca-buddhist'), 'language'],
  'language-repeated-variant': [encodeChanged(english, 'language', 'de-1996-1996'), 'language'],
  'direction-of-another-language': [encodeChanged(arabic, 'direction', 'ltr'), 'direction'],
  'body-empty': [encodeChanged(english, 'body', []), 'body'],
  'paragraph-empty': [encodeChanged(english, 'body.0', []), 'body.0'],
  'paragraph-of-white-space': [encodeChanged(english, 'body.0', [{ text: ' ' }]), 'body.0'],
  'paragraph-with-empty-line': [encodeChanged(english, 'body.0', [{ text: 'one\n\ntwo' }]), 'body.0'],
  'paragraph-with-white-space-after': [
    encodeChanged(english, 'body.0', [{ text: 'one' }, { text: ' ' }]),
    'body.0',
  ],
  'paragraph-not-nfc-across-spans': [
    encodeChanged(english, 'body.0', [{ text: 'cafe' }, { text: '\u0301' }]),
    'body.0',
  ],
  'span-empty': [encodeChanged(english, 'body.0.0.text', ''), 'body.0.0.text'],
  'span-bidi-override': [encodeChanged(english, 'body.0.0.text', 'a\u202db'), 'body.0.0.text'],
  'emphasis-false': [encodeChanged(english, 'body.0.0.emphasis', false), 'body.0.0.emphasis'],
  'span-language': [encodeChanged(english, 'body.0.0.language', 'klingon'), 'body.0.0.language'],
  'declarant-unknown': [encodeChanged(english, 'declarant', { as: 'ghost' }), 'declarant.as'],
  'declarant-nobody-with-a-name': [encodeChanged(english, 'declarant.as', 'nobody'), 'declarant'],
  'declarant-without-a-name': [encodeChanged(english, 'declarant', { as: 'role' }), 'declarant.name'],
  'institutions-none': [encodeChanged(english, 'institutions', []), 'institutions'],
  'institution-id': [encodeChanged(english, 'institutions.0.id', 'wikidata:Q042'), 'institutions.0.id'],
  'affiliation-beyond-the-institutions': [
    encodeChanged(english, 'affiliations.0.institution', 1),
    'affiliations',
  ],
  'affiliation-fraction': [
    encodeChanged(english, 'affiliations.0.institution', 0.5),
    'affiliations.0.institution',
  ],
  'date-not-a-day': [encodeChanged(english, 'written', '2026-02-29'), 'written'],
  'date-with-time': [encodeChanged(english, 'written', '2026-05-01T10:00:00Z'), 'written'],
  'date-of-level-2': [encodeChanged(english, 'written', '{1999,2001}'), 'written'],
  'date-of-two-digits': [encodeChanged(english, 'written', '74'), 'written'],
  'date-in-words': [encodeChanged(english, 'written', 'May 2026'), 'written'],
  'date-interval-open-at-both-ends': [encodeChanged(english, 'written', '../..'), 'written'],
  'attachment-name-with-slash': [encodeChanged(english, 'attachments.0.name', '../a'), 'attachments.0.name'],
  'attachment-name-of-dots': [encodeChanged(english, 'attachments.0.name', '..'), 'attachments.0.name'],
  'attachment-media-type': [
    encodeChanged(english, 'attachments.0.mediaType', 'Text/Plain'),
    'attachments.0.mediaType',
  ],
  'attachment-hash-in-capitals': [
    encodeChanged(english, 'attachments.0.hash', 'A'.repeat(64)),
    'attachments.0.hash',
  ],
  'attachment-size-negative': [encodeChanged(english, 'attachments.0.size', -1), 'attachments.0.size'],
  'licence-unknown': [encodeChanged(english, 'wishes.licence', 'MIT'), 'wishes.licence'],
  'wishes-missing': [encodeChanged(english, 'wishes', undefined), 'wishes'],
}

export function keepStatements(): void {
  keepValid()
  const entries = Object.entries(invalid).map(([name, [bytes, path, cause = 'malformed']]) => {
    keepFile('invalid', format, `${name}.json`, bytes)
    return { file: `${name}.json`, code: 'statement_invalid', cause, path }
  })
  keepIndex('invalid', format, entries)
}
