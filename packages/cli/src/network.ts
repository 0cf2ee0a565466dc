/** A whole network on one machine: a register, its trustees, its witnesses, each a process of its own. */
import { resolve } from 'node:path'
import { fail } from './error.ts'
import { makeFolder } from './io/files.ts'
import { type Daemon, type DaemonEvent, createDaemon } from './network/daemon.ts'
import {
  type Memory,
  type Place,
  cleanEnvironment,
  placesOf,
  readMemory,
  writeMemory,
} from './network/layout.ts'
import { type Lock, lockFolder } from './network/lock.ts'
import {
  type NetworkWitness,
  findDesk,
  findKeys,
  findPorts,
  settingsOf,
  trusteeSettings,
  writeLists,
} from './network/people.ts'
import { findPort, waitForPort } from './network/ports.ts'
import { programOf } from './programs.ts'

export type { NetworkWitness } from './network/people.ts'

export interface NetworkOptions {
  /** State of all daemons; made when it is missing. */
  readonly folder: string
  /** Of the register; 0 for any that is free. */
  readonly port: number
  readonly trustees?: number
  readonly threshold?: number
  readonly witnesses?: number
  /** Witnesses that others run, beside those of this network. */
  readonly moreWitnesses?: readonly NetworkWitness[]
  /** Prepares the trustees' keys but does not run them: for measuring a register alone. */
  readonly idleTrustees?: boolean
  /** More settings for the daemons, such as `AVOW_COSIGN_MS` or `DATABASE_URL`. */
  readonly env?: Readonly<Record<string, string>>
  readonly onEvent?: (event: DaemonEvent) => void
  /** Aborted by somebody who does not want to wait for it any longer: what has been started is ended. */
  readonly signal?: AbortSignal
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

async function stopAll(daemons: readonly Daemon[]): Promise<void> {
  for (const order of [/^trustee/, /^register/, /^witness/])
    await Promise.all(daemons.filter(({ name }) => order.test(name)).map((daemon) => daemon.stop()))
}

/** Milliseconds for which daemons whose network was ended by force may still hold their ports. */
const leaving = 20_000
/** So often other ports are chosen where somebody else was faster. */
const mostTries = 5

async function portFor(options: NetworkOptions, lock: Lock | undefined): Promise<number> {
  const port = (await findPort(options.port)) ?? (lock?.wasLeft && (await waitForPort(options.port, leaving)))
  if (!port) throw fail('port_in_use', { port: options.port })
  return port
}

/**
 * Starts a network and resolves when its register answers.
 * @throws CliError `port_in_use`, `state_in_use`, `file_unwritable`, `daemon_failed`, `interrupted`
 */
export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const folder = resolve(options.folder)
  makeFolder(folder, 0o700)
  const lock = lockFolder(folder)
  try {
    const port = await portFor(options, lock)
    if (!lock) throw fail('state_in_use', { folder })
    if (lock.wasLeft) await untilLeft(readMemory(folder))
    const network = await startOnFree(folder, port, options)
    return { ...network, stop: () => network.stop().finally(lock.release) }
  } catch (cause) {
    lock?.release()
    throw cause
  }
}

/** Waits for the ports of a network that was ended by force; a daemon that finds its own taken says so. */
async function untilLeft({ ports }: Memory): Promise<void> {
  await Promise.all(Object.values(ports).map((port) => waitForPort(port, leaving)))
}

/** Whether somebody else has one of the ports by now. */
async function isAnyTaken(ports: readonly number[]): Promise<boolean> {
  const found = await Promise.all(ports.map(findPort))
  return found.includes(undefined)
}

interface Ports {
  /** Of the register. */
  readonly port: number
  readonly ports: Memory['ports']
  /** Those that nobody was told before. */
  readonly chosen: readonly number[]
}

async function choosePorts(
  places: readonly Place[],
  memory: Memory,
  port: number,
  isAny: boolean,
): Promise<Ports> {
  const ports = await findPorts(places, memory, port)
  const own = Object.keys(ports).flatMap((name) => (name in memory.ports ? [] : [ports[name]!]))
  return { port, ports, chosen: isAny ? [port, ...own] : own }
}

/** A port is free when it is chosen. Where somebody else takes it before its daemon does, it begins anew with others. */
async function startOnFree(folder: string, first: number, options: NetworkOptions): Promise<Network> {
  const { trustees = 3, witnesses = 1 } = options
  const [places, memory, isAny] = [
    placesOf(folder, { trustees, witnesses }),
    readMemory(folder),
    options.port === 0,
  ]
  for (let port = first, tries = 1; ; tries += 1) {
    const ports = await choosePorts(places, memory, port, isAny)
    try {
      return await startIn(folder, { places, memory, ...ports }, options)
    } catch (cause) {
      if (tries === mostTries || !(await isAnyTaken(ports.chosen))) throw cause
      if (isAny) port = (await findPort(0))!
    }
  }
}

interface Plan extends Ports {
  readonly places: readonly Place[]
  readonly memory: Memory
}

const isTrustee = ({ room }: Place): boolean => room === 'trustee'

/** Starts daemons at the same time, but those that run already. */
async function startAll(daemons: readonly Daemon[]): Promise<void> {
  const waiting = daemons.filter((daemon) => daemon.pid() === undefined)
  const results = await Promise.allSettled(waiting.map((daemon) => daemon.start()))
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

function checkWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw fail('interrupted')
}

/** Trustees first: they make their keys when they start, and ask for the register until it is there. */
async function startIn(
  folder: string,
  { places, memory, port, ports }: Plan,
  options: NetworkOptions,
): Promise<Network> {
  const { threshold, moreWitnesses = [], onEvent = () => {}, signal } = options
  const address = `http://127.0.0.1:${port}`
  const env = { ...cleanEnvironment(process.env), ...options.env }
  const daemonOf = ({ name, room, env: own }: Place, more: Place['env']): Daemon =>
    createDaemon({ name, program: programOf(room), env: { ...env, ...own, ...more }, onEvent })
  const daemons: Daemon[] = []
  const end = () => void stopAll(daemons)
  signal?.addEventListener('abort', end)
  try {
    const trustees = places
      .filter((place) => isTrustee(place) && !options.idleTrustees)
      .map((place) => daemonOf(place, trusteeSettings(place, port, ports)))
    daemons.push(...trustees)
    const keys = await findKeys(places, memory, { env, daemons: trustees })
    writeMemory(folder, { keys, ports })
    const lists = {
      ...writeLists(folder, places, { keys, ports }, moreWitnesses),
      AVOW_DESK: await findDesk(folder),
    }
    const shared = { ...lists, ...(threshold ? { AVOW_THRESHOLD: String(threshold) } : {}) }
    for (const place of places.filter((one) => !isTrustee(one)))
      daemons.push(daemonOf(place, { ...shared, ...settingsOf(place, port, { keys, ports }) }))
    checkWanted(signal)
    await startAll(daemons)
    checkWanted(signal)
    return networkOf(address, folder, daemons)
  } catch (cause) {
    await stopAll(daemons)
    // What was ended under way failed because of that.
    checkWanted(signal)
    throw cause
  } finally {
    signal?.removeEventListener('abort', end)
  }
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
