/** Who wishes the statements ill: trustees that do as they like, and a register that shows each what it likes. */
import type { FeedItem, FeedPage } from '@avow/client'
import { type Act, type FeedRequest, createAct, createHolding, encodeBase64 } from '@avow/core'
import { createNoteSigner, formatCheckpoint, formatNote, parseNote, signNote } from '@avow/tlog'
import { type WitnessServer, collect } from './cosign.ts'
import type { Sealed } from './house.ts'
import { createLife } from './process.ts'
import type { Liar, RegisterCallsOf } from './register.ts'
import type { RegisterLog } from './register-log.ts'
import type { Surroundings } from './surroundings.ts'
import type { Tree } from './tree.ts'

/** What a trustee's key can be used for that it should not. */
function createMischief({ random, house }: Surroundings, sealed: readonly Sealed[], number: number) {
  const { seed } = house.trustees[number - 1]!
  const stranger = house.trustees[number % house.trustees.length]!.seed
  const release = (one: Sealed, from: number, by: number): Act => {
    const { share, shareSalt, condition, conditionSalt } = one.held[from - 1]!
    const body = { trustee: by, share, shareSalt, condition, conditionSalt }
    return createAct({ kind: 'release', statement: one.statement, body }, seed)
  }
  const other = () => random.between(1, house.trustees.length)
  const acts = [
    /** Its share, before its time perhaps. */
    (one: Sealed) => release(one, number, number),
    /** Somebody else's share as its own: an author gives each trustee another. */
    (one: Sealed) => release(one, other(), number),
    /** Its share in somebody else's name. */
    (one: Sealed) => release(one, number, other()),
    (one: Sealed) => createAct({ kind: 'word', statement: one.statement, body: {} }, stranger),
    (one: Sealed) => createAct({ kind: 'withdraw', statement: one.statement, body: {} }, stranger),
  ]
  const owned = sealed.filter(({ held }) => held.length > 0)
  return {
    act: () => random.pick(acts)(random.pick(owned)),
    holding: () => {
      const state = random.pick(['holds', 'released', 'destroyed'] as const)
      const { statement } = random.pick(owned)
      return createHolding({ statement, trustee: number, state, code: null }, seed)
    },
  }
}

/** A false trustee does no rounds; it sends what it likes. */
export function startFalseTrustee(
  surroundings: Surroundings,
  number: number,
  sealed: readonly Sealed[],
  register: RegisterCallsOf,
): void {
  const { clock, network, faults, random, pace } = surroundings
  const mischief = createMischief(surroundings, sealed, number)
  const name = `trustee ${number}`
  const go = () => {
    if (faults.isCalm()) return
    faults.count('act of a false trustee')
    const send = () =>
      random.chance(0.8) ? register.act(mischief.act()) : register.holding(mischief.holding())
    network.call<unknown>(name, register, send).catch(() => {})
    clock.after(pace() * 2 * random.next(), go)
  }
  clock.after(pace(), go)
}

/** Another log with the same beginning, and the witnesses that have cosigned it. */
interface Fork {
  readonly tree: Tree
  checkpoint: string
}

export interface LiarParts extends Surroundings {
  readonly log: () => RegisterLog
  /** The witnesses that are shown the fork and, once there is one, nothing else. */
  readonly witnesses: () => readonly WitnessServer[]
}

export interface FalseRegister {
  readonly liar: Liar
  /** Every log that it has shown besides the one of its journal. */
  forks(): readonly Tree[]
}

export function createFalseRegister(parts: LiarParts): FalseRegister {
  const { random, faults, house, clock, network, log } = parts
  const signer = createNoteSigner(house.log)
  const shown: FeedPage[] = []
  let fork: Fork | undefined

  function signedFork(tree: Tree): string {
    const size = tree.size()
    const head = { origin: signer.key.name, size, root: tree.root(size), extensions: [] }
    return signNote(formatCheckpoint(head), [signer])
  }

  function growFork(): Fork {
    const tree =
      fork?.tree ??
      log()
        .tree()
        .fork(random.below(log().tree().size() + 1))
    const entry = new Uint8Array(32).fill(random.below(256))
    tree.append(entry)
    fork = { tree, checkpoint: signedFork(tree) }
    void askForFork(fork)
    return fork
  }

  async function askForFork(own: Fork): Promise<void> {
    const witnesses = parts.witnesses()
    const options = {
      clock,
      network,
      life: createLife(),
      policy: house.policy,
      quorum: house.roster.quorum,
      witnesses,
      known: new Map(),
    }
    const head = { size: own.tree.size(), checkpoint: own.checkpoint }
    const lines = await collect(options, head, own.tree)
    const { text, signatures } = parseNote(own.checkpoint)
    own.checkpoint = formatNote({ text, signatures: [...signatures, ...lines] })
  }

  function forkedPage({ size }: FeedRequest): FeedPage {
    const { tree, checkpoint } = fork && random.chance(0.7) ? fork : growFork()
    const from = Math.min(size, tree.size())
    const consistency = tree.consistency(from, tree.size()).map(encodeBase64)
    return { items: [], next: tree.size(), checkpoint, consistency }
  }

  const one = (page: FeedPage) => random.below(Math.max(1, page.items.length))
  const withItem = (page: FeedPage, change: (item: FeedItem) => FeedItem): FeedPage => {
    const at = one(page)
    return { ...page, items: page.items.map((item, place) => (place === at ? change(item) : item)) }
  }

  const stripped = ({ checkpoint, ...page }: FeedPage, count: number): FeedPage => {
    const { text, signatures } = parseNote(checkpoint)
    return { ...page, checkpoint: formatNote({ text, signatures: signatures.slice(0, 1 + count) }) }
  }

  /** The cosignatures of the log under the text of the fork. */
  const pasted = (page: FeedPage, request: FeedRequest): FeedPage => {
    const { text, signatures } = parseNote(forkedPage(request).checkpoint)
    const stolen = parseNote(page.checkpoint).signatures.slice(1)
    return { ...page, checkpoint: formatNote({ text, signatures: [signatures[0]!, ...stolen] }) }
  }

  const lies: readonly ((page: FeedPage, request: FeedRequest) => FeedPage)[] = [
    (page) => ({ ...page, items: page.items.slice(1) }),
    (page) => ({ ...page, items: [...page.items, ...page.items].toReversed() }),
    (page) => ({ ...page, next: Number(page.checkpoint.split('\n')[1]) }),
    (page) => ({ ...page, next: page.next + 1 }),
    (page) => ({ ...page, consistency: [] }),
    (page) => withItem(page, (item) => ({ ...item, receipt: random.pick(page.items).receipt })),
    (page) => withItem(page, (item) => ({ ...item, index: item.index + 1 })),
    (page) => withItem(page, (item) => ({ ...item, act: { ...item.act, kind: 'word' } as Act })),
    (page) => withItem(page, ({ envelope: _, ...item }) => item),
    (page) => stripped(page, random.below(2)),
    pasted,
    (_, request) => forkedPage(request),
    (page) => (shown.length > 0 ? random.pick(shown) : page),
  ]

  return {
    forks: () => (fork ? [fork.tree] : []),
    liar(request, honest) {
      const page = honest()
      shown.push(page)
      if (faults.isCalm() || random.chance(0.5)) return page
      faults.count('lie of the register')
      return random.pick(lies)(page, request)
    },
  }
}
