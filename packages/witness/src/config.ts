/** Environment to typed configuration (docs/operating/witness.md, "Settings"). */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type VerifierKey, isKeyName, keyType, parsePolicy, parseVkey } from '@avow/tlog'
import { WitnessError } from './error.ts'

/** What `init` needs. */
export interface IdentityConfig {
  /** Folder for keys and store, absolute. */
  readonly folder: string
  /** Key name for a new key; undefined: that of the key which is there. */
  readonly name: string | undefined
  /** Whether to cosign with an ML-DSA-44 key as well. */
  readonly mlDsa: boolean
}

export interface Config extends IdentityConfig {
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  /** Keys of the logs that are cosigned; several with one name are keys of one log. */
  readonly logs: readonly VerifierKey[]
  /** End when stdin closes: whoever started this process is gone. */
  readonly parentPipe: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

const invalid = (setting: string, reason: string, cause?: unknown): WitnessError =>
  new WitnessError('config_invalid', `${setting} ${reason}`, { setting }, cause)

/** An empty value counts as none, so that a setting can be switched off in a shell. */
const read = (environment: Environment, setting: string): string | undefined =>
  environment[setting] || undefined

function readPort(environment: Environment): number {
  const text = read(environment, 'AVOW_WITNESS_PORT') ?? '8450'
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw invalid('AVOW_WITNESS_PORT', 'is no port')
}

function readSwitch(environment: Environment, setting: string): boolean {
  const text = read(environment, setting) ?? '0'
  if (text === '0' || text === '1') return text === '1'
  throw invalid(setting, 'is neither 0 nor 1')
}

/** Turns what goes wrong while a setting is read into an error that names it. */
function reading<T>(setting: string, reason: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw invalid(setting, reason, cause)
  }
}

const logTypes: ReadonlySet<number> = new Set([keyType.ed25519, keyType.mlDsa44])

function parseLogs(text: string): VerifierKey[] {
  const keys = text.split(',').map((vkey) => parseVkey(vkey.trim()))
  if (keys.every(({ type }) => logTypes.has(type))) return keys
  throw new RangeError('not the key of a log')
}

function readLogs(environment: Environment): VerifierKey[] {
  const [vkeys, path] = [read(environment, 'AVOW_WITNESS_LOGS'), read(environment, 'AVOW_WITNESS_POLICY')]
  const listed = vkeys
    ? reading('AVOW_WITNESS_LOGS', 'does not list vkeys of logs', () => parseLogs(vkeys))
    : []
  const policy = path
    ? reading('AVOW_WITNESS_POLICY', 'names a file that is no policy', () =>
        parsePolicy(readFileSync(path, 'utf8')),
      )
    : undefined
  const logs = [...listed, ...(policy?.logs ?? []).map(({ key }) => key)]
  if (logs.length === 0) throw invalid('AVOW_WITNESS_LOGS', 'names no log')
  return logs
}

/** @throws WitnessError `config_invalid` with the setting's name in `details.setting` */
export function readIdentityConfig(environment: Environment): IdentityConfig {
  const name = read(environment, 'AVOW_WITNESS_NAME')
  if (name !== undefined && !isKeyName(name))
    throw invalid('AVOW_WITNESS_NAME', 'has spaces or plus signs in it')
  return {
    folder: resolve(read(environment, 'AVOW_WITNESS_FOLDER') ?? 'state/witness'),
    name,
    mlDsa: readSwitch(environment, 'AVOW_WITNESS_ML_DSA'),
  }
}

/** @throws WitnessError `config_invalid` with the setting's name in `details.setting` */
export const readConfig = (environment: Environment): Config => ({
  ...readIdentityConfig(environment),
  host: read(environment, 'AVOW_WITNESS_HOST') ?? '127.0.0.1',
  port: readPort(environment),
  logs: readLogs(environment),
  parentPipe: readSwitch(environment, 'AVOW_PARENT_PIPE'),
})
