/** Which log a command is about, and under which policy its checkpoints count. */
import { createClient } from '@avow/client'
import { type LogSource, openSource, policyOfVkey } from '@avow/client/log'
import { decodeUtf8, policyOf } from '@avow/core'
import { type Policy, parsePolicy } from '@avow/tlog'
import type { Options } from '../command.ts'
import { fail } from '../error.ts'
import { readFile } from '../io/files.ts'
import { fetchRoster, hashOption, rosterHashOption } from '../register.ts'

export const placeOptions = {
  vkey: { type: 'string', value: 'VKEY', about: 'log.option.vkey' },
  policy: { type: 'string', value: 'FILE', about: 'log.option.policy' },
  'roster-hash': rosterHashOption,
} as const satisfies Options

export interface GivenPolicy {
  readonly vkey?: string
  readonly policy?: string
  readonly 'roster-hash'?: string
}

export interface LogPlace {
  /** Address or folder of the log itself. */
  readonly place: string
  readonly source: LogSource
  readonly policy: Policy
  /** Of a register that was named by its own address. */
  readonly register: string | undefined
}

export const isAddress = (place: string): boolean => /^https?:\/\/[^\s/?#]+(?:\/[^\s?#]*)?$/.test(place)

function parse(text: string, parseText: (text: string) => Policy): Policy {
  try {
    return parseText(text)
  } catch (cause) {
    throw fail('input_invalid', {}, cause)
  }
}

/** Whose log it is, where the log itself is nowhere that can be read. @throws CliError `usage`, `input_invalid`, `file_unreadable` */
export function policyFrom(given: GivenPolicy): Policy {
  const policy = givenPolicy(given)
  if (!policy) throw fail('usage', { key: 'usage.mirror_log' })
  return policy
}

function givenPolicy({ vkey, policy }: GivenPolicy): Policy | undefined {
  if (vkey !== undefined && policy !== undefined) throw fail('usage', { key: 'usage.log_policy_twice' })
  if (vkey !== undefined) return parse(vkey, policyOfVkey)
  if (policy !== undefined) return parse(decodeUtf8(readFile(policy)), parsePolicy)
  return undefined
}

/** A register says by its roster who signs and cosigns its log. */
async function policyOfRegister(address: string, given: GivenPolicy): Promise<Policy> {
  const trusted = hashOption('roster-hash', given['roster-hash'])
  return parsePolicy(policyOf(await fetchRoster(createClient({ base: address }), trusted)))
}

/**
 * With a key or a policy the argument is the log itself, an address or a folder. Without, it is a register's address.
 * @throws CliError `usage`, `input_invalid`, `file_unreadable`, `roster_untrusted`; ClientError
 */
export async function openPlace(argument: string, given: GivenPolicy): Promise<LogPlace> {
  const policy = givenPolicy(given)
  if (policy) return { place: argument, source: openSource(argument), policy, register: undefined }
  if (!isAddress(argument)) throw fail('usage', { key: 'usage.log_policy' })
  const register = argument.replace(/\/+$/, '')
  const place = `${register}/log`
  return { place, source: openSource(place), policy: await policyOfRegister(register, given), register }
}

/** The one log that a policy names. @throws CliError `usage` when there are several */
export function originOf({ logs }: Policy): string {
  const origins = new Set(logs.map(({ key }) => key.name))
  if (origins.size !== 1) throw fail('usage', { key: 'usage.log_one' })
  return [...origins][0]!
}
