/**
 * Mistakes that a simulation can be given, to see that it finds them. No program holds any of them: a mistake stands around what
 * a program is given (its store, its calls to the register), and only a simulation that is told its name puts it there.
 */
import { type Hash, type Note, type PublicKey, decodeBase64, decodeNote, decryptWith } from '@avow/core'
import type { FeedPage } from '@avow/client'
import type {
  Arrival,
  HeldShare,
  InstitutionStore,
  Keys,
  PageChange,
  RegisterCalls,
  Release,
  Store,
} from '@avow/trustee'
import type { Store as WitnessStore } from '@avow/witness'
import type { Journal } from './journal.ts'

export const bugNames = [
  /** The trustee's time is five minutes ahead of that of the witnesses and its clock. */
  'opens early',
  /** The trustee goes by its own clock. */
  'trusts its clock',
  /** One page of the feed is taken for all of it. */
  'does not read to the end',
  /** What was decided on is sent although the author has withdrawn meanwhile. */
  'ignores a late withdrawal',
  /** A release is kept when it has been sent, not before. */
  'keeps a release too late',
  /** What was seen of the log is forgotten, so that an older or another one is taken. */
  'takes an older log',
  /** One witness is enough. */
  'asks for no quorum',
  /** A note is taken for whatever envelope it came in. */
  'takes copied notes',
  /** Time in which nothing could be heard counts as silence. */
  'counts outages as silence',
  /** Check-ins and pauses are not kept. */
  'loses check-ins',
  /** How far the feed was read is durable before what was read. */
  'moves on before keeping',
  /** A count of those who open together never falls: whoever withdraws leaves the others open. */
  'poisoned match',
  /** Each deposit counts among those who open together, whoever its author is. */
  'counts an author twice',
  /** Whoever has sealed something about an institution counts, whether it opens with the others or not. */
  'counts who stays sealed',
  /** The register acknowledges what is not on its disk yet. */
  'acknowledges too early',
  /** The witness does not keep what it has cosigned. */
  'witness forgets',
] as const

/** Mistakes in the making of an institution key. */
export const ceremonyBugNames = [
  /** What was said is forgotten at an end, so that another thing is said. */
  'says another thing',
] as const

export type BugName = (typeof bugNames)[number] | (typeof ceremonyBugNames)[number]

/** What stands around the parts that programs are given; each as it is unless the mistake is about it. */
export interface Bugs {
  /** Around a trustee's store, for one life of its process. */
  store(store: Store, seen: SeenNotes): Store
  institutions(store: InstitutionStore): InstitutionStore
  calls(calls: RegisterCalls, keys: Keys, seen: SeenNotes): RegisterCalls
  /** The trustee's clock. */
  now(time: number): number
  journal<Item>(journal: Journal<Item>): Journal<Item>
  witnessStore(store: WitnessStore): WitnessStore
}

/** Notes that came in the feed, opened without a look at their envelopes. */
export type SeenNotes = Map<string, HeldShare>

/** Milliseconds by which a date comes too early: a register takes a clock for right that is ten minutes wrong. */
const tooEarly = 300_000

const opensEarly = (store: Store): Partial<Store> => ({
  position() {
    const position = store.position()
    return { ...position, readTime: position.readTime === null ? null : position.readTime + tooEarly }
  },
})

const trustsClock = (store: Store): Partial<Store> => ({
  position: () => ({ ...store.position(), readTime: Number.MAX_SAFE_INTEGER }),
})

const ignoresWithdrawal = (store: Store): Partial<Store> => ({
  due: (time, part) => store.due(time, part).filter(({ state }) => state !== 'releasing'),
})

function keepsTooLate(store: Store): Partial<Store> {
  const intended = new Map<string, Release>()
  const forget = (work: (statement: Hash) => void) => (statement: Hash) => {
    work(statement)
    intended.delete(statement)
  }
  return {
    intend: (release) => void (intended.has(release.statement) || intended.set(release.statement, release)),
    intended: ({ after = -1 } = {}) =>
      [...intended.values()]
        .map((release) => ({ ...release, deposited: store.deposit(release.statement)!.deposited }))
        .filter(({ deposited }) => deposited > after),
    recall: forget(store.recall),
    destroy: forget(store.destroy),
    released: forget((statement) => {
      store.intend(intended.get(statement)!)
      store.released(statement)
    }),
  }
}

const takesOlderLog = (store: Store): Partial<Store> => ({
  position: () => ({ ...store.position(), cursor: 0, size: 0, root: null }),
})

const asksForNoQuorum = (store: Store): Partial<Store> => ({
  pinnedRoster() {
    const roster = store.pinnedRoster()
    return roster && { ...roster, quorum: 1 }
  },
})

function takesCopies(store: Store, seen: SeenNotes): Partial<Store> {
  const take = (arrival: Arrival): Arrival => {
    const held = seen.get(arrival.deposit.statement)
    if (!held || arrival.deposit.code !== 'note_binding_mismatch') return arrival
    return { deposit: { ...arrival.deposit, state: 'holds', code: null }, held }
  }
  return {
    applyPage: (change) => store.applyPage({ ...change, arrivals: change.arrivals.map(take) }),
  }
}

const countsOutages = (store: Store): Partial<Store> => ({
  heard() {
    const [first, last] = [store.heard()[0], store.heard().at(-1)]
    return first && last ? [{ from: first.from, until: last.until }] : []
  },
})

const losesCheckIns = (store: Store): Partial<Store> => ({
  applyPage: (change) => store.applyPage({ ...change, signs: [] }),
})

function movesOnFirst(store: Store): Partial<Store> {
  let before: PageChange | undefined
  return {
    applyPage(change) {
      const { arrivals = [], acts = [], signs = [] } = before ?? {}
      store.applyPage({ ...change, arrivals, acts, signs })
      before = change
    },
  }
}

const poisonedMatch = (store: Store): Partial<Store> => ({
  setCounts(counts, time) {
    const highest = counts.map(({ institution, all, vouched }) => {
      const before = store.countOf(institution)
      return { institution, all: Math.max(all, before.all), vouched: Math.max(vouched, before.vouched) }
    })
    store.setCounts(highest, time)
  },
})

const countsTwice = (store: Store): Partial<Store> => ({
  mayMatch: () => true,
  about: (institutions) =>
    store
      .about(institutions)
      .map((deposit) => ({ ...deposit, author: deposit.statement as string as PublicKey })),
})

const countsSealed = (store: Store): Partial<Store> => ({
  about: (institutions) => store.about(institutions).map((deposit) => ({ ...deposit, state: 'released' })),
})

const storeBugs: Partial<Record<BugName, (store: Store, seen: SeenNotes) => Partial<Store>>> = {
  'opens early': opensEarly,
  'trusts its clock': trustsClock,
  'ignores a late withdrawal': ignoresWithdrawal,
  'keeps a release too late': keepsTooLate,
  'takes an older log': takesOlderLog,
  'asks for no quorum': asksForNoQuorum,
  'takes copied notes': takesCopies,
  'counts outages as silence': countsOutages,
  'loses check-ins': losesCheckIns,
  'moves on before keeping': movesOnFirst,
  'poisoned match': poisonedMatch,
  'counts an author twice': countsTwice,
  'counts who stays sealed': countsSealed,
}

const saysAnotherThing = (store: InstitutionStore): Partial<InstitutionStore> => ({
  ceremony(session) {
    const kept = store.ceremony(session)
    return kept && { ...kept, said: [] }
  },
})

const ceremonyBugs: Partial<Record<BugName, (store: InstitutionStore) => Partial<InstitutionStore>>> = {
  'says another thing': saysAnotherThing,
}

const readInOne = (page: FeedPage): FeedPage => ({ ...page, next: Number(page.checkpoint.split('\n')[1]) })

const heldIn = ({ binding: _, version: _v, mailbox, ...held }: Note): HeldShare => ({
  ...held,
  mailbox: mailbox ?? null,
})

/** Undefined for a note that does not open, such as one for another trustee. */
const openAny = async (note: string, { identity }: Keys): Promise<HeldShare | undefined> =>
  decryptWith(identity, decodeBase64(note)).then(
    (bytes) => heldIn(decodeNote(bytes)),
    () => undefined,
  )

async function openAll(page: FeedPage, keys: Keys, seen: SeenNotes): Promise<FeedPage> {
  for (const { act, note } of page.items) {
    const held = note === undefined ? undefined : await openAny(note, keys)
    if (held && act.statement !== null) seen.set(act.statement, held)
  }
  return page
}

const forgets = (store: WitnessStore): WitnessStore => ({
  ...store,
  latest: () => undefined,
  advance: () => true,
})

/** A journal of which only every fifth sync reaches the disk. */
function syncsLate<Item>(journal: Journal<Item>): Journal<Item> {
  let asked = 0
  return {
    ...journal,
    sync() {
      asked += 1
      if (asked % 5 === 0) journal.sync()
    },
  }
}

export function createBugs(name?: BugName): Bugs {
  return {
    store: (store, seen) => {
      const wrong = name && storeBugs[name]?.(store, seen)
      return wrong ? { ...boundOf(store), ...wrong } : store
    },
    institutions: (store) => ({ ...store, ...(name && ceremonyBugs[name]?.(store)) }),
    calls(calls, keys, seen) {
      if (name === 'asks for no quorum')
        return { ...calls, roster: async () => ({ ...(await calls.roster()), quorum: 1 }) }
      if (name === 'does not read to the end')
        return { ...calls, feed: async (request) => readInOne(await calls.feed(request)) }
      if (name === 'takes copied notes')
        return { ...calls, feed: async (request) => openAll(await calls.feed(request), keys, seen) }
      return calls
    },
    now: (time) => (name === 'opens early' ? time + tooEarly : time),
    journal: (journal) => (name === 'acknowledges too early' ? syncsLate(journal) : journal),
    witnessStore: (store) => (name === 'witness forgets' ? forgets(store) : store),
  }
}

/** The members of a store that stands behind a proxy. */
const boundOf = (store: Store): Store =>
  Object.fromEntries(
    Object.keys(store).map((member) => [member, store[member as keyof Store]]),
  ) as unknown as Store
