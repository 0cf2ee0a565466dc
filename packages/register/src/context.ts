/** Everything that routes and work in the background share, made once from the configuration. */
import { join } from 'node:path'
import type { Roster } from '@avow/core'
import type { Config } from './config.ts'
import { type Database, type OpenedDatabase, openDatabase } from './db/database.ts'
import { type EmbeddedServer, startEmbedded } from './db/embedded.ts'
import { type Bell, createBell } from './institutions/bell.ts'
import { type Board, createBoard } from './institutions/board.ts'
import { type Keys, readKeys } from './keys.ts'
import { type Checker, createChecker } from './intake/checker.ts'
import type { Logger } from './logger.ts'
import { createSiteContext } from './reads/site.ts'
import { type Receipts, createReceipts } from './receipts.ts'
import { type Rosters, makeRoster, readRosters } from './rosters.ts'
import { type LogHead, createLogHead } from './sequencer/head.ts'
import { checkAgainstBlobs } from './sequencer/guard.ts'
import { refreshHead } from './sequencer/refresh.ts'
import { type Sequencer, createSequencer } from './sequencer/sequencer.ts'
import { takeOver } from './sequencer/take-over.ts'
import { type Tree, createTree } from './sequencer/tree.ts'
import type { SiteContext } from './site/site-context.ts'
import { openStorage } from './storage/open.ts'
import type { Storage } from './storage/storage.ts'
import { type Background, startBackground } from './background.ts'

export interface RegisterContext {
  readonly config: Config
  readonly keys: Keys
  readonly roster: Roster
  readonly rosters: Rosters['all']
  readonly logger: Logger
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  readonly checker: Checker
  readonly db: Database
  readonly storage: Storage
  readonly tree: Tree
  readonly logHead: LogHead
  readonly receipts: Receipts
  readonly sequencer: Sequencer
  /** Of ceremonies. */
  readonly board: Board
  /** Rings when board or post box have something new. */
  readonly bell: Bell
  readonly site: SiteContext
  /** Aborted when the register ends. */
  readonly stopping: AbortController
  stop(): Promise<void>
}

interface Place {
  readonly server: EmbeddedServer | undefined
  readonly opened: OpenedDatabase
}

async function openPlace({ databaseUrl, state }: Config, logger: Logger): Promise<Place> {
  const onError = (cause: Error) => logger.warn('a connection to the database broke', { cause })
  if (databaseUrl !== undefined)
    return { server: undefined, opened: await openDatabase({ connectionString: databaseUrl }, onError) }
  const server = await startEmbedded(join(state, 'database'), logger)
  try {
    return { server, opened: await openDatabase(server.where, onError) }
  } catch (cause) {
    await server.stop()
    throw cause
  }
}

interface Identity {
  readonly keys: Keys
  readonly roster: Roster
}

async function build(
  config: Config,
  logger: Logger,
  { keys, roster }: Identity,
  { opened, server }: Place,
): Promise<RegisterContext> {
  const { db } = opened
  const storage = await openStorage(config)
  const rosters = await readRosters(roster, storage)
  const logHead = createLogHead()
  await refreshHead(db, logHead)
  const tree = createTree(storage)
  const stopping = new AbortController()
  const bell = createBell()
  const ordering = { db, storage, tree, signer: keys.log, logHead, logger, rate: config.rate }
  const sequencer = createSequencer({ ...ordering, stopping: stopping.signal })
  const receipts = createReceipts(db, logHead, tree)
  let background: Background | undefined
  const context: RegisterContext = {
    config,
    keys,
    roster: rosters.current,
    rosters: rosters.all,
    logger,
    clock: Date.now,
    checker: createChecker(stopping.signal),
    db,
    storage,
    tree,
    logHead,
    receipts,
    sequencer,
    bell,
    board: createBoard(storage, bell, () => performance.now()),
    stopping,
    get site() {
      return createSiteContext(context)
    },
    async stop() {
      stopping.abort()
      await context.checker.close()
      await background?.stop()
      await sequencer.idle()
      await opened.close()
      await server?.stop()
    },
  }
  await takeOver({ ...ordering, rosters: rosters.all })
  await sequencer.recover()
  const refresh = () => refreshHead(db, logHead)
  await checkAgainstBlobs({ storage, tree, logHead, refresh, vkey: keys.log.vkey })
  background = await startBackground(context)
  return context
}

/** @throws RegisterError `config_invalid`, `keys_mismatch`, `database_unavailable` */
export async function createContext(config: Config, logger: Logger): Promise<RegisterContext> {
  const keys = await readKeys(config)
  const identity = { keys, roster: makeRoster(config, keys) }
  const place = await openPlace(config, logger)
  try {
    const context = await build(config, logger, identity, place)
    // Without its database a register is of no use: it ends, and whoever runs it starts it again.
    place.server?.ended.then(() => context.stopping.signal.aborted || process.exit(1))
    return context
  } catch (cause) {
    await place.opened.close()
    await place.server?.stop()
    throw cause
  }
}
