/** Where the daemons of a network are, what they are called, and what they are told. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Room } from '../programs.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface Place {
  readonly name: string
  readonly room: Room
  readonly folder: string
  /** What both `init` and the daemon itself are told. */
  readonly env: Environment
}

const numbered = (room: Room, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${room}-${index + 1}`)

/** The daemons of a network, each with a folder of its own below `folder`. */
export function placesOf(folder: string, counts: { trustees: number; witnesses: number }): Place[] {
  const at = (name: string) => join(folder, name)
  return [
    { name: 'register', room: 'register', folder: at('register'), env: { AVOW_STATE: at('register') } },
    ...numbered('trustee', counts.trustees).map((name, index) => ({
      name,
      room: 'trustee' as const,
      folder: at(name),
      env: { AVOW_TRUSTEE_FOLDER: at(name), AVOW_TRUSTEE_NAME: `Trustee ${index + 1}` },
    })),
    ...numbered('witness', counts.witnesses).map((name) => ({
      name,
      room: 'witness' as const,
      folder: at(name),
      env: { AVOW_WITNESS_FOLDER: at(name), AVOW_WITNESS_NAME: `${name}.avow.localhost` },
    })),
  ]
}

/** What was found out at the first start and must be the same at the next: ports that stand in the roster, public keys. */
export interface Memory {
  /** By the name of a witness or a trustee: its roster entry has the address. */
  readonly ports: Readonly<Record<string, number>>
  /** By the daemon's name: what its `init` printed. */
  readonly keys: Readonly<Record<string, unknown>>
}

const memoryPath = (folder: string): string => join(folder, 'network.json')

export function readMemory(folder: string): Memory {
  try {
    return JSON.parse(readFileSync(memoryPath(folder), 'utf8')) as Memory
  } catch {
    return { ports: {}, keys: {} }
  }
}

/** What is known of a daemon whose folder is gone is not known any longer: it will make new keys. */
export const knownKeys = ({ keys }: Memory, { name, folder }: Place): unknown =>
  existsSync(folder) ? keys[name] : undefined

/** Written beside its place and moved there: a start that is interrupted leaves no half a file. */
export function writeJson(path: string, value: unknown): string {
  writeFileSync(`${path}.draft`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.draft`, path)
  return path
}

export const writeMemory = (folder: string, memory: Memory): string => writeJson(memoryPath(folder), memory)

/** Settings of daemons come from the caller, not from whatever the environment happens to hold. */
export function cleanEnvironment(environment: Environment): Environment {
  const isSetting = (name: string) => name.startsWith('AVOW_') || name === 'DATABASE_URL'
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isSetting(name)))
}
