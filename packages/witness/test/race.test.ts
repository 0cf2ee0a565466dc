/** Requests that overtake each other between check and commit (C2SP tlog-witness, end of "add-checkpoint"). */
import { parseVkey } from '@avow/tlog'
import { expect, onTestFinished, test } from 'vitest'
import { type Store, createWitness, openStore } from '../src/index.ts'
import { createLog, createTestLogger, makeWitness, noon } from './setting.ts'

const origin = 'register.example/log'
const log = createLog(origin)
const fork = createLog(origin, 1, 'fork', 5)
const bytes = (text: string) => new TextEncoder().encode(text)

/** A second witness process on the same folder, in which something happens between check and commit. */
function stalled(first: ReturnType<typeof makeWitness>, meanwhile: () => void) {
  const store = openStore(first.folder)
  onTestFinished(() => store.close())
  let checks = 0
  const stalling: Store = {
    ...store,
    advance(...change) {
      checks += 1
      if (checks === 1) meanwhile()
      return store.advance(...change)
    },
  }
  const { cosigners } = first
  const logs = [parseVkey(log.vkey)]
  return createWitness({ cosigners, logs, store: stalling, logger: createTestLogger(), now: () => noon })
}

test('a smaller checkpoint that was checked first does not roll back a larger one', () => {
  const first = makeWitness([log])
  first.witness.addCheckpoint(bytes(log.request(0, 5)))
  const second = stalled(first, () => {
    expect(first.witness.addCheckpoint(bytes(log.request(5, 20)))).toMatchObject({ status: 200 })
  })
  expect(second.addCheckpoint(bytes(log.request(5, 9)))).toEqual({ status: 409, size: 20 })
  expect(first.store.latest(origin)).toMatchObject(log.head(20))
})

test('of two branches that both grow from the same checkpoint one is cosigned', () => {
  const first = makeWitness([log])
  first.witness.addCheckpoint(bytes(log.request(0, 5)))
  const second = stalled(first, () => {
    expect(first.witness.addCheckpoint(bytes(fork.request(5, 9)))).toMatchObject({ status: 200 })
  })
  expect(second.addCheckpoint(bytes(log.request(5, 9)))).toEqual({ status: 409, size: 9 })
  expect(first.store.latest(origin)).toMatchObject(fork.head(9))
})

test('of two first checkpoints of one log one is cosigned', () => {
  const first = makeWitness([log])
  const second = stalled(first, () => {
    expect(first.witness.addCheckpoint(bytes(fork.request(0, 9)))).toMatchObject({ status: 200 })
  })
  expect(second.addCheckpoint(bytes(log.request(0, 9)))).toEqual({ status: 409, size: 9 })
})

test('the same checkpoint asked for twice at once is cosigned once, then refused as known', () => {
  const first = makeWitness([log])
  const second = stalled(first, () => void first.witness.addCheckpoint(bytes(log.request(0, 9))))
  expect(second.addCheckpoint(bytes(log.request(0, 9)))).toEqual({ status: 409, size: 9 })
  expect(second.addCheckpoint(bytes(log.request(9, 9)))).toMatchObject({ status: 200 })
})

test('a cosignature of an earlier time does not replace a later one', () => {
  const first = makeWitness([log])
  first.witness.addCheckpoint(bytes(log.request(0, 9)))
  const second = stalled(first, () => {
    first.clock.now = noon + 5000
    expect(first.witness.addCheckpoint(bytes(log.request(9, 9)))).toMatchObject({ status: 200 })
  })
  expect(second.addCheckpoint(bytes(log.request(9, 9)))).toMatchObject({ status: 503 })
  expect(first.store.latest(origin)?.time).toBe(noon / 1000 + 5)
})
