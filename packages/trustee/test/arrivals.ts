import {
  type Condition,
  type Hash,
  type PublicKey,
  type Salt,
  type Share,
  encodeBase64,
  encodeHex,
} from '@avow/core'
import type { Arrival } from '../src/store.ts'

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))

interface Chosen {
  readonly statement?: Hash
  readonly author?: PublicKey
  readonly share?: Share
}

/** What a trustee keeps of a deposit whose note was good. @param deposited its place in the log */
export const arrivalOf = (deposited: number, condition: Condition, chosen: Chosen = {}): Arrival => ({
  deposit: {
    statement: chosen.statement ?? (encodeHex(random(32)) as Hash),
    deposited,
    author: chosen.author ?? (encodeHex(random(32)) as PublicKey),
    trustee: 1,
    state: 'holds',
    code: null,
    credential: null,
    time: 0,
    sign: null,
    checkIn: null,
  },
  held: {
    trustee: 1,
    share: chosen.share ?? (encodeBase64(random(33)) as Share),
    shareSalt: encodeHex(random(32)) as Salt,
    condition,
    conditionSalt: encodeHex(random(32)) as Salt,
    mailbox: null,
  },
})
