/** What authors send to a trustee itself (spec/http-api.md, "Inbox"): it can only delay or destroy, never open. */
import {
  type Acknowledgement,
  type Act,
  type ActOf,
  type Sign,
  createAcknowledgement,
  decodeAct,
  formatInstant,
  signSkew,
} from '@avow/core'
import { TrusteeError } from './error.ts'
import type { Keys } from './keys.ts'
import { signOf } from './page.ts'
import type { Deposit, Store } from './store.ts'

export interface InboxOptions {
  readonly keys: Pick<Keys, 'seed'>
  readonly store: Store
  /** The own clock, milliseconds since the epoch. */
  readonly now: () => number
}

export interface Inbox {
  /**
   * Takes an act. It is durable when this returns; the same one again changes nothing.
   * @param bytes canonical JSON of the act
   * @throws CoreError as `decodeAct`; TrusteeError `act_time`, `act_not_taken`
   */
  take(bytes: Uint8Array): Acknowledgement
}

type Taken = Sign | ActOf<'withdraw'>

/** One answer to all of it: whoever is not the author must not learn what is held here. */
const notTaken = (): TrusteeError => new TrusteeError('act_not_taken', 'this act is not taken here')

const isTaken = (act: Act): act is Taken =>
  act.kind === 'check-in' || act.kind === 'pause' || act.kind === 'withdraw'

/** The log has not shown it. The next round destroys the share, and counts anew those who waited for others. */
const noPlace = -1

export function createInbox({ keys, store, now }: InboxOptions): Inbox {
  /** One that is far off would count for something else than its author believes. A wrong clock here alone refuses nothing. */
  function checkTime({ body }: Sign): void {
    const own = now()
    const read = store.position().readTime ?? own
    const time = Date.parse(body.time)
    if (time >= Math.min(own, read) - signSkew && time <= Math.max(own, read) + signSkew) return
    throw new TrusteeError('act_time', 'the time of the act is off by more than a day', {
      time: formatInstant(own),
    })
  }

  const isWithdrawn = ({ statement, author }: Deposit): boolean =>
    store.actsOf(statement).some(({ kind, actor }) => kind === 'withdraw' && actor === author)

  /** @throws TrusteeError `act_not_taken` unless its author sends it, and there is something left that it can do */
  function depositOf({ kind, statement, actor }: Taken): Deposit {
    const deposit = store.deposit(statement)
    if (!deposit || deposit.author !== actor) throw notTaken()
    const isOpen = deposit.state === 'holds' || deposit.state === 'releasing'
    if (!isOpen && !(kind === 'withdraw' && isWithdrawn(deposit))) throw notTaken()
    return deposit
  }

  function hasPause({ statement, body }: ActOf<'pause'>): boolean {
    const [from, until] = [Date.parse(body.from), Date.parse(body.until)]
    return store.pausesOf(statement).some((one) => one.from <= from && until <= one.until)
  }

  /** It came at the later of the two times: what is uncertain delays. */
  function addSign(act: Sign, { checkIn }: Deposit): void {
    if (checkIn === Date.parse(act.body.time) && (act.kind === 'check-in' || hasPause(act))) return
    const { readTime } = store.position()
    store.addSign(signOf(act, readTime === null ? null : Math.max(readTime, now())))
  }

  return {
    take(bytes) {
      const act = decodeAct(bytes)
      if (!isTaken(act)) throw notTaken()
      if (act.kind !== 'withdraw') checkTime(act)
      const deposit = depositOf(act)
      if (act.kind === 'withdraw') store.addAct({ ...act, index: noPlace, time: null })
      else addSign(act, deposit)
      return createAcknowledgement(act, now(), keys.seed)
    },
  }
}
