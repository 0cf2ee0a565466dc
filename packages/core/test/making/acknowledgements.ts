/** Vectors of spec/acts.md, "Acknowledgement". */
import {
  type ActOf,
  type Salt,
  createAcknowledgement,
  createAct,
  decodeAct,
  encodeCanonical,
  encodeHex,
  entryOf,
  publicKeyOf,
  sign,
  utf8,
} from '../../src/index.ts'
import { changed, encodeChanged, replaced } from './change.ts'
import { keepFile, keepIndex, readVector } from './keep.ts'
import { seedOf } from './keys.ts'

const time = Date.parse('2026-11-26T12:00:01Z')
const actOf = (name: string) => decodeAct(readVector('valid', 'act', `${name}.json`))

export function keepAcknowledgements(): void {
  const key = publicKeyOf(seedOf(1))
  const acts = ['check-in', 'pause', 'withdraw']
  for (const name of acts)
    keepFile(
      'valid',
      'acknowledgement',
      `${name}.json`,
      encodeCanonical(createAcknowledgement(actOf(name), time, seedOf(1))),
    )
  keepIndex(
    'valid',
    'acknowledgement',
    acts.map((name) => ({ file: `${name}.json`, act: `${name}.json`, key })),
  )
  const checkIn = actOf('check-in') as ActOf<'check-in'>
  const good = createAcknowledgement(checkIn, time, seedOf(1))
  const { signature: _, ...unsigned } = good
  const { kind, statement, body } = checkIn
  const resalted = createAct({ kind, statement, body }, seedOf(77), encodeHex(seedOf(0x12)) as Salt)
  const invalid: Readonly<Record<string, readonly [bytes: Uint8Array, code: string]>> = {
    'not-json': [utf8('acknowledged'), 'malformed'],
    'white-space': [replaced(good, '"entry":', '"entry": '), 'not_canonical'],
    'unknown-member': [encodeChanged(good, 'statement', statement), 'malformed'],
    'version-unknown': [encodeChanged(good, 'version', 'avow/acknowledgement/v2'), 'malformed'],
    'without-a-time': [encodeChanged(good, 'time', undefined), 'malformed'],
    'time-with-a-fraction': [encodeChanged(good, 'time', '2026-11-26T12:00:01.5Z'), 'malformed'],
    'time-changed': [encodeChanged(good, 'time', '2026-11-26T12:00:02Z'), 'signature_invalid'],
    'of-another-act': [
      encodeCanonical(createAcknowledgement(actOf('pause'), time, seedOf(1))),
      'signature_invalid',
    ],
    'of-the-same-act-with-another-salt': [
      encodeCanonical(createAcknowledgement(resalted, time, seedOf(1))),
      'signature_invalid',
    ],
    'entry-changed': [encodeChanged(good, 'entry', encodeHex(entryOf(actOf('pause')))), 'signature_invalid'],
    'signature-of-another': [
      encodeCanonical(createAcknowledgement(checkIn, time, seedOf(2))),
      'signature_invalid',
    ],
    'signature-under-another-domain': [
      encodeCanonical(
        changed(good, 'signature', sign('avow/holding/v2', seedOf(1), encodeCanonical(unsigned))),
      ),
      'signature_invalid',
    ],
  }
  const entries = Object.entries(invalid).map(([name, [bytes, code]]) => {
    keepFile('invalid', 'acknowledgement', `${name}.json`, bytes)
    return { file: `${name}.json`, act: 'check-in.json', key, code }
  })
  keepIndex('invalid', 'acknowledgement', entries)
}
