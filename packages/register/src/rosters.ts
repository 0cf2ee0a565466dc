/** The current roster, made from configuration and keys, and all that were current before. */
import {
  type Hash,
  type Roster,
  checkRoster,
  createRoster,
  decodeUtf8,
  encodeRoster,
  rosterHashOf,
} from '@avow/core'
import type { Config } from './config.ts'
import { RegisterError } from './error.ts'
import type { Keys } from './keys.ts'
import { rosterPath } from './reads/paths.ts'
import type { Storage } from './storage/storage.ts'

export interface Rosters {
  readonly current: Roster
  readonly hash: Hash
  /** All, by hash. */
  readonly all: ReadonlyMap<string, Roster>
}

/** Which setting a member of the roster comes from, where it is not that of the trustees. */
const settings: Readonly<Record<string, string>> = { witnesses: 'AVOW_WITNESSES', desk: 'AVOW_DESK' }

/**
 * The roster of a configuration. Ed25519 signs deterministically: it is the same at every start.
 * @throws RegisterError `config_invalid`
 */
export function makeRoster(config: Config, keys: Keys): Roster {
  const { origin, witnesses, quorum, trustees, threshold, desk, vouching } = config
  if (trustees.length === 0)
    throw new RegisterError('config_invalid', 'AVOW_TRUSTEES must name the file of the trustees', {
      setting: 'AVOW_TRUSTEES',
    })
  try {
    return createRoster(
      {
        origin,
        log: keys.log.vkey,
        witnesses: witnesses.map(({ name, vkey, url }) => ({ name, vkey, url })),
        quorum,
        trustees: trustees.map(({ name, key, recipient, inbox }) => ({
          name,
          key,
          recipient,
          ...(inbox === undefined ? {} : { inbox }),
        })),
        threshold,
        desk: [...desk],
        ...(vouching === undefined ? {} : { vouching }),
      },
      keys.register.seed,
    )
  } catch (cause) {
    const path = String((cause as { details?: { path?: unknown } }).details?.path ?? '')
    const setting = settings[path.split('.')[0]!] ?? 'AVOW_TRUSTEES'
    throw new RegisterError(
      'config_invalid',
      `${setting} does not make a roster: "${path}"`,
      { setting },
      cause,
    )
  }
}

/** The value as it stands in the canonical text: its members keep their order, so JSON of it is that text again. */
function readRoster(text: string): Roster {
  const roster = JSON.parse(text) as Roster
  checkRoster(roster)
  return roster
}

async function readAll(storage: Storage): Promise<Map<string, Roster>> {
  const names = await storage.list('rosters')
  const texts = await Promise.all(names.map((name) => storage.read(`rosters/${name}`)))
  const rosters = texts.flatMap((bytes) => (bytes ? [readRoster(decodeUtf8(bytes))] : []))
  return new Map(rosters.map((roster) => [rosterHashOf(roster), roster]))
}

/** Rosters are kept for good: envelopes that were sealed for an earlier one still open. */
export async function readRosters(current: Roster, storage: Storage): Promise<Rosters> {
  const hash = rosterHashOf(current)
  const path = rosterPath(hash)
  if ((await storage.sizeOf(path)) === undefined)
    await storage.createMany([{ path, data: encodeRoster(current) }])
  const all = await readAll(storage)
  return { current: all.get(hash)!, hash, all }
}
