/** `node packages/witness/src/main.ts [init]` (docs/operating/witness.md). */
import { type Cosigner, formatVkey } from '@avow/tlog'
import { readConfig, readIdentityConfig } from './config.ts'
import { findCosigners } from './keys.ts'
import { createLogger, fieldsOf } from './logger.ts'

const logger = createLogger((line) => process.stderr.write(line), Date.now)
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)

/** What logs and readers are told: the vkey, and that of the second key if there is one. */
function vkeysOf([first, second]: readonly Cosigner[]) {
  const vkey = formatVkey(first!.key)
  return second ? { vkey, mlDsaVkey: formatVkey(second.key) } : { vkey }
}

/** Ends on SIGTERM and SIGINT, and when whoever started this process is gone. */
function stopped(parentPipe: boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  if (parentPipe) process.stdin.once('close', () => resolve()).resume()
  return promise
}

async function serve(): Promise<void> {
  // Not for `init`, which is waited for.
  const { createApp, listen } = await import('./server.ts')
  const { openStore } = await import('./store.ts')
  const { createWitness } = await import('./witness.ts')
  const config = readConfig(process.env)
  const cosigners = findCosigners(config)
  const store = openStore(config.folder)
  const stop = stopped(config.parentPipe)
  const witness = createWitness({ cosigners, logs: config.logs, store, logger, now: Date.now })
  const listening = await listen(createApp(witness, logger), config)
  say({ ready: true, address: listening.address, ...vkeysOf(cosigners) })
  await stop
  await listening.close()
  store.close()
}

try {
  if (process.argv[2] === 'init') say(vkeysOf(findCosigners(readIdentityConfig(process.env))))
  else await serve()
} catch (cause) {
  logger.warn('cannot start', fieldsOf(cause))
  process.exitCode = 1
} finally {
  // An open pipe from whoever started this process would keep it alive.
  process.stdin.destroy()
}
