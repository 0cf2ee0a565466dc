/** A witness, as it is (packages/witness), in a process that ends and begins again. */
import { type Hash, encodeHex } from '@avow/core'
import {
  type SignerKey,
  createCosigner,
  createNoteSigner,
  parseAddCheckpoint,
  parseCheckpoint,
  parseNote,
} from '@avow/tlog'
import { type Witness, createWitness, openStore } from '@avow/witness'
import type { Bugs } from './bugs.ts'
import type { WitnessServer } from './cosign.ts'
import type { Judge } from './invariants.ts'
import { type Life, createDisk, createLife, onDisk } from './process.ts'
import type { Surroundings } from './surroundings.ts'

export interface WitnessParty extends WitnessServer {
  /** Its clock is wrong by so many milliseconds. */
  skew: number
  crash(): void
  close(): void
}

const silent = { info() {}, warn() {} }
const encoder = new TextEncoder()

function headIn(body: string): { size: number; root: Hash } {
  const { size, root } = parseCheckpoint(parseNote(parseAddCheckpoint(body).checkpoint).text)
  return { size, root: encodeHex(root) as Hash }
}

/** @param number from 1 */
export function createWitnessParty(
  { clock, house, faults, random, trace, restartAfter }: Surroundings,
  number: number,
  bugs: Bugs,
  judge: Judge,
): WitnessParty {
  const name = `witness ${number}`
  const kept = bugs.witnessStore(openStore(':memory:'))
  const cosigners = [createCosigner(house.witnesses[number - 1] as SignerKey)]
  const logs = [createNoteSigner(house.log).key]
  const disk = createDisk(faults, random, () => life, crash)
  let life: Life = createLife()
  let witness: Witness = start()

  function start(): Witness {
    life = createLife()
    const store = onDisk(kept, disk)
    const now = () => clock.now() + party.skew
    return createWitness({ cosigners, logs, store, logger: silent, now })
  }

  function crash(): void {
    if (life.isOver()) return
    trace(`${name} ends`)
    life.end()
    clock.after(restartAfter(), () => {
      witness = start()
      trace(`${name} begins`)
    })
  }

  const party: WitnessParty = {
    name,
    skew: 0,
    isUp: () => !life.isOver(),
    addCheckpoint(body) {
      const answer = witness.addCheckpoint(encoder.encode(body))
      if (answer.status === 200) judge.follows(name, headIn(body))
      return answer
    },
    crash,
    close: () => kept.close(),
  }
  return party
}
