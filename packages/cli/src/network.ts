/** A whole network on one machine: a register, its trustees, its witnesses, each a process of its own. */
import { join, resolve } from 'node:path'
import { fail } from './error.ts'
import { type Daemon, type DaemonEvent, createDaemon, initDaemon } from './network/daemon.ts'
import {
  type Memory,
  type Place,
  cleanEnvironment,
  knownKeys,
  mainOf,
  makeFolder,
  placesOf,
  readMemory,
  writeJson,
  writeMemory,
} from './network/layout.ts'
import { type Lock, lockFolder } from './network/lock.ts'
import { findPort, findPortFrom, waitForPort } from './network/ports.ts'

export interface NetworkOptions {
  /** State of all daemons; made when it is missing. */
  readonly folder: string
  /** Of the register; 0 for any that is free. */
  readonly port: number
  readonly trustees?: number
  readonly threshold?: number
  readonly witnesses?: number
  /** Prepares the trustees' keys but does not run them: for measuring a register alone. */
  readonly idleTrustees?: boolean
  /** More settings for the daemons, such as `AVOW_COSIGN_MS` or `DATABASE_URL`. */
  readonly env?: Readonly<Record<string, string>>
  readonly onEvent?: (event: DaemonEvent) => void
}

export interface Network {
  /** Address of the register, `http://127.0.0.1:PORT`. */
  readonly address: string
  readonly folder: string
  /** The running daemons, by name: `register`, `trustee-1` …, `witness-1` …. */
  readonly processes: () => readonly { readonly name: string; readonly pid: number }[]
  /** Ends all in order: trustees, register, witnesses. */
  stop(): Promise<void>
  /** Ends one by a signal (`SIGKILL` unless told). It stays down until `restart`. */
  kill(name: string, signal?: NodeJS.Signals): Promise<void>
  /** Starts one again, and ends it before if it runs. */
  restart(name: string): Promise<void>
}

interface Keys {
  /** What `init` printed, by the daemon's name. */
  readonly keys: Memory['keys']
  readonly ports: Memory['ports']
}

const memberOf = (value: unknown, name: string): string =>
  String((value as Record<string, unknown> | undefined)?.[name] ?? '')

/** Keys of all daemons; who has none yet makes them, all at the same time. */
async function findKeys(
  places: readonly Place[],
  memory: Memory,
  env: Place['env'],
): Promise<Memory['keys']> {
  const found = places.map(async (place) => {
    const { name, room } = place
    const known = knownKeys(memory, place)
    return [
      name,
      known ?? (await initDaemon({ name, main: mainOf(room), env: { ...env, ...place.env } })),
    ] as const
  })
  return Object.fromEntries(await Promise.all(found))
}

/** A witness keeps its port for good: it stands in the roster, for which statements were sealed. */
async function findPorts(places: readonly Place[], memory: Memory, port: number): Promise<Memory['ports']> {
  const ports: Record<string, number> = {}
  let from = port + 10
  for (const { name } of places.filter(({ room }) => room === 'witness')) {
    ports[name] = memory.ports[name] ?? (await findPortFrom(from))
    from = ports[name] + 1
  }
  return ports
}

/** The files that the register reads: who its trustees and witnesses are. */
function writeLists(folder: string, places: readonly Place[], { keys, ports }: Keys): Place['env'] {
  const inRoom = (room: string) => places.filter((place) => place.room === room)
  const trustees = inRoom('trustee').map(({ name }) => keys[name])
  const witnesses = inRoom('witness').map(({ name }) => ({
    name,
    vkey: memberOf(keys[name], 'vkey'),
    url: `http://127.0.0.1:${ports[name]}`,
  }))
  return {
    AVOW_TRUSTEES: writeJson(join(folder, 'trustees.json'), trustees),
    AVOW_WITNESSES: writeJson(join(folder, 'witnesses.json'), witnesses),
  }
}

/** What a daemon is told when it serves, beside what `init` is told too. */
function settingsOf(place: Place, address: string, port: number, { keys, ports }: Keys): Place['env'] {
  if (place.room === 'register') return { AVOW_PORT: String(port) }
  if (place.room === 'trustee') return { AVOW_REGISTER: address, AVOW_TRUSTEE_PORT: '0' }
  return {
    AVOW_WITNESS_PORT: String(ports[place.name]),
    AVOW_WITNESS_LOGS: memberOf(keys['register'], 'log'),
  }
}

/** Starts daemons at the same time; when one fails, none is left running. */
async function startAll(daemons: readonly Daemon[]): Promise<void> {
  const results = await Promise.allSettled(daemons.map((daemon) => daemon.start()))
  const failed = results.find(({ status }) => status === 'rejected')
  if (!failed) return
  await stopAll(daemons)
  throw (failed as PromiseRejectedResult).reason
}

async function stopAll(daemons: readonly Daemon[]): Promise<void> {
  for (const order of [/^trustee/, /^register/, /^witness/])
    await Promise.all(daemons.filter(({ name }) => order.test(name)).map((daemon) => daemon.stop()))
}

async function prepare(folder: string, port: number, options: NetworkOptions) {
  const { trustees = 3, witnesses = 1, threshold } = options
  const memory = readMemory(folder)
  const places = placesOf(folder, { trustees, witnesses })
  const env = { ...cleanEnvironment(process.env), ...options.env }
  const ports = await findPorts(places, memory, port)
  const keys = await findKeys(places, memory, env)
  writeMemory(folder, { keys, ports })
  const lists = writeLists(folder, places, { keys, ports })
  const shared = { ...env, ...lists, ...(threshold ? { AVOW_THRESHOLD: String(threshold) } : {}) }
  return { places, shared, keys, ports }
}

/** Milliseconds for which daemons whose network was ended by force may still hold their port. */
const leaving = 20_000

async function portFor(options: NetworkOptions, lock: Lock | undefined): Promise<number> {
  const port = (await findPort(options.port)) ?? (lock?.wasLeft && (await waitForPort(options.port, leaving)))
  if (!port) throw fail('port_in_use', { port: options.port })
  return port
}

/**
 * Starts a network and resolves when its register answers.
 * @throws CliError `port_in_use`, `state_in_use`, `daemon_failed`
 */
export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const folder = resolve(options.folder)
  makeFolder(folder)
  const lock = lockFolder(folder)
  try {
    const port = await portFor(options, lock)
    if (!lock) throw fail('state_in_use', { folder })
    const network = await startIn(folder, port, options)
    return { ...network, stop: () => network.stop().finally(lock.release) }
  } catch (cause) {
    lock?.release()
    throw cause
  }
}

async function startIn(folder: string, port: number, options: NetworkOptions): Promise<Network> {
  const { places, shared, keys, ports } = await prepare(folder, port, options)
  const address = `http://127.0.0.1:${port}`
  const daemons = places
    .filter(({ room }) => room !== 'trustee' || !options.idleTrustees)
    .map((place) =>
      createDaemon({
        name: place.name,
        main: mainOf(place.room),
        env: { ...shared, ...place.env, ...settingsOf(place, address, port, { keys, ports }) },
        onEvent: options.onEvent ?? (() => {}),
      }),
    )
  await startAll(daemons)
  return networkOf(address, folder, daemons)
}

function networkOf(address: string, folder: string, daemons: readonly Daemon[]): Network {
  const daemonOf = (name: string): Daemon => {
    const found = daemons.find((daemon) => daemon.name === name)
    if (!found) throw new RangeError(`there is no daemon "${name}"`)
    return found
  }
  return {
    address,
    folder,
    processes: () =>
      daemons.flatMap((daemon) => {
        const pid = daemon.pid()
        return pid === undefined ? [] : [{ name: daemon.name, pid }]
      }),
    stop: () => stopAll(daemons),
    kill: (name, signal = 'SIGKILL') => daemonOf(name).kill(signal),
    async restart(name) {
      await daemonOf(name).stop()
      await daemonOf(name).start()
    },
  }
}
