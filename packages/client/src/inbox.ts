/** Acts that an author sends to the trustees themselves (spec/http-api.md, "Inbox"). */
import {
  type Act,
  type PublicKey,
  type Roster,
  AvowError,
  decodeAcknowledgement,
  encodeAct,
} from '@avow/core'
import { type CallOptions, type ClientOptions, callerOf } from './client.ts'
import { refusalOf } from './error.ts'

/** A trustee, and where it can be reached; nowhere when it has no inbox. */
export interface Inbox {
  /** Its number in the roster in which it was found. */
  readonly trustee: number
  readonly name: string
  readonly key: PublicKey
  readonly addresses: readonly string[]
}

/** By which an inbox refuses, beside the codes of `@avow/core` (spec/http-api.md, "Inbox"). */
export const inboxRefusalCodes = [
  'act_not_taken',
  'act_time',
  'body_too_large',
  'internal',
  'not_found',
  'overloaded',
] as const

export type InboxRefusalCode = (typeof inboxRefusalCodes)[number]

/**
 * `acknowledged`: the trustee has signed that it has it. `unreachable`: nobody answered. `refused`: it said no, see `code`.
 * `unproven`: something answered without that trustee's signature. `no_inbox`: there is no way but the register.
 */
export type DeliveryState = 'acknowledged' | 'unreachable' | 'refused' | 'unproven' | 'no_inbox'

export interface Delivery extends Pick<Inbox, 'trustee' | 'name'> {
  readonly state: DeliveryState
  /** Why it was refused. */
  readonly code?: string
}

/**
 * The trustees of a roster, each with its addresses in the order in which they are tried.
 * @param others that may name further addresses, such as that of the register today: a trustee is known by its key
 */
export function inboxesOf({ trustees }: Roster, ...others: readonly (Roster | undefined)[]): Inbox[] {
  const more = others.flatMap((other) => other?.trustees ?? [])
  return trustees.map(({ name, key, inbox }, at) => {
    const known = more.flatMap((one) => (one.key === key ? [one.inbox] : []))
    const addresses = new Set([inbox, ...known].filter((one) => one !== undefined))
    return { trustee: at + 1, name, key, addresses: [...addresses] }
  })
}

type Outcome = Pick<Delivery, 'state' | 'code'>

function outcomeOf(fault: unknown): Outcome {
  if (!(fault instanceof AvowError)) throw fault
  const code = refusalOf(fault)
  if (code !== undefined) return { state: 'refused', code }
  return { state: fault.code === 'unreachable' ? 'unreachable' : 'unproven' }
}

/** Bytes. An acknowledgement has fewer. */
const most = 4096

export interface DeliverOptions extends Omit<ClientOptions, 'base'>, CallOptions {}

async function sendTo(address: string, act: Act, key: PublicKey, options: DeliverOptions): Promise<Outcome> {
  const { signal, ...how } = options
  try {
    // Without a type: a page may send it to another origin without asking for leave before.
    const request = { path: '', at: 'inbox', body: encodeAct(act), signal, most }
    decodeAcknowledgement(await callerOf({ base: address, ...how })(request), act, key)
    return { state: 'acknowledged' }
  } catch (fault) {
    return outcomeOf(fault)
  }
}

async function deliverTo(
  { trustee, name, key, addresses }: Inbox,
  act: Act,
  options: DeliverOptions,
): Promise<Delivery> {
  let outcome: Outcome = { state: 'no_inbox' }
  for (const address of addresses) {
    outcome = await sendTo(address, act, key, options)
    if (outcome.state === 'acknowledged') break
  }
  return { trustee, name, ...outcome }
}

/** Sends a check-in, a pause or a withdrawal to all trustees at once. To send the same again does no harm. */
export const deliver = (
  act: Act,
  inboxes: readonly Inbox[],
  options: DeliverOptions = {},
): Promise<Delivery[]> => Promise.all(inboxes.map((inbox) => deliverTo(inbox, act, options)))

/** The trustees of one roster who may hold a statement, and how many of them open it. */
export interface Circle {
  readonly keys: readonly PublicKey[]
  readonly threshold: number
}

/** Everybody who may hold a statement. */
export interface Telling {
  readonly inboxes: readonly Inbox[]
  readonly circles: readonly Circle[]
}

/**
 * Whether so many have acknowledged it that of no roster are left as many as open the statement.
 * @param deliveries to the inboxes, in their order
 */
export function isEnough(deliveries: readonly Delivery[], { inboxes, circles }: Telling): boolean {
  const have = new Set(
    inboxes.flatMap(({ key }, at) => (deliveries[at]?.state === 'acknowledged' ? [key] : [])),
  )
  return circles.every(({ keys, threshold }) => keys.filter((key) => !have.has(key)).length < threshold)
}
