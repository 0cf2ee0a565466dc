/** A trustee at the board and the post box (docs/adr/0014). */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type DkgMessage,
  type DkgPhase,
  type InstitutionKey,
  type PostedRequest,
  type Roster,
  type SecretScalar,
  blindInput,
  checkEvaluation,
  createEvaluationRequest,
  createRoster,
  dkgMessageHash,
  dkgPhases,
  formatInstant,
  generateHybridIdentity,
  hashOf,
  identityToRecipient,
  institutionInput,
  institutionTag,
  openDkg,
  publicKeyOf,
  publicShareFor,
  searchWork,
  utf8,
  workOf,
} from '@avow/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createAllowance } from '../src/allowance.ts'
import type { Limits } from '../src/institutions/evaluations.ts'
import { type Exchange, createExchange } from '../src/institutions/exchange.ts'
import { refusalOfSetup } from '../src/institutions/taking-part.ts'
import type { Keys } from '../src/keys.ts'
import { openStore } from '../src/sqlite-store.ts'
import type { Store } from '../src/store.ts'
import { BoardDouble, setupOf } from './board-double.ts'

const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)
const everybody: Keys[] = await Promise.all(
  [1, 2, 3, 4, 5].map(async (byte) => ({ seed: seedOf(byte), identity: await generateHybridIdentity() })),
)
const recipients = await Promise.all(everybody.map(({ identity }) => identityToRecipient(identity)))

function rosterOf(numbers: readonly number[], threshold: number): Roster {
  const trustees = numbers.map((number) => ({
    name: `trustee ${number}`,
    key: publicKeyOf(everybody[number - 1]!.seed),
    recipient: recipients[number - 1]!,
  }))
  const log = { origin: 'log.test', log: 'log.test+00000000+AQID', witnesses: [], quorum: 0, desk: [] }
  return createRoster({ ...log, trustees, threshold }, seedOf(77))
}

const roster = rosterOf([1, 2, 3], 2)
const now = Date.parse('2026-11-26T12:00:00Z')
const quiet = { info() {}, warn() {} }
const plenty: Limits = { work: 0, perHour: 1000 }

interface Party {
  readonly keys: Keys
  readonly folder: string
  store: Store
  exchange: Exchange
  /** As after a kill: what is not in the store is forgotten. */
  restart(of?: Roster): void
}

/** What a party does at a board by its keys and its store. */
const exchangeOf = (
  { keys, store }: Party,
  board: Pick<BoardDouble, 'exchange' | 'sayInCeremony' | 'answerRequest'>,
  limits = plenty,
  of = roster,
): Exchange =>
  createExchange({
    keys,
    store: store.institutions,
    rosters: { pinned: async () => of },
    register: board,
    limits,
    now: () => now,
    sleep: async () => {},
    logger: quiet,
  })

function makeParty(number: number, board: BoardDouble, limits = plenty): Party {
  const keys = everybody[number - 1]!
  const folder = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
  const party = { keys, folder } as Party
  const start = (of: Roster) => {
    party.store = openStore(folder)
    party.exchange = exchangeOf(party, board, limits, of)
  }
  party.restart = (of = roster) => {
    party.store.close()
    start(of)
  }
  start(roster)
  onTestFinished(() => {
    party.store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return party
}

/** Everybody has a round, and the board closes what is to be closed, until nothing more happens. */
async function hold(board: BoardDouble, parties: readonly Party[], after = (_: Party) => {}): Promise<void> {
  for (let turns = 0; turns < 8; turns += 1) {
    for (const party of parties) {
      await party.exchange.round()
      after(party)
    }
    board.turn()
  }
}

async function makeKey(): Promise<{ board: BoardDouble; parties: Party[]; key: InstitutionKey }> {
  const board = new BoardDouble()
  const parties = [1, 2, 3].map((number) => makeParty(number, board))
  board.begin(setupOf(roster))
  await hold(board, parties)
  return { board, parties, key: board.key! }
}

const shareOf = ({ store }: Party, { session }: InstitutionKey): SecretScalar =>
  store.institutions.share(session)!.share

const bytesIn = ({ folder }: Party): Buffer =>
  Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))))

describe('a new key', () => {
  test('is made by all, and each keeps its share of it and nothing that was dealt', async () => {
    const { parties, key } = await makeKey()
    for (const [index, party] of parties.entries()) {
      expect(party.store.institutions.key()).toEqual(key)
      expect(publicShareFor(shareOf(party, key))).toBe(key.trustees[index]!.share)
      expect(party.store.institutions.ceremony(key.session)!.secret).toBeNull()
    }
  })

  test('is the same key when everybody is killed after every round', async () => {
    const board = new BoardDouble()
    const parties = [1, 2, 3].map((number) => makeParty(number, board))
    board.begin(setupOf(roster))
    await hold(board, parties, (party) => party.restart())
    const saidIn = (phase: DkgPhase, from: number) =>
      new Set(board.said.filter((one) => one.phase === phase && one.from === from).map(dkgMessageHash)).size
    for (const phase of dkgPhases) for (const from of [1, 2, 3]) expect(saidIn(phase, from)).toBe(1)
    for (const party of parties) {
      party.restart()
      expect(publicShareFor(shareOf(party, board.key!))).toBe(
        board.key!.trustees.find(({ key }) => key === publicKeyOf(party.keys.seed))!.share,
      )
    }
  })

  test('does not come into use when the register shows two boards', async () => {
    const boards = [new BoardDouble(), new BoardDouble()] as const
    const [first, second] = [makeParty(1, boards[0]), makeParty(2, boards[1])]
    const bad = boards.map((board) => makeParty(3, board)) as [Party, Party]
    const setup = setupOf(roster)
    for (const board of boards) board.begin(setup)
    for (let turns = 0; turns < 8; turns += 1) {
      for (const [at, party] of [first, second].entries()) {
        await party.exchange.round()
        await bad[at]!.exchange.round()
        const board = boards[at]!
        const other = boards[1 - at]!.said.filter(
          ({ phase, from }) => from < 3 && phase === board.state.phase,
        )
        // The register hands on what the honest ones have said, and shows each what the third said to it alone.
        for (const message of other) await board.sayInCeremony(message).catch(() => undefined)
      }
      for (const board of boards) if (board.closed.length < 4 && board.open.length > 1) board.close()
    }
    for (const board of boards) {
      board.turn()
      expect(board.key).toBeNull()
    }
  })

  test('is confirmed once for a roster: of another ceremony the trustee stays out', async () => {
    const board = new BoardDouble()
    const parties = [1, 2, 3].map((number) => makeParty(number, board))
    board.begin(setupOf(roster))
    for (let phase = 0; phase < 4; phase += 1) {
      for (const { exchange } of parties) await exchange.round()
      board.turn()
    }
    await parties[0]!.exchange.round()
    expect(board.open.map(({ phase }) => phase)).toEqual(['confirm'])
    board.begin(setupOf(roster))
    for (const { exchange } of parties) await exchange.round()
    expect(board.open.map(({ from }) => from)).toEqual([2, 3])
    expect(parties[0]!.store.institutions.ceremony(board.state.session)).toBeUndefined()
  })
})

describe('a trustee takes part', () => {
  const { session } = openDkg(setupOf(roster))
  const keys: InstitutionKey[] = []
  const keyOf = async (at: number) => (keys[at] ??= (await makeKey()).key)
  const nothing = { roster, key: undefined, confirmed: undefined }

  test('in the ceremony of its own roster only', () => {
    expect(refusalOfSetup(setupOf(roster), session, nothing)).toBeUndefined()
    for (const other of [
      rosterOf([1, 2, 3], 3),
      rosterOf([1, 2, 4], 2),
      rosterOf([1, 3, 2], 2),
      rosterOf([1, 2], 2),
    ])
      expect(refusalOfSetup(setupOf(other), session, nothing)).toBe('ceremony_of_another_roster')
  })

  test('in handing on by trustees of its own roster only', async () => {
    const key = await keyOf(0)
    const other = rosterOf([1, 4, 5], 2)
    const madeUp = setupOf(
      other,
      key,
      roster.trustees.map((trustee) => trustee.key),
    )
    expect(refusalOfSetup(madeUp, session, { ...nothing, roster: other })).toBe('ceremony_of_another_roster')
  })

  test('in no second new key', async () => {
    const key = await keyOf(0)
    const setup = setupOf(roster)
    expect(refusalOfSetup(setup, session, { ...nothing, key })).toBe('key_in_use')
    expect(refusalOfSetup(setup, session, { ...nothing, confirmed: hashOf(utf8('other')) })).toBe(
      'key_confirmed',
    )
    expect(refusalOfSetup(setup, session, { ...nothing, confirmed: session })).toBeUndefined()
  })

  test('in handing on the key in use, and no other', async () => {
    const [key, other] = [await keyOf(0), await keyOf(1)]
    const dealers = roster.trustees.map((trustee) => trustee.key)
    const setup = setupOf(roster, key, dealers)
    expect(refusalOfSetup(setup, session, { ...nothing, key })).toBeUndefined()
    expect(refusalOfSetup(setup, session, nothing)).toBeUndefined()
    expect(refusalOfSetup(setup, session, { ...nothing, key: other })).toBe('previous_not_in_use')
    const unconfirmed = { ...key, confirmations: key.confirmations.slice(0, 2) }
    const weak = setupOf(roster, unconfirmed, dealers)
    expect(refusalOfSetup(weak, session, { ...nothing, key })).toBe('previous_not_in_use')
  })
})

test('a trustee that knows no key takes part only where its roster’s threshold has confirmed the one handed on', async () => {
  const board = new BoardDouble()
  const pair = rosterOf([1, 2], 2)
  const two = [1, 2].map((number) => makeParty(number, board))
  for (const party of two) party.restart(pair)
  board.begin(setupOf(pair))
  await hold(board, two)
  const previous = board.key!
  const joined = (threshold: number) => {
    const changed = rosterOf([1, 2, 3, 4, 5], threshold)
    const setup = setupOf(
      changed,
      previous,
      pair.trustees.map(({ key }) => key),
    )
    const { session } = openDkg(setup)
    return (key?: InstitutionKey) =>
      refusalOfSetup(setup, session, { roster: changed, key, confirmed: undefined })
  }
  expect(joined(3)()).toBe('previous_unconfirmed')
  expect(joined(3)(previous)).toBeUndefined()
  expect(joined(2)()).toBeUndefined()
})

async function post(key: InstitutionKey, fields: Partial<PostedRequest> = {}, bits = 0) {
  const blinding = blindInput(institutionInput('wikidata:Q42'))
  const request = createEvaluationRequest(key, blinding.blinded)
  const search = searchWork({ request, time: formatInstant(now), ...fields }, bits)
  let step = search.next()
  while (!step.done) step = search.next()
  return { blinding, posted: step.value }
}

/** Almost every request that nobody has worked for has too little work, and not by chance enough. */
async function postIdle(key: InstitutionKey, bits: number): Promise<PostedRequest> {
  for (;;) {
    const { posted } = await post(key)
    if (workOf(posted) < bits) return posted
  }
}

describe('a key that is handed on', () => {
  test('stays the key; the old shares are gone from the disk of those who stay', async () => {
    const { board, parties, key } = await makeKey()
    const old = parties.map((party) => shareOf(party, key))
    const changed = rosterOf([1, 2, 4], 2)
    board.begin(
      setupOf(
        changed,
        key,
        changed.trustees.map((one) => one.key),
      ),
    )
    const [first, second, third] = parties as [Party, Party, Party]
    const fourth = makeParty(4, board)
    const now = [first, second, fourth]
    for (const party of now) party.restart(changed)
    await hold(board, now)
    expect(board.key!.session).not.toBe(key.session)
    expect(board.key!.key).toBe(key.key)
    for (const [index, party] of now.entries())
      expect(publicShareFor(shareOf(party, board.key!))).toBe(board.key!.trustees[index]!.share)
    for (const [index, party] of [first, second].entries()) {
      expect(shareOf(party, board.key!)).not.toBe(old[index])
      expect(bytesIn(party).includes(old[index]!)).toBe(false)
    }
    expect(bytesIn(third).includes(old[2]!)).toBe(true)
  })

  test('keeps its shares when the register shows the one before it again', async () => {
    const { board, parties, key } = await makeKey()
    const holders = roster.trustees.map((trustee) => trustee.key)
    board.begin(setupOf(roster, key, holders))
    await hold(board, parties)
    const newest = board.key!
    expect(newest.session).not.toBe(key.session)
    board.key = key
    for (const party of parties) {
      await party.exchange.round()
      party.restart()
      await party.exchange.round()
      expect(party.store.institutions.key()).toEqual(newest)
      expect(publicShareFor(shareOf(party, newest))).toBe(
        newest.trustees.find((one) => one.key === publicKeyOf(party.keys.seed))!.share,
      )
    }
  })
})

describe('requests', () => {
  test('are answered with proofs, and a threshold of answers gives one tag', async () => {
    const { board, parties, key } = await makeKey()
    const { blinding, posted } = await post(key)
    board.requests = [posted]
    for (const { exchange } of parties) await exchange.round()
    const partials = board.evaluations.map((one) => checkEvaluation(one, posted.request, key))
    expect(partials.map(({ trustee }) => trustee)).toEqual([1, 2, 3])
    const tagOf = (...places: number[]) =>
      institutionTag(
        'wikidata:Q42',
        blinding,
        places.map((at) => partials[at]!),
        key,
      ).tag
    expect(new Set([tagOf(0, 1), tagOf(1, 2), tagOf(2, 0)]).size).toBe(1)
    expect(() => tagOf(0)).toThrow(expect.objectContaining({ code: 'evaluations_too_few' }))
  })

  test('are not answered without work, out of time, under another key, or before there is a key', async () => {
    const { board, parties, key } = await makeKey()
    const [none, late, enough] = [
      await postIdle(key, 6),
      (await post(key, { time: '2026-11-26T10:59:59Z' }, 6)).posted,
      (await post(key, {}, 6)).posted,
    ]
    board.requests = [none, late, enough]
    await exchangeOf(parties[0]!, board, { work: 6, perHour: 1000 }).round()
    expect(board.evaluations.map(({ blinded }) => blinded)).toEqual([enough.request.blinded])
    const other = await makeKey()
    other.board.requests = [enough]
    await other.parties[0]!.exchange.round()
    expect(other.board.evaluations).toEqual([])
    const empty = new BoardDouble()
    empty.requests = [enough]
    await makeParty(1, empty).exchange.round()
    expect(empty.evaluations).toEqual([])
  })

  test('are answered so many an hour, whoever asks', async () => {
    const { board, parties, key } = await makeKey()
    const limited = exchangeOf(parties[0]!, board, { work: 0, perHour: 2 })
    board.requests = await Promise.all([1, 2, 3].map(async () => (await post(key)).posted))
    await limited.round()
    await limited.round()
    expect(board.evaluations).toHaveLength(2)
  })

  test('an allowance comes back evenly, and never beyond an hour’s', () => {
    let time = 0
    const allowance = createAllowance(2, 3_600_000, () => time)
    const taken = () => [allowance.take(), allowance.take(), allowance.take()].filter(Boolean).length
    expect(taken()).toBe(2)
    time += 1_800_000
    expect(taken()).toBe(1)
    time += 1_799_999
    expect(taken()).toBe(0)
    time += 100 * 3_600_000
    expect(taken()).toBe(2)
    time -= 50 * 3_600_000
    expect(taken()).toBe(0)
  })
})

test('what a board shows that is no ceremony changes nothing, and the trustee goes on', async () => {
  const board = new BoardDouble()
  const party = makeParty(1, board)
  board.begin(setupOf(roster))
  const shown = await board.exchange({ ceremony: null, closed: 0 } as never)
  const strange: DkgMessage[][][] = [[[{ phase: 'commit' } as never]], [[{} as never], [], []]]
  for (const closed of strange) {
    const { sayInCeremony, answerRequest } = board
    const exchange = async () => ({ ...shown, ceremony: { ...shown.ceremony!, closed } })
    const falsely = exchangeOf(party, { exchange, sayInCeremony, answerRequest })
    await expect(falsely.round()).rejects.toMatchObject({ code: 'dkg_message_invalid' })
  }
  await party.exchange.round()
})
