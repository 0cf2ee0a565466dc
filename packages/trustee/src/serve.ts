/** The daemon, from its configuration to its end. */
import type { Server } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@avow/client'
import { createInstitutionCalls } from '@avow/client/institutions'
import { publicKeyOf } from '@avow/core'
import { checkNotRetired, eraseSnapshot } from './backup.ts'
import { type Config, readConfig } from './config.ts'
import { serveHealth } from './health.ts'
import { createInbox } from './inbox.ts'
import { serveInbox } from './inbox-server.ts'
import { createExchange } from './institutions/exchange.ts'
import { type Keys, makeKeys, publicKeysOf } from './keys.ts'
import type { Logger } from './logger.ts'
import { createLoop } from './loop.ts'
import { readPassphrase } from './passphrase.ts'
import { readAgreement } from './reshare/agreement.ts'
import { createRosters } from './rosters.ts'
import { openStore } from './sqlite-store.ts'
import type { Store } from './store.ts'
import { createTrustee } from './trustee.ts'
import { createWebhook, postTo } from './webhook.ts'

/** Aborts on SIGTERM and SIGINT, and when whoever started this process is gone. */
function stopSignal({ parentPipe }: Config): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
  if (parentPipe && process.stdin.readableEnded) stop.abort()
  if (parentPipe) process.stdin.once('end', () => stop.abort()).resume()
  return stop.signal
}

const sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
  // An interrupted wait is how the process ends; it is no fault.
  await delay(milliseconds, undefined, { signal }).catch(() => undefined)
}

function webhookOf({ webhook }: Config, logger: Logger, signal: AbortSignal) {
  if (webhook === undefined) return undefined
  return createWebhook({ post: postTo(webhook), logger, now: Date.now, sleep, random: Math.random, signal })
}

/** Board and post box, in a loop of their own: who waits for news of the log does not keep authors waiting. */
function exchangeLoop(config: Config, keys: Keys, store: Store, logger: Logger) {
  const { register: base, roster: trusted, limits } = config
  const key = publicKeyOf(keys.seed)
  const rosters = createRosters({ store, register: createClient({ base }), key, trusted })
  const register = createInstitutionCalls({ base })
  const own = { keys, store: store.institutions, rosters, register, limits }
  const exchange = createExchange({ ...own, now: Date.now, sleep, logger })
  return createLoop({ trustee: exchange, logger, sleep, random: Math.random })
}

/** Where authors may send what is for this trustee alone; undefined where the operator did not ask for it. */
const openInbox = ({ inbox }: Config, keys: Keys, store: Store) =>
  inbox ? serveInbox(inbox, createInbox({ keys, store, now: Date.now }), Date.now) : undefined

function close(server: Server): void {
  server.close()
  server.closeAllConnections()
}

/**
 * Runs until it is told to end. `say` gets one value when the daemon is ready.
 * @throws TrusteeError when it cannot start
 */
export async function serve(logger: Logger, say: (value: unknown) => void): Promise<void> {
  const config = readConfig(process.env)
  checkNotRetired(config.folder)
  const keys = await makeKeys(config.folder, await readPassphrase(config.passphraseFile))
  const store = openStore(config.folder)
  eraseSnapshot(config.folder)
  const signal = stopSignal(config)
  const register = createClient({ base: config.register })
  const agreement = () => readAgreement(config.folder)
  const options = { keys, store, register, roster: config.roster, agreement, now: Date.now, logger }
  const trustee = createTrustee(options)
  const onRound = webhookOf(config, logger, signal)
  const loop = createLoop({ trustee, logger, sleep, random: Math.random, onRound })
  const health = await serveHealth(config.port, store, loop.state)
  const inbox = await openInbox(config, keys, store)?.catch((cause: unknown) => {
    // What is open would keep a process alive that cannot start.
    close(health.server)
    throw cause
  })
  const addresses = { address: health.address, ...(inbox && { inbox: inbox.address }) }
  say({ ready: true, ...addresses, name: config.name, ...(await publicKeysOf(keys)) })
  await Promise.all([loop.run(signal), exchangeLoop(config, keys, store, logger).run(signal)])
  close(health.server)
  if (inbox) close(inbox.server)
  store.close()
}
