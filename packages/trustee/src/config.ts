/** Environment to typed configuration (docs/operating/trustee.md, "Settings"). */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Hash, PublicKey } from '@avow/core'
import { TrusteeError } from './error.ts'
import type { InboxLimits } from './inbox-server.ts'
import type { Limits } from './institutions/evaluations.ts'

/** What concerns the keys alone. */
export interface IdentityConfig {
  /** Folder for keys and store, absolute. */
  readonly folder: string
  readonly name: string
  /** File of the passphrase under which keys are kept, `-` for standard input; undefined: they are plain. */
  readonly passphraseFile: string | undefined
}

/** What `export` and `recover` need. */
export interface BackupConfig extends IdentityConfig {
  /** Path of the backup, absolute. */
  readonly backup: string
  /** `export`: this copy is never to run again. */
  readonly retire: boolean
  /** `recover`: somebody has said that no other copy runs. */
  readonly isAlone: boolean
}

/** What `agree` needs. */
export interface AgreeConfig {
  readonly folder: string
  readonly register: string
  /** Hash of the roster to whose trustees everything is to be handed on. */
  readonly to: Hash
  /** Keys of trustees that are gone for good. */
  readonly gone: readonly PublicKey[]
  /** What is on its way to the roster agreed to before may stay as it is. */
  readonly instead: boolean
  /** Only say who is on the roster. */
  readonly show: boolean
}

export interface Config extends IdentityConfig {
  /** Address of the register, without a slash at the end. */
  readonly register: string
  /** Hash of the roster that is trusted; undefined: the first one that is seen. */
  readonly roster: Hash | undefined
  /** Where a change of the alarm is told; undefined: nowhere. */
  readonly webhook: string | undefined
  /** How many requests for evaluations are answered. */
  readonly limits: Limits
  /** Where authors' signs of life are taken; undefined: nowhere. */
  readonly inbox: InboxLimits | undefined
  /** Port of /health on the loopback address; 0 for any. */
  readonly port: number
  /** End when stdin closes: whoever started this process is gone. */
  readonly parentPipe: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

function read(environment: Environment, setting: string, form: RegExp, fallback?: string): string {
  const value = environment[setting] || fallback
  if (value !== undefined && form.test(value)) return value
  const reason = value === undefined ? 'is missing' : 'does not have a value that is allowed'
  throw new TrusteeError('config_invalid', `${setting} ${reason}`, { setting })
}

function readPort(environment: Environment, setting: string): number {
  const port = Number(read(environment, setting, /^\d{1,5}$/, '0'))
  if (port <= 65_535) return port
  throw new TrusteeError('config_invalid', `${setting} is no port`, { setting })
}

const readNumber = (environment: Environment, setting: string, form: RegExp, otherwise: string): number =>
  Number(read(environment, setting, form, otherwise))

const readLimits = (environment: Environment): Limits => ({
  work: readNumber(environment, 'AVOW_TRUSTEE_WORK_BITS', /^([0-3]?\d|40)$/, '20'),
  perHour: readNumber(environment, 'AVOW_TRUSTEE_EVALUATIONS', /^\d{1,6}$/, '600'),
})

function readInbox(environment: Environment): InboxLimits | undefined {
  if (!environment['AVOW_TRUSTEE_INBOX_PORT']) return undefined
  return {
    port: readPort(environment, 'AVOW_TRUSTEE_INBOX_PORT'),
    perMinute: readNumber(environment, 'AVOW_TRUSTEE_INBOX_ACTS', /^[1-9]\d{0,5}$/, '600'),
  }
}

/** The name of the credential that the unit of systemd loads. */
const credential = 'avow-trustee-passphrase'

function passphraseFileOf(environment: Environment): string | undefined {
  const named = environment['AVOW_TRUSTEE_PASSPHRASE_FILE']
  if (named) return named === '-' ? named : resolve(named)
  const loaded = join(environment['CREDENTIALS_DIRECTORY'] ?? '', credential)
  return environment['CREDENTIALS_DIRECTORY'] && existsSync(loaded) ? loaded : undefined
}

/** What `init` needs. @throws TrusteeError `config_invalid` */
export function readIdentityConfig(environment: Environment): IdentityConfig {
  return {
    passphraseFile: passphraseFileOf(environment),
    folder: resolve(read(environment, 'AVOW_TRUSTEE_FOLDER', /./, 'state/trustee')),
    name: read(environment, 'AVOW_TRUSTEE_NAME', /^.{1,100}$/u, 'trustee'),
  }
}

/** @throws TrusteeError `config_invalid` */
export function readBackupConfig(environment: Environment): BackupConfig {
  return {
    ...readIdentityConfig(environment),
    backup: resolve(read(environment, 'AVOW_TRUSTEE_BACKUP', /./)),
    retire: environment['AVOW_TRUSTEE_RETIRE'] === '1',
    isAlone: environment['AVOW_TRUSTEE_ALONE'] === '1',
  }
}

const readRegister = (environment: Environment): string =>
  read(environment, 'AVOW_REGISTER', /^https?:\/\/\S+$/).replace(/\/+$/, '')

/** @throws TrusteeError `config_invalid` */
export const readAgreeConfig = (environment: Environment): AgreeConfig => ({
  folder: readIdentityConfig(environment).folder,
  register: readRegister(environment),
  to: read(environment, 'AVOW_TRUSTEE_HAND_ON', /^[0-9a-f]{64}$/) as Hash,
  gone: (environment['AVOW_TRUSTEE_GONE'] || '').split(',').filter(Boolean) as PublicKey[],
  instead: environment['AVOW_TRUSTEE_INSTEAD'] === '1',
  show: environment['AVOW_TRUSTEE_SHOW'] === '1',
})

/** @throws TrusteeError `config_invalid` with the setting's name in `details.setting` */
export function readConfig(environment: Environment): Config {
  const roster = environment['AVOW_TRUSTEE_ROSTER']
  const webhook = environment['AVOW_TRUSTEE_WEBHOOK']
  return {
    ...readIdentityConfig(environment),
    register: readRegister(environment),
    roster: roster ? (read(environment, 'AVOW_TRUSTEE_ROSTER', /^[0-9a-f]{64}$/) as Hash) : undefined,
    webhook: webhook ? read(environment, 'AVOW_TRUSTEE_WEBHOOK', /^https?:\/\/\S+$/) : undefined,
    limits: readLimits(environment),
    inbox: readInbox(environment),
    port: readPort(environment, 'AVOW_TRUSTEE_PORT'),
    parentPipe: environment['AVOW_PARENT_PIPE'] === '1',
  }
}
