/** `node packages/trustee/src/main.ts [init]` (docs/operating/trustee.md). */
import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@avow/client'
import { AvowError } from '@avow/core'
import { type Config, readConfig, readIdentityConfig } from './config.ts'
import { serveHealth } from './health.ts'
import { makeFolder, makeKeys, publicKeysOf } from './keys.ts'
import { createLogger, fieldsOf } from './logger.ts'
import { createLoop } from './loop.ts'
import { openStore } from './sqlite-store.ts'
import { createTrustee } from './trustee.ts'

const logger = createLogger((line) => process.stderr.write(line), Date.now)
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)

/** Makes folder and keys, or finds them, and prints what the register needs to know. */
async function init(): Promise<void> {
  const { folder, name } = readIdentityConfig(process.env)
  say({ name, ...(await publicKeysOf(await makeKeys(folder))) })
}

/** Aborts on SIGTERM and SIGINT, and when whoever started this process is gone. */
function stopSignal({ parentPipe }: Config): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
  if (parentPipe) process.stdin.once('end', () => stop.abort()).resume()
  return stop.signal
}

const sleep = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  // An interrupted wait is how the process ends; it is no fault.
  await delay(milliseconds, undefined, { signal }).catch(() => undefined)
}

async function serve(): Promise<void> {
  const config = readConfig(process.env)
  makeFolder(config.folder)
  const keys = await makeKeys(config.folder)
  const store = openStore(config.folder)
  const signal = stopSignal(config)
  const register = createClient({ base: config.register })
  const trustee = createTrustee({ keys, store, register, roster: config.roster, now: Date.now, logger })
  const loop = createLoop({ trustee, logger, sleep, random: Math.random })
  const { server, address } = await serveHealth(config.port, store, loop.state)
  say({ ready: true, address, name: config.name, ...(await publicKeysOf(keys)) })
  await loop.run(signal)
  server.close()
  server.closeAllConnections()
  store.close()
  // An open pipe from whoever started this process would keep it alive.
  process.stdin.destroy()
}

try {
  await (process.argv[2] === 'init' ? init() : serve())
} catch (cause) {
  logger.warn('cannot start', fieldsOf(cause))
  if (cause instanceof AvowError) process.stderr.write(`${cause.message}\n`)
  process.exitCode = 1
}
