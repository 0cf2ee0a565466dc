/** Opening together through the whole of a trustee: feed, store, counts, releases (spec/conditions.md, "Together"). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Candidate,
  type Condition,
  type Entropy,
  type Hash,
  type InstitutionTag,
  type PublicKey,
  type Salt,
  type Share,
  type Term,
  checkCondition,
  createStatement,
  decodeEnvelope,
  deriveKeys,
  encodeBase64,
  gatherFacts,
  generateEntropy,
  hashOf,
  largestStableSet,
  parseBody,
  seal,
  utf8,
} from '@avow/core'
import * as fc from 'fast-check'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type House, houseOf } from '../../verify/test/opening-of.ts'
import { openStore } from '../src/sqlite-store.ts'
import type { Arrival, Deposit, Store } from '../src/store.ts'
import { countTogether } from '../src/together.ts'
import { type Trustee, createTrustee } from '../src/trustee.ts'
import {
  type RegisterDouble,
  type SealedDeposit,
  authorAct,
  createRegisterDouble,
  startTime,
} from './register-double.ts'

const tagNamed = (name: string): InstitutionTag => `tag:${hashOf(utf8(name))}`
const [house1, house2] = [tagNamed('the House'), tagNamed('the Company')]
const together = (size: number, institution = house1, vouched = false): Condition =>
  checkCondition({ type: 'together', size, institution, vouched })
const anyOf = (...of: Condition[]) => checkCondition({ type: 'any', of })
const allOf = (...of: Condition[]) => checkCondition({ type: 'all', of })
const word: Condition = { type: 'word' }

let house: House
beforeAll(async () => {
  house = await houseOf({ trustees: 2, witnesses: 1, quorum: 1 })
})

const quiet = { info() {}, warn() {} }

interface Place {
  readonly folder: string
  store: Store
  readonly register: RegisterDouble
  trustee: Trustee
}

let now: number
let places: Place[]

/** A register and one of its trustees. @param number of the trustee, from 1 */
function open(number = 1, register = createRegisterDouble(house)): Place {
  const folder = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
  const place = { folder, register } as unknown as Place
  start(place, number)
  places.push(place)
  return place
}

function start(place: Place, number = 1): void {
  place.store = openStore(place.folder)
  const keys = house.trustees[number - 1]!
  const options = {
    keys,
    store: place.store,
    register: place.register,
    now: () => now,
    logger: quiet,
    wait: 0,
  }
  place.trustee = createTrustee(options)
}

let one: Place
beforeEach(() => {
  now = startTime
  places = []
  one = open()
})
afterEach(() => {
  for (const { store, folder } of places) {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

const statement = createStatement({
  kind: 'testimony',
  title: 'What I saw',
  language: 'en',
  body: parseBody('I was there.'),
  declarant: { as: 'nobody' },
  institutions: [{ name: 'The House' }],
})

async function sealed(condition: Condition, entropy: Entropy = generateEntropy()): Promise<SealedDeposit> {
  const made = await seal({ statement, condition, roster: house.roster, entropy })
  const { seed: authorSeed, mailbox } = deriveKeys(entropy)
  return { statement: made.statement, authorSeed, mailbox, file: made.file } as SealedDeposit
}

/** The witnesses sign, and the trustee reads, decides and sends. */
async function look(place = one): Promise<void> {
  now += 1000
  place.register.witness(now / 1000)
  await place.trustee.round()
}

async function deposit(condition: Condition, entropy?: Entropy): Promise<SealedDeposit> {
  const made = await sealed(condition, entropy)
  one.register.deposit(made)
  await look()
  return made
}

const released = ({ register } = one): string[] => register.releases.map((act) => String(act.statement))
const idsOf = (...deposits: SealedDeposit[]): string[] => deposits.map((made) => made.statement)
const stateOf = (made: SealedDeposit) => one.store.deposit(made.statement)?.state

describe('three who ask for three', () => {
  test('wait while they are two, and all open with the third; one about another institution stays', async () => {
    const first = await deposit(together(3))
    const other = await deposit(together(3, house2))
    const second = await deposit(together(3))
    expect(released()).toEqual([])
    const third = await deposit(together(3))
    expect(released().toSorted()).toEqual(idsOf(first, second, third).toSorted())
    expect(stateOf(other)).toBe('holds')
  })

  test('open although the trustee is started again between any two of them', async () => {
    const deposits: SealedDeposit[] = []
    for (let count = 0; count < 3; count += 1) {
      deposits.push(await deposit(together(3)))
      one.store.close()
      start(one)
    }
    await look()
    expect(released().toSorted()).toEqual(idsOf(...deposits).toSorted())
  })

  test('do not open when one of them is the author of two', async () => {
    const entropy = generateEntropy()
    await deposit(together(3), entropy)
    await deposit(together(3), entropy)
    await deposit(together(3))
    expect(released()).toEqual([])
  })

  test('do not open when one of them has withdrawn, and open when another comes', async () => {
    const gone = await deposit(together(3))
    const stays = await deposit(together(3))
    one.register.log(authorAct('withdraw', gone.statement, gone.authorSeed))
    const third = await deposit(together(3))
    expect(released()).toEqual([])
    expect(stateOf(gone)).toBe('destroyed')
    const fourth = await deposit(together(3))
    expect(released().toSorted()).toEqual(idsOf(stays, third, fourth).toSorted())
  })

  test('are not released any more when one withdraws before the register has taken the releases', async () => {
    const first = await deposit(together(3))
    const second = await deposit(together(3))
    one.register.refusal = 'overloaded'
    const third = await deposit(together(3))
    expect(stateOf(second)).toBe('releasing')
    one.register.refusal = undefined
    one.register.log(authorAct('withdraw', first.statement, first.authorSeed))
    now += 3_600_000
    await look()
    expect(released()).toEqual([])
    expect([first, second, third].map(stateOf)).toEqual(['destroyed', 'holds', 'holds'])
  })
})

describe('no match is poisoned', () => {
  test('by a deposit that is sent twice, or by a note that was copied into another envelope', async () => {
    const first = await deposit(together(3))
    one.register.deposit(first)
    await deposit(together(3))
    const forged = await sealed(together(3))
    const copied = encodeBase64(decodeEnvelope(first.file).notes[0]!)
    one.register.deposit(forged, { note: copied })
    await look()
    expect(stateOf(forged)).toBe('refused')
    expect(released()).toEqual([])
    await deposit(together(3))
    expect(released()).toHaveLength(3)
  })

  test('by one that asks for more than will ever be: the others open', async () => {
    const greedy = await deposit(together(10_000))
    await deposit(together(2))
    expect(released()).toEqual([])
    await deposit(together(2))
    expect(released()).toHaveLength(2)
    expect(stateOf(greedy)).toBe('holds')
  })

  test('by a withdrawal after the opening: who is open stays counted', async () => {
    await deposit(together(2))
    const second = await deposit(together(2))
    expect(released()).toHaveLength(2)
    one.register.log(authorAct('withdraw', second.statement, second.authorSeed))
    await look()
    const third = await deposit(together(3))
    expect(released()).toContain(third.statement)
  })
})

describe('together with other terms', () => {
  test('the word opens one at once, and it goes on counting', async () => {
    const first = await deposit(anyOf(word, together(3)))
    one.register.log(authorAct('word', first.statement, first.authorSeed))
    await look()
    expect(released()).toEqual([first.statement])
    await deposit(together(3))
    expect(released()).toHaveLength(1)
    await deposit(together(3))
    expect(released()).toHaveLength(3)
  })

  test('one who also waits for their word holds up those who need them, and no longer than that', async () => {
    const waiting = await deposit(allOf(word, together(2)))
    const other = await deposit(together(2))
    expect(released()).toEqual([])
    one.register.log(authorAct('word', waiting.statement, waiting.authorSeed))
    await look()
    expect(released().toSorted()).toEqual(idsOf(waiting, other).toSorted())
  })

  test('one about two institutions opens both sides', async () => {
    const left = await deposit(together(2, house1))
    const right = await deposit(together(2, house2))
    expect(released()).toEqual([])
    const both = await deposit(allOf(together(2, house1), together(2, house2)))
    expect(released().toSorted()).toEqual(idsOf(left, right, both).toSorted())
  })
})

test('two trustees that read the same log, and one that reads it in another order, release the same', async () => {
  const deposits = await Promise.all(
    [together(2), together(3), anyOf(together(5), together(2, house2)), together(4), together(2, house2)].map(
      (condition) => sealed(condition),
    ),
  )
  const note = (made: SealedDeposit, number: number) => ({
    note: encodeBase64(decodeEnvelope(made.file).notes[number - 1]!),
  })
  const second = open(2)
  const backwards = open(1)
  for (const made of deposits) {
    one.register.deposit(made)
    await look(one)
    second.register.deposit(made, note(made, 2))
    await look(second)
  }
  for (const made of deposits.toReversed()) backwards.register.deposit(made)
  await look(backwards)
  const sets = [one, second, backwards].map((place) => released(place).toSorted())
  expect(sets[0]!.length).toBeGreaterThan(0)
  expect(sets[1]).toEqual(sets[0])
  expect(sets[2]).toEqual(sets[0])
})

describe('counts', () => {
  type Step =
    | {
        readonly kind: 'arrive'
        readonly author: number
        readonly isVouched: boolean
        readonly condition: Condition
      }
    | { readonly kind: 'withdraw' | 'word'; readonly which: number }

  const terms = fc.oneof(
    fc.constant<Condition>(word),
    fc
      .tuple(
        fc.integer({ min: 2, max: 4 }),
        fc.constantFrom(house1, house2, tagNamed('the Order')),
        fc.boolean(),
      )
      .map(([size, institution, vouched]) => together(size, institution, vouched)),
  )
  const groups = fc
    .tuple(
      fc.constantFrom('any', 'all'),
      fc.uniqueArray(terms, { minLength: 2, maxLength: 3, selector: (term) => JSON.stringify(term) }),
    )
    .map(([type, of]): Condition => checkCondition({ type, of }))
  const steps: fc.Arbitrary<Step[]> = fc.array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('arrive' as const),
          author: fc.nat(5),
          isVouched: fc.boolean(),
          condition: fc.oneof(terms, groups),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constantFrom('withdraw' as const, 'word' as const),
          which: fc.nat(9),
        }),
      },
    ),
    { minLength: 1, maxLength: 12 },
  )

  const authorOf = (number: number): PublicKey => hashOf(utf8(`author ${number}`)) as string as PublicKey

  /** Each is spent once. */
  const tokenOf = (index: number, isVouched: boolean): PublicKey | null =>
    isVouched ? (hashOf(utf8(`token ${index}`)) as string as PublicKey) : null

  const arrivalOf = (
    index: number,
    author: number,
    credential: PublicKey | null,
    condition: Term,
  ): Arrival => {
    const deposit: Deposit = {
      statement: hashOf(utf8(`statement ${index}`)),
      deposited: index,
      author: authorOf(author),
      trustee: 1,
      state: 'holds',
      code: null,
      credential,
      time: startTime,
      sign: null,
      checkIn: null,
    }
    const salt = '00'.repeat(32) as Salt
    const held = { trustee: 1, share: '' as Share, shareSalt: salt, condition, conditionSalt: salt }
    return { deposit, held: held as Arrival['held'] }
  }

  /** What a count from nothing gives: the statements that open. */
  function fromNothing(all: readonly Step[]): readonly Hash[] {
    const arrivals = all.flatMap((step, index) => (step.kind === 'arrive' ? [{ ...step, index }] : []))
    const acts = all.filter((step) => step.kind !== 'arrive')
    const candidates = arrivals.map(({ author, isVouched, condition, index }, place): Candidate => {
      const isDone = (kind: string) => acts.some((act) => act.kind === kind && act.which === place)
      const facts = gatherFacts([
        { kind: 'deposit', time: startTime },
        ...(isDone('word') ? [{ kind: 'word', time: startTime } as const] : []),
        ...(isDone('withdraw') ? [{ kind: 'withdraw' } as const] : []),
      ])
      const fixed = { credential: tokenOf(index, isVouched), released: false, condition, facts }
      return { statement: hashOf(utf8(`statement ${index}`)), author: authorOf(author), ...fixed }
    })
    return largestStableSet(candidates, startTime).statements
  }

  test('that are kept from deposit to deposit open what a count from nothing opens', async () => {
    const { judge, knownOf } = await import('../src/decide.ts')
    fc.assert(
      fc.property(steps, (all) => {
        const store = openStore(':memory:')
        const arrived: Arrival[] = []
        const position = { cursor: 1, size: 1, root: null, readTime: startTime }
        const acts: string[] = []
        for (const [index, step] of all.entries()) {
          const change = {
            arrivals: [] as Arrival[],
            acts: [] as never[],
            signs: [],
            position,
            contact: null,
          }
          if (step.kind === 'arrive') {
            arrived.push(arrivalOf(index, step.author, tokenOf(index, step.isVouched), step.condition))
            change.arrivals.push(arrived.at(-1)!)
          } else acts.push(`${step.kind} ${step.which}`)
          // An act counts once its deposit is known, as in a log.
          for (const [place, { deposit }] of arrived.entries())
            for (const kind of ['word', 'withdraw'] as const)
              if (acts.includes(`${kind} ${place}`))
                change.acts.push({
                  statement: deposit.statement,
                  kind,
                  actor: deposit.author,
                  index: 1000,
                  time: startTime,
                } as never)
          store.applyPage(change)
          countTogether(store, [], startTime)
          store.lookAgain(
            store.due(startTime).map(({ statement }) => ({ statement, due: null, warned: '' }) as never),
          )
        }
        const opens = arrived
          .map(({ deposit }) => deposit)
          .filter((deposit) => judge(knownOf(store, deposit, [])!, startTime).holds)
          .map(({ statement }) => statement)
        store.close()
        expect(opens.toSorted()).toEqual([...fromNothing(all)].toSorted())
      }),
      { numRuns: 250 },
    )
  })
})
