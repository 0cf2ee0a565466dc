/** Who is who in a network: keys, ports, and the lists by which the daemons know each other. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { identityToRecipient } from '@avow/core'
import { makeDeskIdentity, readDeskIdentity } from '../desk.ts'
import { makeFolder } from '../io/files.ts'
import { type Daemon, type Ready, initDaemon } from './daemon.ts'
import { programOf } from '../programs.ts'
import { type Memory, type Place, knownKeys, writeJson } from './layout.ts'
import { findPortFrom } from './ports.ts'

/** A witness that somebody else runs. */
export interface NetworkWitness {
  readonly name: string
  readonly vkey: string
  readonly url: string
}

export interface Keys {
  /** What `init` printed, by the daemon's name. */
  readonly keys: Memory['keys']
  readonly ports: Memory['ports']
}

const memberOf = (value: unknown, name: string): string =>
  String((value as Record<string, unknown> | undefined)?.[name] ?? '')

/** What a trustee is listed with in the roster; it says so itself when it is ready. */
const listedOf = ({ name, key, recipient }: Ready) => ({ name, key, recipient })

/**
 * Keys of all daemons; who has none yet makes them, all at the same time.
 * @param daemons trustees that are to run: they need nobody's keys, and starting them makes their own
 */
export async function findKeys(
  places: readonly Place[],
  memory: Memory,
  { env, daemons }: { env: Place['env']; daemons: readonly Daemon[] },
): Promise<Memory['keys']> {
  const keysOf = async (place: Place): Promise<unknown> => {
    const known = knownKeys(memory, place)
    if (known) return known
    const daemon = daemons.find(({ name }) => name === place.name)
    if (daemon) return listedOf(await daemon.start())
    return initDaemon({ name: place.name, program: programOf(place.room), env: { ...env, ...place.env } })
  }
  const found = await Promise.all(places.map(async (place) => [place.name, await keysOf(place)] as const))
  return Object.fromEntries(found)
}

/** Ports of witnesses and of trustees' inboxes, kept for good: they stand in the roster, for which statements were sealed. */
export async function findPorts(
  places: readonly Place[],
  memory: Memory,
  port: number,
): Promise<Memory['ports']> {
  const ports: Record<string, number> = {}
  let from = port + 10
  const inRoom = (room: string) => places.filter((place) => place.room === room)
  for (const { name } of [...inRoom('witness'), ...inRoom('trustee')]) {
    ports[name] = memory.ports[name] ?? (await findPortFrom(from))
    from = ports[name] + 1
  }
  return ports
}

/** The files that the register reads: who its trustees and witnesses are. */
export function writeLists(
  folder: string,
  places: readonly Place[],
  { keys, ports }: Keys,
  more: readonly NetworkWitness[],
): Place['env'] {
  const inRoom = (room: string) => places.filter((place) => place.room === room)
  const trustees = inRoom('trustee').map(({ name }) => ({
    ...(keys[name] as object),
    inbox: `http://127.0.0.1:${ports[name]}/inbox`,
  }))
  const witnesses = inRoom('witness').map(({ name }) => ({
    name,
    vkey: memberOf(keys[name], 'vkey'),
    url: `http://127.0.0.1:${ports[name]}`,
  }))
  return {
    AVOW_TRUSTEES: writeJson(join(folder, 'trustees.json'), trustees),
    AVOW_WITNESSES: writeJson(join(folder, 'witnesses.json'), [...witnesses, ...more]),
  }
}

/**
 * The list of the desk's recipients. Whoever runs a network is its desk: the identity is made at the first start.
 * @returns its path
 */
export async function findDesk(folder: string): Promise<string> {
  const path = join(folder, 'desk', 'identity.txt')
  makeFolder(dirname(path), 0o700)
  const identity = existsSync(path) ? readDeskIdentity(path) : await makeDeskIdentity(path)
  return writeJson(join(folder, 'desk.json'), [await identityToRecipient(identity)])
}

/** What a trustee is told when it serves. It starts before anybody's keys are known. @param port of the register */
export const trusteeSettings = ({ name }: Place, port: number, ports: Memory['ports']): Place['env'] => ({
  AVOW_REGISTER: `http://127.0.0.1:${port}`,
  AVOW_TRUSTEE_PORT: '0',
  AVOW_TRUSTEE_INBOX_PORT: String(ports[name]),
})

/** What a register or a witness is told when it serves, beside what `init` is told too. */
export function settingsOf(place: Place, port: number, { keys, ports }: Keys): Place['env'] {
  if (place.room === 'register') return { AVOW_PORT: String(port) }
  return {
    AVOW_WITNESS_PORT: String(ports[place.name]),
    AVOW_WITNESS_LOGS: memberOf(keys['register'], 'log'),
  }
}
