/**
 * The register as a process. `main.ts` serves; `main.ts init` makes the keys and prints their public parts.
 * Prints one JSON line when it is ready, ends cleanly on SIGTERM, SIGINT and, with AVOW_PARENT_PIPE=1, when stdin closes.
 * Exit codes: 0 ended as asked, 1 failed, 2 a setting is wrong, 3 the port is in use.
 */
import { AvowError } from '@avow/core'
import { type Config, readConfig } from './config.ts'
import { readKeys } from './keys.ts'
import { createLogger } from './logger.ts'
import { type Server, startServer } from './server.ts'

const exitCodes: Readonly<Record<string, number>> = { config_invalid: 2, port_in_use: 3 }

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

async function init(config: Config): Promise<void> {
  const { register, log } = await readKeys(config)
  print({ key: register.publicKey, log: log.vkey })
}

/** Resolves when somebody asks the process to end. */
function endAsked(config: Config): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal))
    if (!config.parentPipe) return
    process.stdin.once('close', () => resolve('stdin closed'))
    process.stdin.resume()
  })
}

async function serve(config: Config): Promise<void> {
  const asked = endAsked(config)
  const server: Server = await startServer(config, createLogger('register'))
  print({ ready: true, address: server.address })
  await asked
  await server.stop()
}

function sayWhy(error: unknown): number {
  const isOurs = error instanceof AvowError
  process.stderr.write(`${isOurs ? error.message : String(error instanceof Error ? error.stack : error)}\n`)
  return (isOurs && exitCodes[error.code]) || 1
}

try {
  const config = readConfig(process.env)
  await (process.argv[2] === 'init' ? init(config) : serve(config))
  process.exit(0)
} catch (error) {
  process.exit(sayWhy(error))
}
