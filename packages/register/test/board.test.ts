/** The board of ceremonies, and who closes its phases (docs/adr/0014). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DkgMessage, type Roster, createCommit, createRoster, isInUse, prepareDeal } from '@avow/core'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createBell } from '../src/institutions/bell.ts'
import { type Board, type Ceremony, createBoard, openPhaseOf } from '../src/institutions/board.ts'
import { createHolder, missingIn, setupFor } from '../src/institutions/holder.ts'
import { openLocalStorage } from '../src/storage/local.ts'
import type { Storage } from '../src/storage/storage.ts'
import { type Parties, partiesOf } from './ceremony-parties.ts'
import { type TestTrustee, makeTrustees, seedOf } from './setting.ts'

const trustees = await makeTrustees(4)
const silent = { info() {}, warn() {}, error() {} }

const rosterOf = (some: readonly TestTrustee[], threshold: number): Roster =>
  createRoster(
    {
      origin: 'log.test',
      log: 'log.test+00000000+AQID',
      witnesses: [],
      quorum: 0,
      trustees: some.map(({ listed }) => ({ ...listed, key: listed.key as never })),
      threshold,
      desk: [],
    },
    seedOf(77),
  )

const roster = rosterOf(trustees.slice(0, 3), 2)

async function openFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'avow-board-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return () => openLocalStorage(folder, { reserve: 0 })
}

interface Setting {
  readonly board: Board
  readonly open: () => Promise<Storage>
  readonly reopen: () => Promise<Board>
  readonly parties: Parties
  time: number
  look(of?: Roster, board?: Board): Promise<void>
  now(): Promise<Ceremony>
  saysAll(...numbers: number[]): Promise<void>
}

async function setUp(): Promise<Setting> {
  const open = await openFolder()
  const reopen = async () => createBoard(await open(), createBell(), () => setting.time)
  const board = await reopen()
  const holders = new Map<string, ReturnType<typeof createHolder>>()
  const setting: Setting = {
    board,
    open,
    reopen,
    parties: partiesOf(trustees),
    time: 0,
    async look(of = roster, on = board) {
      const key = of.signature
      const clock = () => setting.time
      if (!holders.has(key)) holders.set(key, createHolder({ board: on, roster: of, logger: silent, clock }))
      await holders.get(key)!.look()
    },
    now: async () => (await board.ceremony())!,
    async saysAll(...numbers) {
      const ceremony = await setting.now()
      for (const number of numbers)
        await board.take(ceremony, await setting.parties.say(ceremony.state, number))
    },
  }
  return setting
}

let one: Setting
beforeEach(async () => {
  one = await setUp()
})

describe('a new key', () => {
  test('comes into use when everybody has spoken in every phase', async () => {
    await one.look()
    for (const phase of ['commit', 'deal', 'complain', 'answer', 'confirm']) {
      expect(openPhaseOf(await one.now())).toBe(phase)
      await one.saysAll(1, 2)
      await one.look()
      expect(openPhaseOf(await one.now())).toBe(phase)
      expect(missingIn(await one.now(), await one.board.open(await one.now()))).toEqual([3])
      expect(await one.board.key()).toBeUndefined()
      await one.saysAll(3)
      await one.look()
    }
    const { key } = (await one.board.key())!
    expect(isInUse(key)).toBe(true)
    expect(key.trustees.map((trustee) => trustee.key)).toEqual(roster.trustees.map((trustee) => trustee.key))
    await one.look()
    expect((await one.board.key())!.key).toEqual(key)
    expect((await one.now()).number).toBe(1)
  })

  test('waits for everybody to be there once, and then no longer than ten minutes for anybody', async () => {
    await one.look()
    await one.saysAll(1, 2)
    one.time += 86_400_000
    await one.look()
    expect(openPhaseOf(await one.now())).toBe('commit')
    await one.saysAll(3)
    await one.look()
    await one.saysAll(1, 2)
    await one.look()
    one.time += 599_999
    await one.look()
    expect(openPhaseOf(await one.now())).toBe('deal')
    one.time += 1
    await one.look()
    expect(openPhaseOf(await one.now())).toBe('complain')
  })

  test('is begun again when too few have dealt', async () => {
    await one.look()
    await one.saysAll(1, 2, 3)
    await one.look()
    await one.saysAll(1)
    for (let times = 0; times < 2; times += 1, one.time += 600_000) await one.look()
    for (const phase of ['complain', 'answer']) {
      expect(openPhaseOf(await one.now())).toBe(phase)
      await one.saysAll(1, 2, 3)
      await one.look()
    }
    one.time += 60_000
    await one.look()
    expect(await one.now()).toMatchObject({ number: 2, closed: [] })
  })

  test('goes on where it was, on a board that is opened again, with the same messages', async () => {
    await one.look()
    await one.saysAll(1, 2, 3)
    await one.look()
    await one.saysAll(2)
    const again = await one.reopen()
    const [before, after] = [await one.now(), (await again.ceremony())!]
    expect(after.closed).toEqual(before.closed)
    expect(after.state.session).toBe(before.state.session)
    expect(await again.open(after)).toEqual(await one.board.open(before))
  })
})

describe('messages', () => {
  const commitOf = ({ state }: Ceremony): DkgMessage =>
    createCommit(state, prepareDeal(state, 1), trustees[0]!.seed)

  test('are taken once, and no more than two different ones of one party', async () => {
    await one.look()
    const ceremony = await one.now()
    const [first, second, third] = [commitOf(ceremony), commitOf(ceremony), commitOf(ceremony)]
    for (const message of [first, first, second, third, first]) await one.board.take(ceremony, message)
    const open = await one.board.open(ceremony)
    expect(open).toHaveLength(2)
    expect(open).toEqual(expect.arrayContaining([first, second]))
  })

  test('are read once, however often somebody asks for them', async () => {
    await one.look()
    const ceremony = await one.now()
    const storage = await one.open()
    const read: string[] = []
    const counting = { ...storage, read: (path: string) => (read.push(path), storage.read(path)) }
    const board = createBoard(counting, createBell(), () => one.time)
    await one.saysAll(1)
    const asked = [await board.open(ceremony), await board.open(ceremony)]
    await one.saysAll(2, 3)
    asked.push(await board.open(ceremony), await board.open(ceremony))
    expect(asked.map(({ length }) => length)).toEqual([1, 1, 3, 3])
    expect(read).toHaveLength(3)
  })

  test('are refused when their phase is not open', async () => {
    await one.look()
    await one.saysAll(1, 2, 3)
    const before = await one.now()
    await one.look()
    const late = commitOf(before)
    for (const ceremony of [before, await one.now()])
      await expect(one.board.take(ceremony, late)).rejects.toMatchObject({ code: 'phase_closed' })
    expect((await one.now()).closed[0]).not.toContainEqual(late)
  })

  test('of a closed phase never change: who closes it second changes nothing', async () => {
    await one.look()
    await one.saysAll(1, 2, 3)
    const ceremony = await one.now()
    const messages = await one.board.open(ceremony)
    await one.board.close(ceremony, messages.slice(1))
    await one.board.close(ceremony, messages)
    expect((await one.now()).closed[0]).toEqual(messages.slice(1))
  })
})

describe('a key that is there', () => {
  async function makeKey(): Promise<void> {
    await one.look()
    for (let phase = 0; phase < 5; phase += 1) {
      await one.saysAll(1, 2, 3)
      await one.look()
    }
  }

  test('is handed on when the roster has other trustees, by those who hold it', async () => {
    await makeKey()
    const { key } = (await one.board.key())!
    const changed = rosterOf([trustees[0]!, trustees[1]!, trustees[3]!], 2)
    one.time += 60_000
    await one.look(changed)
    const { number, setup } = await one.now()
    expect(number).toBe(2)
    expect(setup.previous).toEqual(key)
    expect(setup.dealers.map(({ trustee }) => trustee)).toEqual([1, 2])
    expect(setup.receivers.map((receiver) => receiver.key)).toEqual(
      changed.trustees.map((trustee) => trustee.key),
    )
  })

  test('is not handed on when fewer than the threshold of those who hold it are left', async () => {
    await makeKey()
    const changed = rosterOf([trustees[0]!, trustees[3]!], 2)
    expect(setupFor(changed, (await one.board.key())!.key)).toBeUndefined()
    one.time += 60_000
    await one.look(changed)
    expect((await one.now()).number).toBe(1)
  })
})
