import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Condition,
  type Envelope,
  type Hash,
  type Note,
  bindingOf,
  createAct,
  createRoster,
  decodeEnvelope,
  deriveKeys,
  encodeBase64,
  encodeCanonical,
  encodeNote,
  encryptTo,
  entryOf,
  generateEntropy,
  hashOfNote,
  openNote,
  rosterHashOf,
  sign,
  statementIdOf,
} from '@avow/core'
import { ClientError } from '@avow/client'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type House, houseOf, logKey, registerSeed, seedOf } from '../../verify/test/opening-of.ts'
import { createReferenceLog } from '../../verify/test/reference-log.ts'
import { createLogger } from '../src/logger.ts'
import { openStore } from '../src/sqlite-store.ts'
import type { Store } from '../src/store.ts'
import { type Trustee, createTrustee } from '../src/trustee.ts'
import {
  type RegisterDouble,
  type SealedDeposit,
  authorAct,
  createRegisterDouble,
  sealFor,
  startTime,
} from './register-double.ts'

let house: House
beforeAll(async () => {
  house = await houseOf({ trustees: 2, witnesses: 3, quorum: 2 })
})

let folder: string
let store: Store
let register: RegisterDouble
let trustee: Trustee
let now: number
let lines: string[]

function start(roster?: Hash): void {
  store = openStore(folder)
  const keys = house.trustees[0]!
  const logger = createLogger(
    (line) => lines.push(line),
    () => now,
  )
  trustee = createTrustee({ keys, store, register, roster, now: () => now, logger, wait: 0 })
}

function restart(roster?: Hash): void {
  store.close()
  start(roster)
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
  now = startTime
  lines = []
  register = createRegisterDouble(house)
  start()
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000)
/** All witnesses sign what there is, by a clock that goes right. */
const witness = () => register.witness(seconds(now), seconds(now), seconds(now))
const states = () => register.holdings.map(({ state, code }) => (code ? `${state} ${code}` : state))
const stateOf = ({ statement }: SealedDeposit) => store.deposit(statement)?.state

async function deposited(condition: Condition): Promise<SealedDeposit> {
  const sealed = await sealFor(house.roster, condition)
  register.deposit(sealed)
  witness()
  return sealed
}

const hour = 3_600_000
const at = (time: number): Condition => ({
  type: 'at',
  time: new Date(time).toISOString().replace('.000', ''),
})

describe('a deposit', () => {
  test('is held, and released as its author wished, once', async () => {
    const sealed = await deposited({ type: 'word' })
    await trustee.round()
    expect(states()).toEqual(['holds'])
    register.log(authorAct('word', sealed.statement, sealed.authorSeed))
    await trustee.round()
    expect(register.releases).toEqual([])
    witness()
    await trustee.round()
    await trustee.round()
    expect(register.releases).toHaveLength(1)
    expect(states()).toEqual(['holds', 'released'])
    const { envelope, notes } = decodeEnvelope(sealed.file)
    const {
      binding: _b,
      version: _v,
      mailbox: _m,
      ...body
    } = await openNote(notes[0]!, envelope, 1, house.trustees[0]!.identity)
    expect(register.releases[0]).toMatchObject({ kind: 'release', statement: sealed.statement, body })
    expect(store.held(sealed.statement)).toBeUndefined()
  })

  test('that nobody has witnessed is not acted on', async () => {
    const sealed = await sealFor(house.roster, { type: 'now' })
    witness()
    register.deposit(sealed)
    await trustee.round()
    expect(stateOf(sealed)).toBeUndefined()
    register.witness(seconds(now))
    await expect(trustee.round()).rejects.toMatchObject({ code: 'feed_invalid' })
    expect(stateOf(sealed)).toBeUndefined()
    witness()
    await trustee.round()
    expect(stateOf(sealed)).toBe('released')
  })

  test('opened at once is released by its own act, which repeats byte for byte after a failure', async () => {
    const sealed = await deposited({ type: 'now' })
    const sent: unknown[] = []
    register.onRelease = (act) => {
      sent.push(act)
      if (sent.length === 1) register.away = true
      if (register.away) throw Object.assign(new Error('gone'), {})
    }
    await expect(trustee.round()).rejects.toThrow('gone')
    expect(stateOf(sealed)).toBe('releasing')
    register.away = false
    restart()
    await trustee.round()
    expect(sent).toHaveLength(2)
    expect(sent[1]).toEqual(sent[0])
    expect(stateOf(sealed)).toBe('released')
  })
})

describe('the word', () => {
  test('of somebody else counts for nothing', async () => {
    const sealed = await deposited({ type: 'word' })
    register.log(authorAct('word', sealed.statement, seedOf(99)))
    witness()
    await trustee.round()
    expect(stateOf(sealed)).toBe('holds')
  })

  test('before the deposit counts for nothing', async () => {
    const sealed = await sealFor(house.roster, { type: 'word' })
    register.log(authorAct('word', sealed.statement, sealed.authorSeed))
    register.deposit(sealed)
    witness()
    await trustee.round()
    expect(stateOf(sealed)).toBe('holds')
  })

  test('that was tampered with stops the feed and opens nothing', async () => {
    const sealed = await deposited({ type: 'word' })
    const word = authorAct('word', sealed.statement, seedOf(99))
    register.log({ ...word, actor: deriveKeys(generateEntropy()).publicKey })
    witness()
    await expect(trustee.round()).rejects.toMatchObject({ code: 'feed_invalid' })
    expect(store.position().cursor).toBe(0)
  })
})

describe('a withdrawal', () => {
  test('before the release destroys the share, for good', async () => {
    const sealed = await deposited({ type: 'word' })
    await trustee.round()
    register.log(authorAct('withdraw', sealed.statement, sealed.authorSeed))
    register.log(authorAct('word', sealed.statement, sealed.authorSeed))
    witness()
    await trustee.round()
    expect(states()).toEqual(['holds', 'destroyed'])
    expect(store.held(sealed.statement)).toBeUndefined()
    restart()
    await trustee.round()
    expect(register.releases).toEqual([])
  })

  test('that stands on a later page than the word is read before anything is released', async () => {
    const sealed = await deposited({ type: 'word' })
    register.log(authorAct('word', sealed.statement, sealed.authorSeed))
    register.log(authorAct('withdraw', sealed.statement, sealed.authorSeed))
    witness()
    register.pageSize = 1
    for (let round = 0; round < 4; round += 1) await trustee.round()
    expect(register.releases).toEqual([])
    expect(stateOf(sealed)).toBe('destroyed')
  })

  test('stops a release that could not be sent', async () => {
    const sealed = await deposited({ type: 'now' })
    register.onRelease = () => {
      throw new Error('gone')
    }
    await expect(trustee.round()).rejects.toThrow('gone')
    register.onRelease = () => {}
    register.log(authorAct('withdraw', sealed.statement, sealed.authorSeed))
    witness()
    restart()
    await trustee.round()
    expect(register.releases).toEqual([])
    expect(stateOf(sealed)).toBe('destroyed')
  })

  test('after the release changes nothing', async () => {
    const sealed = await deposited({ type: 'now' })
    await trustee.round()
    register.log(authorAct('withdraw', sealed.statement, sealed.authorSeed))
    witness()
    await trustee.round()
    expect(states()).toEqual(['released'])
  })

  test('by somebody else changes nothing', async () => {
    const sealed = await deposited({ type: 'word' })
    register.log(authorAct('withdraw', sealed.statement, seedOf(99)))
    witness()
    await trustee.round()
    expect(stateOf(sealed)).toBe('holds')
  })
})

describe('a date', () => {
  test('waits for the witnesses although the own clock is far ahead', async () => {
    const sealed = await deposited(at(startTime + hour))
    now = startTime + 1000 * hour
    register.witness(seconds(startTime), seconds(startTime), seconds(startTime))
    await trustee.round()
    expect(stateOf(sealed)).toBe('holds')
    register.witness(seconds(startTime + hour), seconds(startTime + hour), seconds(startTime))
    await trustee.round()
    expect(stateOf(sealed)).toBe('released')
  })

  test('waits for the own clock although the witnesses are far ahead', async () => {
    const sealed = await deposited(at(startTime + hour))
    const late = seconds(startTime + 1000 * hour)
    register.witness(late, late, late)
    await trustee.round()
    expect(stateOf(sealed)).toBe('holds')
    now = startTime + hour
    await trustee.round()
    expect(stateOf(sealed)).toBe('released')
  })

  test('is not moved by one fast witness', async () => {
    const sealed = await deposited(at(startTime + hour))
    now = startTime + 2 * hour
    register.witness(seconds(now), seconds(startTime), seconds(startTime))
    await trustee.round()
    expect(stateOf(sealed)).toBe('holds')
  })

  test('passes unmet while the register is away', async () => {
    const sealed = await deposited(at(startTime + hour))
    await trustee.round()
    now = startTime + 2 * hour
    register.away = true
    for (let round = 0; round < 3; round += 1)
      await expect(trustee.round()).rejects.toMatchObject({ code: 'unreachable' })
    expect(stateOf(sealed)).toBe('holds')
    register.away = false
    witness()
    await trustee.round()
    expect(stateOf(sealed)).toBe('released')
  })

  test('waits for the end of the feed', async () => {
    const sealed = await deposited(at(startTime + hour))
    await deposited({ type: 'word' })
    now = startTime + 2 * hour
    witness()
    register.pageSize = 1
    await trustee.round()
    expect(store.position().readTime).toBeNull()
    expect(stateOf(sealed)).toBe('holds')
    await trustee.round()
    expect(stateOf(sealed)).toBe('released')
  })
})

describe('the log', () => {
  test('that is shorter than before is refused, and kept as evidence', async () => {
    const sealed = await deposited({ type: 'now' })
    await trustee.round()
    const before = store.position()
    register.tamper((page) => ({ ...page, items: [], next: 2, checkpoint: shorter, consistency: [] }))
    const cosigners = house.witnesses.map((key) => ({ key, time: seconds(now) }))
    const shorter = createReferenceLog(logKey, [seedOf(50), seedOf(51)]).checkpoint(2, cosigners)
    await expect(trustee.round()).rejects.toMatchObject({ code: 'log_rollback' })
    expect(store.position()).toEqual(before)
    expect(store.evidence()).toEqual([{ kind: 'log_rollback', checkpoint: shorter, time: now }])
    register.tamper(undefined)
    await trustee.round()
    expect(stateOf(sealed)).toBe('released')
  })

  test.each([3, 5])('that is another of size %i is refused, and nothing of it is taken', async (size) => {
    await deposited({ type: 'word' })
    await trustee.round()
    expect(store.position().size).toBe(3)
    const other = createReferenceLog(
      logKey,
      Array.from({ length: 9 }, (_, n) => seedOf(n)),
    )
    const evil = await sealFor(house.roster, { type: 'now' })
    const { envelope, notes } = decodeEnvelope(evil.file)
    const act = createAct({ kind: 'deposit', statement: evil.statement, body: {} }, registerSeed)
    other.entries[4] = entryOf(act)
    const cosigners = house.witnesses.map((key) => ({ key, time: seconds(now) }))
    register.tamper((page) => ({
      ...page,
      items: [
        { index: 4, act, receipt: other.proof(4, 9, cosigners), envelope, note: encodeBase64(notes[0]!) },
      ],
      next: size,
      checkpoint: other.checkpoint(size, cosigners),
      consistency: other.consistency(3, size),
    }))
    await expect(trustee.round()).rejects.toMatchObject({ code: 'log_fork' })
    expect(store.deposit(evil.statement)).toBeUndefined()
    expect(store.evidence()).toHaveLength(1)
  })

  test('that has no witnessed checkpoint yet is waited for', async () => {
    await expect(trustee.round()).rejects.toMatchObject({ details: { code: 'checkpoint_unknown' } })
    const sealed = await deposited({ type: 'now' })
    await trustee.round()
    expect(stateOf(sealed)).toBe('released')
  })

  test('that the register itself says is shorter raises the same alarm', async () => {
    await deposited({ type: 'word' })
    await trustee.round()
    const size_unknown = { code: 'size_unknown', status: 409 }
    register.tamper(() => {
      throw new ClientError('refused', 'the log is not that large', size_unknown)
    })
    await expect(trustee.round()).rejects.toMatchObject({ code: 'log_rollback' })
  })

  test('without the quorum is refused', async () => {
    register.deposit(await sealFor(house.roster, { type: 'now' }))
    register.witness(seconds(now))
    await expect(trustee.round()).rejects.toMatchObject({ code: 'feed_invalid' })
  })
})

describe('the feed', () => {
  test('turned round and doubled gives the same as in order', async () => {
    const sealed = await deposited({ type: 'word' })
    register.log(authorAct('word', sealed.statement, sealed.authorSeed))
    register.deposit(sealed)
    witness()
    register.tamper((page) => ({ ...page, items: [...page.items, ...page.items].toReversed() }))
    await trustee.round()
    await trustee.round()
    expect(states()).toEqual(['released'])
    expect(register.releases).toHaveLength(1)
  })

  test('that repeats what was taken changes nothing', async () => {
    const sealed = await deposited({ type: 'word' })
    await trustee.round()
    const [first] = register.requests
    let whole: Parameters<NonNullable<Parameters<RegisterDouble['tamper']>[0]>>[0] | undefined
    register.tamper((page) => (whole = page))
    restart()
    await trustee.round()
    const again = await register.feed({ ...first!, signature: first!.signature })
    register.tamper((page) => ({ ...page, items: [...again.items, ...page.items] }))
    await trustee.round()
    expect(whole?.items).toHaveLength(1)
    expect(stateOf(sealed)).toBe('holds')
    expect(states()).toEqual(['holds'])
  })

  test.each([
    ['a receipt for another place', (index: number) => ({ index: index + 0, receipt: undefined }), 2],
    ['an end beyond the log', () => ({}), 99],
    ['an end before the cursor', () => ({}), -1],
  ])('with %s is refused whole', async (name, _change, next) => {
    await deposited({ type: 'now' })
    await deposited({ type: 'now' })
    register.tamper((page) => {
      const [one, two] = page.items
      const swapped = [{ ...one!, receipt: two!.receipt }, two!]
      return name.startsWith('a receipt') ? { ...page, items: swapped } : { ...page, next }
    })
    await expect(trustee.round()).rejects.toMatchObject({ code: 'feed_invalid' })
    expect(store.position().cursor).toBe(0)
    expect(register.releases).toEqual([])
  })

  test('that puts an act in another place than its receipt is refused whole', async () => {
    const sealed = await deposited({ type: 'word' })
    register.log(authorAct('word', sealed.statement, sealed.authorSeed))
    witness()
    register.tamper(({ items: [deposit, word], ...page }) => {
      return { ...page, items: [deposit!, { ...word!, index: word!.index - 1 }, { ...deposit!, index: 0 }] }
    })
    await expect(trustee.round()).rejects.toMatchObject({ code: 'feed_invalid' })
    expect(stateOf(sealed)).toBeUndefined()
  })

  test('goes on where it was after an end in the middle', async () => {
    const all = [
      await deposited({ type: 'now' }),
      await deposited({ type: 'word' }),
      await deposited({ type: 'now' }),
    ]
    register.pageSize = 1
    for (let round = 0; round < 4; round += 1) {
      await trustee.round()
      restart()
    }
    expect(all.map(stateOf)).toEqual(['released', 'holds', 'released'])
    expect(register.requests.map(({ after }) => after)).toEqual([0, 3, 4, 5])
  })
})

describe('a deposit that is wrong', () => {
  /** Rebuilds an envelope around a changed note, signed by its author: what a hostile author can make. */
  async function remade(
    change: (note: Note) => Partial<Note>,
    changeEnvelope: (envelope: Envelope) => Partial<Envelope> = () => ({}),
  ) {
    const sealed = await sealFor(house.roster, { type: 'now' })
    const { envelope, notes } = decodeEnvelope(sealed.file)
    const note = await openNote(notes[0]!, envelope, 1, house.trustees[0]!.identity)
    const header = { ...envelope, ...changeEnvelope(envelope) }
    const bound = { ...note, binding: bindingOf(header), ...change(note) }
    const secret = await encryptTo([house.roster.trustees[0]!.recipient], encodeNote(bound as Note))
    const { signature: _, ...unsigned } = { ...header, notes: [hashOfNote(secret), envelope.notes[1]!] }
    const signature = sign('avow/envelope-signature/v1', sealed.authorSeed, encodeCanonical(unsigned))
    const made = { ...unsigned, signature } as Envelope
    return {
      sealed: { ...sealed, statement: statementIdOf(made) },
      extra: { envelope: made, note: encodeBase64(secret) },
    }
  }

  /** Deposits it before a good one: it is refused with the code, and the good one is held. */
  async function expectRefused(
    code: string,
    sealed: SealedDeposit,
    extra: Parameters<RegisterDouble['deposit']>[1],
  ) {
    register.deposit(sealed, extra)
    const good = await deposited({ type: 'now' })
    await trustee.round()
    expect(states()).toContain(`refused ${code}`)
    expect(stateOf(sealed)).toBe('refused')
    expect(stateOf(good)).toBe('released')
    expect(register.releases).toHaveLength(1)
  }

  test('note_hash_mismatch: the note is another than the envelope names', async () => {
    const [one, other] = [
      await sealFor(house.roster, { type: 'now' }),
      await sealFor(house.roster, { type: 'now' }),
    ]
    await expectRefused('note_hash_mismatch', one, {
      note: encodeBase64(decodeEnvelope(other.file).notes[0]!),
    })
  })

  test('note_undecryptable: the note is for somebody else', async () => {
    const sealed = await sealFor(house.roster, { type: 'now' })
    const { envelope, notes } = decodeEnvelope(sealed.file)
    const { signature: _, ...unsigned } = { ...envelope, notes: [envelope.notes[1]!, envelope.notes[1]!] }
    const signature = sign('avow/envelope-signature/v1', sealed.authorSeed, encodeCanonical(unsigned))
    const made = { ...unsigned, signature } as Envelope
    const extra = { envelope: made, note: encodeBase64(notes[1]!) }
    await expectRefused('note_undecryptable', { ...sealed, statement: statementIdOf(made) }, extra)
  })

  test('note_binding_mismatch: a note copied from the envelope of another author', async () => {
    const victim = await sealFor(house.roster, { type: 'word' })
    const { envelope, notes } = decodeEnvelope(victim.file)
    const thief = deriveKeys(generateEntropy())
    const { signature: _, ...unsigned } = { ...envelope, author: thief.publicKey, locator: thief.locatorHash }
    const made = {
      ...unsigned,
      signature: sign('avow/envelope-signature/v1', thief.seed, encodeCanonical(unsigned)),
    } as Envelope
    const copied = { ...victim, statement: statementIdOf(made), authorSeed: thief.seed }
    await expectRefused('note_binding_mismatch', copied, { envelope: made, note: encodeBase64(notes[0]!) })
    register.log(authorAct('word', copied.statement, thief.seed))
    witness()
    await trustee.round()
    expect(register.releases).toHaveLength(1)
  })

  test.each([
    ['note_malformed', () => ({ shareSalt: 'zz' as Note['shareSalt'] }), undefined],
    ['note_index_mismatch', () => ({ trustee: 2 }), undefined],
    [
      'share_commitment_mismatch',
      () => ({ share: encodeBase64(new Uint8Array(33)) as Note['share'] }),
      undefined,
    ],
    ['condition_commitment_mismatch', () => ({ condition: { type: 'word' } as const }), undefined],
    ['condition_invalid', () => ({ condition: { type: 'at', time: 'soon' } as Condition }), undefined],
    ['roster_unknown', () => ({}), () => ({ roster: '00'.repeat(32) as Hash })],
    ['envelope_malformed', () => ({}), ({ shares }: Envelope) => ({ shares: [...shares, shares[0]!] })],
    ['envelope_malformed', () => ({}), () => ({ origin: 'other.test' })],
    ['threshold_invalid', () => ({}), () => ({ threshold: 3 })],
  ])('%s', async (code, change, changeEnvelope) => {
    const { sealed, extra } = await remade(change, changeEnvelope)
    await expectRefused(code, sealed, extra)
  })

  test('signature_invalid: its author did not sign it', async () => {
    const { sealed, extra } = await remade(() => ({}))
    const envelope = { ...extra.envelope, author: deriveKeys(generateEntropy()).publicKey }
    await expectRefused(
      'signature_invalid',
      { ...sealed, statement: statementIdOf(envelope) },
      { ...extra, envelope },
    )
  })

  test('envelope_missing: the envelope is not the one deposited', async () => {
    const [one, other] = [
      await sealFor(house.roster, { type: 'now' }),
      await sealFor(house.roster, { type: 'now' }),
    ]
    await expectRefused('envelope_missing', one, { envelope: decodeEnvelope(other.file).envelope })
  })

  test('note_missing: there is no note', async () => {
    const sealed = await sealFor(house.roster, { type: 'now' })
    const act = createAct({ kind: 'deposit', statement: sealed.statement, body: {} }, registerSeed)
    register.log(act, { envelope: decodeEnvelope(sealed.file).envelope })
    witness()
    await trustee.round()
    expect(states()).toEqual(['refused note_missing'])
  })

  test('random bytes for a note are refused', async () => {
    const sealed = await sealFor(house.roster, { type: 'now' })
    await expectRefused('note_hash_mismatch', sealed, {
      note: encodeBase64(crypto.getRandomValues(new Uint8Array(700))),
    })
  })

  test('a deposit that the register has not signed stops the feed', async () => {
    const sealed = await sealFor(house.roster, { type: 'now' })
    const { envelope, notes } = decodeEnvelope(sealed.file)
    register.log(createAct({ kind: 'deposit', statement: sealed.statement, body: {} }, seedOf(99)), {
      envelope,
      note: encodeBase64(notes[0]!),
    })
    witness()
    await expect(trustee.round()).rejects.toMatchObject({ code: 'feed_invalid' })
  })
})

describe('the roster', () => {
  const changedRoster = () => {
    const { version: _v, register: _r, signature: _s, ...fields } = house.roster
    return createRoster({ ...fields, quorum: 1 }, registerSeed)
  }

  test('is kept from the first time on', async () => {
    witness()
    await trustee.round()
    register.shownRoster = changedRoster()
    restart()
    await trustee.round()
    expect(store.pinnedRoster()).toEqual(house.roster)
    register.deposit(await sealFor(house.roster, { type: 'now' }))
    register.witness(seconds(now))
    await expect(trustee.round()).rejects.toMatchObject({ code: 'feed_invalid' })
  })

  test('that was given by its hash is the only one taken', async () => {
    witness()
    restart('00'.repeat(32) as Hash)
    await expect(trustee.round()).rejects.toMatchObject({ code: 'roster_unexpected' })
    restart(rosterHashOf(house.roster))
    await trustee.round()
    const next = changedRoster()
    register.shownRoster = next
    restart(rosterHashOf(next))
    await trustee.round()
    expect(store.pinnedRoster()).toEqual(next)
  })

  test('without the own key is not taken', async () => {
    register.shownRoster = (await houseOf({ trustees: 2 })).roster
    const { version: _v, register: _r, signature: _s, ...fields } = register.shownRoster
    const trustees = fields.trustees.map((one, n) => ({
      ...one,
      key: deriveKeys(generateEntropy()).publicKey,
      name: `Other ${n}`,
    }))
    register.shownRoster = createRoster({ ...fields, trustees }, registerSeed)
    await expect(trustee.round()).rejects.toMatchObject({ code: 'roster_without_us' })
    expect(store.pinnedRoster()).toBeUndefined()
  })

  test('of an envelope may be a later one: the share is held under its number there', async () => {
    witness()
    await trustee.round()
    const { version: _v, register: _r, signature: _s, ...fields } = house.roster
    register.shownRoster = createRoster(
      { ...fields, trustees: [...fields.trustees].toReversed() },
      registerSeed,
    )
    const sealed = await sealFor(register.shownRoster, { type: 'word' })
    register.deposit(sealed, { note: encodeBase64(decodeEnvelope(sealed.file).notes[1]!) })
    witness()
    await trustee.round()
    expect(store.held(sealed.statement)?.trustee).toBe(2)
    expect(store.pinnedRoster()).toEqual(house.roster)
  })
})

test('a release that the register refuses is tried again after a while, and holds up no others', async () => {
  const refused = await deposited({ type: 'now' })
  let attempts = 0
  register.onRelease = ({ statement }) => {
    attempts += statement === refused.statement ? 1 : 0
    register.refusal = statement === refused.statement && attempts < 3 ? 'condition_not_met' : undefined
  }
  await trustee.round()
  const other = await deposited({ type: 'now' })
  await trustee.round()
  expect([stateOf(refused), stateOf(other), attempts]).toEqual(['releasing', 'released', 1])
  now += 10_000
  await trustee.round()
  now += 10_000
  await trustee.round()
  expect([stateOf(refused), attempts]).toEqual(['releasing', 2])
  now += 10_000
  await trustee.round()
  expect([stateOf(refused), attempts]).toEqual(['released', 3])
})

test('nothing that is written down holds a share, a key or a note', async () => {
  const sealed = await deposited({ type: 'now' })
  const { envelope, notes } = decodeEnvelope(sealed.file)
  const { share } = await openNote(notes[0]!, envelope, 1, house.trustees[0]!.identity)
  await trustee.round()
  const written = lines.join('')
  expect(written).toContain(sealed.statement)
  for (const secret of [share, house.trustees[0]!.identity, encodeBase64(notes[0]!)])
    expect(written).not.toContain(secret)
})
