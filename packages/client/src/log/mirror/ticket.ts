/**
 * Tickets of `add-entries` (C2SP tlog-mirror): the checkpoint up to which somebody uploads, under a seal of the mirror,
 * so that a long upload can go on when the mirror itself no longer remembers it.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Policy } from '@avow/tlog'
import { type SeenCheckpoint, checkCheckpoint } from '../checkpoint.ts'

export interface Tickets {
  /** Empty for a checkpoint that is too long for one. */
  issue(checkpoint: SeenCheckpoint): Uint8Array
  /** @returns undefined for anything but a ticket that this process has issued */
  open(ticket: Uint8Array): SeenCheckpoint | undefined
}

const macLength = 32
const longest = 0xff_ff

/** They hold for as long as the process runs. */
export function createTickets(policy: Policy): Tickets {
  const key = randomBytes(32)
  const macOf = (text: Uint8Array): Buffer => createHmac('sha256', key).update(text).digest()
  return {
    issue(checkpoint) {
      const text = Buffer.from(checkpoint.text)
      const ticket = Buffer.concat([macOf(text), text])
      return ticket.length > longest ? new Uint8Array() : ticket
    },
    open(ticket) {
      const [mac, text] = [ticket.subarray(0, macLength), ticket.subarray(macLength)]
      if (mac.length < macLength || !timingSafeEqual(mac, macOf(text))) return undefined
      return checkCheckpoint(Buffer.from(text).toString(), policy)
    },
  }
}
