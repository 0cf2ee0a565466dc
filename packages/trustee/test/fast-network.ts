/** A register as a real process, its log, and trustees that read it, in a time that the witness makes go faster. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Client, createClient } from '@avow/client'
import { createFeedRequest, formatInstant } from '@avow/core'
import { anyPort } from '../../cli/src/network/ports.ts'
import {
  type RegisterProcess,
  type Setting,
  type TestTrustee,
  makeSetting,
  startRegister,
} from '../../register/test/setting.ts'
import { createInbox } from '../src/inbox.ts'
import { serveInbox } from '../src/inbox-server.ts'
import { createLogger } from '../src/logger.ts'
import type { RegisterCalls } from '../src/register-calls.ts'
import { openStore } from '../src/sqlite-store.ts'
import type { Store } from '../src/store.ts'
import { type Trustee, createTrustee } from '../src/trustee.ts'

export interface Daemon {
  readonly trustee: Trustee
  readonly store: Store
  readonly inbox: Awaited<ReturnType<typeof serveInbox>>
}

export interface FastNetwork {
  readonly setting: Setting
  readonly client: Client
  readonly daemons: readonly Daemon[]
  register: RegisterProcess
  /** The time of the witness, and of the trustees: ahead of the real one, and never behind what was. */
  now(): number
  /**
   * Time goes by, and these trustees read every nine minutes; then once more, to say what they have to. What the log
   * holds now they have read then.
   */
  pass(minutes: number, some?: readonly Daemon[]): Promise<void>
  close(): Promise<void>
}

/** The register's own clock goes right; a trustee's feed requests must be of its time. */
function callsFor({ roster, rosterOf, act, holding, feed }: Client, seed: Uint8Array): RegisterCalls {
  return {
    roster,
    rosterOf,
    act,
    holding,
    feed: ({ version: _v, signature: _s, ...fields }, options) =>
      feed(createFeedRequest({ ...fields, time: formatInstant(Date.now()), wait: 0 }, seed), options),
  }
}

async function startTrustee(
  keys: TestTrustee,
  folder: string,
  client: Client,
  now: () => number,
): Promise<Daemon> {
  const store = openStore(mkdtempSync(join(folder, 'trustee-')))
  const logger = createLogger(() => {}, now)
  const inbox = await serveInbox({ port: 0, perMinute: 60 }, createInbox({ keys, store, now }), now)
  const register = callsFor(client, keys.seed)
  return { store, inbox, trustee: createTrustee({ keys, store, register, now, logger }) }
}

/** A trustee reads until it has seen the log at this time. */
async function read({ trustee, store }: Daemon, time: number): Promise<void> {
  for (;;) {
    await trustee.round()
    if ((store.position().readTime ?? 0) >= time) return
    await delay(50)
  }
}

export async function startFastNetwork(): Promise<FastNetwork> {
  // One to which it can come back: among those that the system gives away somebody else may have it by then.
  const setting = await makeSetting({ AVOW_COSIGN_MS: '200', AVOW_PORT: String(await anyPort()) })
  const folder = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
  const register = await startRegister(setting.environment)
  const client = createClient({ base: register.address })
  const now = () => Date.now() + setting.witness.ahead * 1000
  const starting = setting.trustees.map((keys) => startTrustee(keys, folder, client, now))
  const daemons = await Promise.all(starting)
  const network: FastNetwork = {
    setting,
    client,
    daemons,
    register,
    now,
    async pass(minutes, some = daemons) {
      // One question may be on its way that was asked before the log held all of it. What is asked after its answer, which is
      // of the time before, is of all.
      const { seen } = setting.witness
      for (const asked = seen.length; seen.length === asked;) await delay(20)
      for (let gone = 0; gone < minutes; gone += 9) {
        setting.witness.ahead += Math.min(9, minutes - gone) * 60
        const time = Math.floor(now() / 1000) * 1000
        for (const one of some) await read(one, time)
      }
      for (const { trustee } of some) await trustee.round()
    },
    async close() {
      await network.register.stop()
      for (const { store, inbox } of daemons) {
        inbox.server.closeAllConnections()
        inbox.server.close()
        store.close()
      }
      setting.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return network
}
