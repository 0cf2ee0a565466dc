/** The board of ceremonies as a process: the register's own board and holder, on blobs in memory. */
import type { ExchangePage } from '@avow/client/institutions'
import {
  type DkgMessage,
  type ExchangeRequest,
  checkExchangeRequest,
  decodeDkgMessage,
  encodeCanonical,
} from '@avow/core'
import {
  type Board,
  type Storage,
  RegisterError,
  ceremonyFor,
  createBoard,
  createHolder,
} from '@avow/register/parts'
import type { Server } from './network.ts'
import { type Disk, DiskFault, Ended, type Life, createDisk, createLife } from './process.ts'
import type { Surroundings } from './surroundings.ts'

export interface BoardParty extends Server {
  exchange(request: ExchangeRequest): Promise<ExchangePage>
  say(message: DkgMessage): Promise<void>
  begin(): void
  crash(): void
}

const silent = { info() {}, warn() {}, error() {} }
/** Nobody waits for it here. */
const bell = {
  ring() {},
  wait: async () => {},
  begin: () => ({ signal: new AbortController().signal, end() {} }),
}

function createStorage(disk: Disk): Storage {
  const blobs = new Map<string, Uint8Array>()
  return {
    createMany: async (all) =>
      disk.use(() => {
        for (const { path, data, write } of all)
          if (write === 'newest' || !blobs.has(path)) blobs.set(path, data)
      }),
    read: async (path) => blobs.get(path),
    sizeOf: async (path) => blobs.get(path)?.length,
    async list(folder) {
      const below = [...blobs.keys()].filter((path) => path.startsWith(`${folder}/`))
      return [...new Set(below.map((path) => path.slice(folder.length + 1).split('/')[0]!))]
    },
    removeMany: async (paths) => disk.use(() => paths.forEach((path) => blobs.delete(path))),
    checkRoom: async () => {},
  }
}

export function createBoardParty(
  { clock, faults, random, house, pace, trace, restartAfter }: Surroundings,
  name: string,
): BoardParty {
  const storage = createStorage(createDisk(faults, random, () => life, crash))
  let life: Life = createLife()
  let board: Board
  life.end()

  async function hold(own: Life): Promise<void> {
    const holder = createHolder({ board, roster: house.roster, logger: silent, clock: clock.now })
    while (!own.isOver()) {
      await own.bind(clock.sleep(pace() * (0.2 + random.next() * 0.3)))
      try {
        await holder.look()
      } catch (cause) {
        if (cause instanceof Ended) return
        if (!(cause instanceof DiskFault)) throw cause
      }
    }
  }

  function begin(): void {
    life = createLife()
    board = createBoard(storage, bell, clock.now)
    trace(`${name} begins`)
    void hold(life)
  }

  function crash(): void {
    if (life.isOver()) return
    trace(`${name} ends`)
    life.end()
    clock.after(restartAfter(), begin)
  }

  return {
    name,
    isUp: () => !life.isOver(),
    async exchange(request) {
      checkExchangeRequest(request, house.roster.trustees[request.trustee - 1]!.key)
      const [made, held] = [await board.key(), await board.ceremony()]
      const key = made && made.key.session !== request.key ? made.key : null
      return { key, ceremony: ceremonyFor(request, held, made?.number), requests: [] }
    },
    async say(message) {
      const [made, ceremony] = [await board.key(), await board.ceremony()]
      const isHeld =
        ceremony && ceremony.number !== made?.number && ceremony.state.session === message.session
      if (!isHeld) throw new RegisterError('phase_closed', 'the ceremony of the message is not held')
      await board.take(ceremony, decodeDkgMessage(encodeCanonical(message), ceremony.setup, message.session))
    },
    begin,
    crash,
  }
}
