/** Environment to typed configuration (docs/operating/trustee.md, "Settings"). */
import { resolve } from 'node:path'
import type { Hash } from '@avow/core'
import { TrusteeError } from './error.ts'

export interface Config {
  /** Folder for keys and store, absolute. */
  readonly folder: string
  readonly name: string
  /** Address of the register, without a slash at the end. */
  readonly register: string
  /** Hash of the roster that is trusted; undefined: the first one that is seen. */
  readonly roster: Hash | undefined
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

function readPort(environment: Environment): number {
  const port = Number(read(environment, 'AVOW_TRUSTEE_PORT', /^\d{1,5}$/, '0'))
  if (port <= 65_535) return port
  throw new TrusteeError('config_invalid', 'AVOW_TRUSTEE_PORT is no port', { setting: 'AVOW_TRUSTEE_PORT' })
}

/** What `init` needs. @throws TrusteeError `config_invalid` */
export function readIdentityConfig(environment: Environment): Pick<Config, 'folder' | 'name'> {
  return {
    folder: resolve(read(environment, 'AVOW_TRUSTEE_FOLDER', /./, 'state/trustee')),
    name: read(environment, 'AVOW_TRUSTEE_NAME', /^.{1,100}$/u, 'trustee'),
  }
}

/** @throws TrusteeError `config_invalid` with the setting's name in `details.setting` */
export function readConfig(environment: Environment): Config {
  const roster = environment['AVOW_TRUSTEE_ROSTER']
  return {
    ...readIdentityConfig(environment),
    register: read(environment, 'AVOW_REGISTER', /^https?:\/\/\S+$/).replace(/\/+$/, ''),
    roster: roster ? (read(environment, 'AVOW_TRUSTEE_ROSTER', /^[0-9a-f]{64}$/) as Hash) : undefined,
    port: readPort(environment),
    parentPipe: environment['AVOW_PARENT_PIPE'] === '1',
  }
}
