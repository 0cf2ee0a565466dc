import { cosignerOf, seedOf, signerOf, vkeyOf } from './keys.ts'
import { formatSkey, keyType } from '../../src/index.ts'
import { keep } from './keep.ts'

const vkey = vkeyOf(signerOf('register.example/log', 1))
const [name, keyId, material] = vkey.split('+') as [string, string, string]
const skey = formatSkey({ name, type: keyType.ed25519, seed: seedOf(1) })

const valid = [
  {
    name: 'c2sp example',
    vkey: 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    keyName: 'example.com/foo',
    type: 1,
  },
  {
    name: 'go',
    vkey: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    skey: 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
    keyName: 'PeterNeumann',
    type: 1,
  },
  { name: 'log', vkey, skey, keyName: name, type: 1 },
  ...[keyType.cosignature, keyType.mlDsa44].map((type) => ({
    name: `witness of type ${type}`,
    vkey: vkeyOf(cosignerOf('witness.example/w1', 1, type)),
    skey: formatSkey({ name: 'witness.example/w1', type, seed: seedOf(1) }),
    keyName: 'witness.example/w1',
    type,
  })),
]

const changed = (changes: Partial<Record<'name' | 'keyId' | 'material', string>>) =>
  [changes.name ?? name, changes.keyId ?? keyId, changes.material ?? material].join('+')
const malformed = 'vkey_malformed'

const invalid = [
  { name: 'empty', vkey: '', code: malformed },
  { name: 'two parts', vkey: `${name}+${keyId}`, code: malformed },
  { name: 'four parts', vkey: `${vkey}+`, code: malformed },
  { name: 'name empty', vkey: changed({ name: '' }), code: malformed },
  { name: 'name with a space', vkey: changed({ name: 'a b' }), code: malformed },
  {
    name: 'key id in capitals',
    vkey: changed({ keyId: keyId.toUpperCase().replace(/^\d*$/, 'ABCDEF01') }),
    code: malformed,
  },
  { name: 'key id of seven digits', vkey: changed({ keyId: keyId.slice(1) }), code: malformed },
  { name: 'key id of another key', vkey: changed({ keyId: '00000000' }), code: malformed },
  { name: 'another name', vkey: changed({ name: 'other.example' }), code: malformed },
  {
    name: 'key of 31 bytes',
    vkey: changed({ material: material.slice(0, 40) + material.slice(44) }),
    code: malformed,
  },
  { name: 'base64 without padding', vkey: `${vkey}=`, code: malformed },
  { name: 'newline at the end', vkey: `${vkey}\n`, code: malformed },
  { name: 'ECDSA', vkey: changed({ material: `Ag${material.slice(2)}` }), code: 'vkey_unsupported' },
  { name: 'reserved type', vkey: changed({ material: `/w${material.slice(2)}` }), code: 'vkey_unsupported' },
  { name: 'skey empty', skey: '', code: 'skey_malformed' },
  { name: 'skey without prefix', skey: skey.replace('PRIVATE+KEY+', ''), code: 'skey_malformed' },
  { name: 'skey of another name', skey: skey.replace(name, 'other.example'), code: 'skey_malformed' },
  { name: 'skey cut short', skey: skey.slice(0, -4), code: 'skey_malformed' },
  { name: 'skey of a vkey', skey: `PRIVATE+KEY+${vkey}`, code: 'skey_malformed' },
]

export function keepVkeys(): void {
  keep('valid', 'vkey', valid)
  keep('invalid', 'vkey', invalid)
}
