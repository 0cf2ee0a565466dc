/** What the process does (see main.ts). */
import { AvowError } from '@avow/core'
import { type Config, readConfig } from './config.ts'
import { RegisterError } from './error.ts'
import { readKeys } from './keys.ts'
import { createLogger } from './logger.ts'

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
  // Not for `init`, which is waited for: the server is most of the program.
  const { startServer } = await import('./server.ts')
  const server = await startServer(config, createLogger('register'))
  print({ ready: true, address: server.address })
  await asked
  await server.stop()
}

/** What is wrong with a file is of use only with the file. */
const sentenceOf = ({ message, details: { path } }: AvowError<string>): string =>
  path === undefined ? message : `${message}: ${String(path)}`

function sayWhy(error: unknown): number {
  const isOurs = error instanceof AvowError
  process.stderr.write(
    `${isOurs ? sentenceOf(error) : String(error instanceof Error ? error.stack : error)}\n`,
  )
  return (isOurs && exitCodes[error.code]) || 1
}

const commands: Readonly<Record<string, (config: Config) => Promise<void>>> = { init, serve }

/** @returns the exit code */
export async function run(command: string): Promise<number> {
  try {
    const work = commands[command]
    if (!work)
      throw new RegisterError('config_invalid', `there is no command "${command}"; there are init and serve`)
    await work(readConfig(process.env))
    return 0
  } catch (error) {
    return sayWhy(error)
  }
}
