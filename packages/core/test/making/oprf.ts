/** Vectors of spec/conditions.md, "Tags of institutions". Those of RFC 9497 appendix A.1.2 are copied from it; the rest is made from fixed seeds. */
import {
  type Element,
  type InstitutionId,
  type SecretScalar,
  type UnsignedInstitutionKey,
  blindInput,
  combineEvaluations,
  confirmKey,
  createEvaluation,
  createEvaluationRequest,
  decodeHex,
  encodeCanonical,
  encodeHex,
  evaluateBlinded,
  hashOf,
  institutionInput,
  institutionTag,
  publicKeyOf,
  publicShareFor,
  utf8,
} from '../../src/index.ts'
import { decodeScalar, encodeScalar, evaluatePolynomial } from '../../src/oprf-group.ts'
import { changed } from './change.ts'
import { keepFile, keepIndex } from './keep.ts'
import { seedOf } from './keys.ts'

const order = 2n ** 252n + 27742317777372353535851937790883648493n

/** A source of random bytes from which the library makes this scalar. */
export function giving(scalar: string) {
  const value = (BigInt(`0x${encodeHex(decodeHex(scalar).toReversed())}`) - 1n + order) % order
  return (length = 32): Uint8Array =>
    Uint8Array.from({ length }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn))
}

/** A scalar from a name. */
export const scalarOf = (name: string): SecretScalar =>
  encodeScalar(BigInt(`0x${hashOf(utf8(name))}`) % order)

const secret = 'e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909'
const publicKey = 'c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e'
const blind = '64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706'
const nonce = '222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e'

const published = [
  {
    name: 'RFC 9497, A.1.2.1',
    secret,
    publicKey,
    input: '00',
    blind,
    blinded: '863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945',
    evaluated: 'aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e',
    nonce,
    proof:
      'ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd066d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d',
    output:
      'b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7da4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c',
  },
  {
    name: 'RFC 9497, A.1.2.2',
    secret,
    publicKey,
    input: '5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a',
    blind,
    blinded: 'cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c',
    evaluated: '60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468',
    nonce,
    proof:
      '401a0da6264f8cf45bb2f5264bc31e109155600babb3cd4e5af7d181a2c9dc0a67154fabf031fd936051dec80b0b6ae29c9503493dde7393b722eafdf5a50b02',
    output:
      '8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6',
  },
]

/** A key in `count` parts of which `threshold` are needed, by a dealer who is there for tests only. */
export function dealKey(key: SecretScalar, count: number, threshold: number) {
  const rest = Array.from({ length: threshold - 1 }, (_, n) => decodeScalar(scalarOf(`coefficient ${n}`)))
  const coefficients = [decodeScalar(key), ...rest]
  const shares = Array.from({ length: count }, (_, n) =>
    encodeScalar(evaluatePolynomial(coefficients, n + 1)),
  )
  const unsigned: UnsignedInstitutionKey = {
    version: 'avow/institution-key/v1',
    session: hashOf(utf8('a ceremony')),
    threshold,
    key: publicShareFor(key),
    trustees: shares.map((share, n) => ({
      trustee: n + 1,
      key: publicKeyOf(seedOf(n + 1)),
      share: publicShareFor(share),
    })),
  }
  return { unsigned, shares }
}

function keepKeys(unsigned: UnsignedInstitutionKey): void {
  const confirmations = [1, 3, 4].map((trustee) => ({
    trustee,
    signature: confirmKey(unsigned, seedOf(trustee)),
  }))
  const key = { ...unsigned, confirmations }
  keepFile('valid', 'institution-key', 'three-of-five.json', encodeCanonical(key))
  keepIndex('valid', 'institution-key', [{ file: 'three-of-five.json' }])
  const share = publicShareFor(scalarOf('another'))
  const other = {
    ...unsigned,
    trustees: unsigned.trustees.map((one) => (one.trustee === 5 ? { ...one, share } : one)),
  }
  const confirm = (of: UnsignedInstitutionKey) => ({
    ...of,
    confirmations: [1, 3, 4].map((trustee) => ({ trustee, signature: confirmKey(of, seedOf(trustee)) })),
  })
  const invalid: Record<string, readonly [value: unknown, reason: string]> = {
    'share-of-another-key': [confirm(other), 'shares'],
    'another-key': [confirm({ ...unsigned, key: share }), 'key'],
    'too-few-confirmations': [{ ...key, confirmations: confirmations.slice(1) }, 'confirmations'],
    'confirmed-by-a-stranger': [changed(key, 'confirmations.2.trustee', 9), 'confirmations'],
    'confirmed-by-another': [changed(key, 'confirmations.2.trustee', 5), 'signature_invalid'],
    'confirmed-twice': [changed(key, 'confirmations.1.trustee', 1), 'malformed'],
    'threshold-of-one': [changed(key, 'threshold', 1), 'malformed'],
    'identity-as-share': [changed(key, 'trustees.0.share', '0'.repeat(64)), 'malformed'],
    'share-not-canonical': [changed(key, 'trustees.0.share', 'f'.repeat(64)), 'malformed'],
    'unknown-member': [changed(key, 'comment', 'x'), 'malformed'],
  }
  for (const [name, [value]] of Object.entries(invalid))
    keepFile('invalid', 'institution-key', `${name}.json`, encodeCanonical(value))
  keepIndex(
    'invalid',
    'institution-key',
    Object.entries(invalid).map(([name, [, reason]]) => ({
      file: `${name}.json`,
      code: 'institution_key_invalid',
      reason,
    })),
  )
}

function keepEvaluations(unsigned: UnsignedInstitutionKey, shares: readonly SecretScalar[]): void {
  const id: InstitutionId = 'wikidata:Q42'
  const blinding = blindInput(institutionInput(id), giving(scalarOf('blind')))
  const request = createEvaluationRequest(unsigned, blinding.blinded)
  const partials = shares.map((share, n) =>
    evaluateBlinded(n + 1, share, blinding.blinded, giving(scalarOf(`nonce ${n}`))),
  )
  const evaluations = partials.map((one) => createEvaluation(request, one, seedOf(one.trustee)))
  const { tag } = institutionTag(id, blinding, partials.slice(0, 3), unsigned)
  const { evaluated } = combineEvaluations(partials.slice(2), blinding.blinded, unsigned)
  keepIndex('valid', 'evaluation', [
    { name: 'three of five', id, blind: blinding.blind, key: unsigned, request, evaluations, evaluated, tag },
  ])
  const [first, second] = evaluations as [(typeof evaluations)[0], (typeof evaluations)[0]]
  const sign = (fields: object) =>
    createEvaluation(request, { ...partials[0]!, ...fields } as (typeof partials)[0], seedOf(1))
  const flipped = (text: string): string => `${text.slice(0, -2)}${text.endsWith('00') ? '01' : '00'}`
  const invalid: Record<string, readonly [value: unknown, code: string]> = {
    'evaluated by another share': [
      sign({ evaluated: second.evaluated, proof: second.proof }),
      'evaluation_invalid',
    ],
    'another element': [sign({ evaluated: second.evaluated }), 'evaluation_invalid'],
    'another challenge': [sign({ proof: `00${first.proof.slice(2)}` }), 'evaluation_invalid'],
    'a response above the order': [
      sign({ proof: `${first.proof.slice(0, 64)}${'f'.repeat(64)}` }),
      'evaluation_invalid',
    ],
    'the identity': [sign({ evaluated: '0'.repeat(64) as Element }), 'malformed'],
    'signed by another': [{ ...first, signature: second.signature }, 'signature_invalid'],
    'for another trustee': [{ ...first, trustee: 2 }, 'signature_invalid'],
    'by a stranger': [{ ...first, trustee: 9 }, 'signature_invalid'],
    'to another request': [{ ...first, blinded: first.evaluated }, 'signature_invalid'],
    'under another key': [{ ...first, key: first.evaluated }, 'signature_invalid'],
    'changed after signing': [{ ...first, proof: flipped(first.proof) }, 'signature_invalid'],
    'another version': [{ ...first, version: 'avow/evaluation/v2' }, 'malformed'],
    'a proof in capitals': [{ ...first, proof: first.proof.toUpperCase() }, 'malformed'],
  }
  keepIndex(
    'invalid',
    'evaluation',
    Object.entries(invalid).map(([name, [evaluation, code]]) => ({
      name,
      key: unsigned,
      request,
      evaluation,
      code,
    })),
  )
}

export function keepOprf(): void {
  keepIndex('valid', 'oprf', published)
  const { unsigned, shares } = dealKey(scalarOf('key'), 5, 3)
  keepKeys(unsigned)
  keepEvaluations(unsigned, shares)
}
