import {
  type Condition,
  type Hash,
  type PublicKey,
  type Salt,
  type Share,
  encodeBase64,
  encodeHex,
} from '@avow/core'
import type { Arrival } from '@avow/trustee'

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))

/** What a trustee keeps of a deposit whose note was good. @param deposited its place in the log */
export function arrivalOf(deposited: number, condition: Condition): Arrival {
  return {
    deposit: {
      statement: encodeHex(random(32)) as Hash,
      deposited,
      author: encodeHex(random(32)) as PublicKey,
      trustee: 1,
      state: 'holds',
      code: null,
      time: 0,
      sign: null,
      checkIn: null,
    },
    held: {
      trustee: 1,
      share: encodeBase64(random(33)) as Share,
      shareSalt: encodeHex(random(32)) as Salt,
      condition,
      conditionSalt: encodeHex(random(32)) as Salt,
    },
  } as Arrival
}
