/**
 * The board of ceremonies (spec/http-api.md, "Exchange"): blobs that are written once. A phase is closed by the one file that
 * lists its messages, so that several processes, and this one after a crash, read the same.
 */
import {
  type DkgMessage,
  type DkgPhase,
  type DkgSetup,
  type DkgState,
  type InstitutionKey,
  closeDkgPhase,
  decodeDkgMessage,
  decodeInstitutionKey,
  decodeUtf8,
  dkgMessageHash,
  dkgPhases,
  encodeCanonical,
  openDkg,
  receiveDkgMessage,
} from '@avow/core'
import { RegisterError } from '../error.ts'
import { ceremonyFolder, institutionKeyPath } from '../reads/paths.ts'
import type { Blob, Storage } from '../storage/storage.ts'
import type { Bell } from './bell.ts'

/** Milliseconds for which what was read counts as the newest. */
const freshFor = 1000

/** Two different messages of one party in one phase are proof that it did wrong; more prove nothing else. */
const messagesOfOne = 2

/** A ceremony as the board shows it. */
export interface Ceremony {
  /** From 1. */
  readonly number: number
  readonly setup: DkgSetup
  /** The messages of each closed phase, in order. */
  readonly closed: readonly (readonly DkgMessage[])[]
  /** What the closed phases make. */
  readonly state: DkgState
}

export interface Board {
  /** The newest ceremony; undefined when there was none. */
  ceremony(): Promise<Ceremony | undefined>
  /** The key in use, which the ceremony of this number made. */
  key(): Promise<{ readonly number: number; readonly key: InstitutionKey } | undefined>
  /** The messages of the open phase, in the one order. */
  open(ceremony: Ceremony): Promise<readonly DkgMessage[]>
  begin(number: number, setup: DkgSetup): Promise<void>
  /** Takes a message of the open phase durably. @throws RegisterError `phase_closed` */
  take(ceremony: Ceremony, message: DkgMessage): Promise<void>
  /** Closes the open phase after these messages, unless it is closed already. */
  close(ceremony: Ceremony, messages: readonly DkgMessage[]): Promise<void>
  publish(number: number, key: InstitutionKey): Promise<void>
}

const closed = (): RegisterError =>
  new RegisterError('phase_closed', 'the phase of the message is not open in the ceremony that is held')

// Beside its folder: a ceremony that can be seen can be read.
const setupPath = (number: number): string => `${ceremonyFolder(number)}.json`
const phaseFolder = (number: number, phase: DkgPhase): string => `${ceremonyFolder(number)}/${phase}`
const closedPath = (number: number, phase: DkgPhase): string => `${phaseFolder(number, phase)}.json`

const nameOf = (message: DkgMessage): string =>
  `${String(message.from).padStart(2, '0')}-${dkgMessageHash(message)}.json`

const newestIn = (names: readonly string[]): number | undefined => {
  const numbers = names.map((name) => Number.parseInt(name, 10)).filter((number) => number > 0)
  return numbers.length === 0 ? undefined : Math.max(...numbers)
}

const parse = (bytes: Uint8Array): unknown => JSON.parse(decodeUtf8(bytes))

const withPhase = (state: DkgState, messages: readonly DkgMessage[]): DkgState =>
  closeDkgPhase(messages.reduce(receiveDkgMessage, state))

/** The open phase; undefined when all are closed. */
export const openPhaseOf = ({ state }: Ceremony): DkgPhase | undefined =>
  state.phase === 'done' ? undefined : state.phase

interface Folders {
  readonly at: number
  /** Numbers of the newest ceremony and of the newest that made a key. */
  readonly ceremony: number | undefined
  readonly key: number | undefined
}

/** @param bell rung at every change; @param clock milliseconds, of which only differences count */
export function createBoard(storage: Storage, bell: Bell, clock: () => number): Board {
  /** What is closed never changes. */
  let known: Ceremony | undefined
  let made: { readonly number: number; readonly key: InstitutionKey } | undefined
  let folders: Folders | undefined
  let writes = 0
  /** Messages of one open phase by their paths, which name their hashes: each is read and checked once. */
  let checked = new Map<string, DkgMessage>()

  /** Everybody asks, all the time, and there is seldom anything new: other processes' changes are seen a little later. */
  async function look(): Promise<Folders> {
    const [at, before] = [clock(), writes]
    if (folders && at - folders.at < freshFor) return folders
    const [ceremonies, keys] = await Promise.all([
      storage.list('ceremonies'),
      storage.list('institution-keys'),
    ])
    if (known) known = await advance(known)
    const read = { at, ceremony: newestIn(ceremonies), key: newestIn(keys) }
    // What was written meanwhile may not be in it.
    if (writes === before) folders = read
    return read
  }

  async function write(blobs: readonly Blob[]): Promise<void> {
    await storage.createMany(blobs)
    folders = undefined
    writes += 1
    bell.ring()
  }

  async function begun(number: number): Promise<Ceremony> {
    const setup = parse((await storage.read(setupPath(number)))!) as DkgSetup
    return { number, setup, closed: [], state: openDkg(setup) }
  }

  /** Reads phases that were closed since. */
  async function advance(ceremony: Ceremony): Promise<Ceremony> {
    const phase = dkgPhases[ceremony.closed.length]
    const bytes = phase && (await storage.read(closedPath(ceremony.number, phase)))
    if (!bytes) return ceremony
    const messages = parse(bytes) as DkgMessage[]
    const state = withPhase(ceremony.state, messages)
    return advance({ ...ceremony, closed: [...ceremony.closed, messages], state })
  }

  async function messagesOf({ number, setup, state }: Ceremony, phase: DkgPhase): Promise<DkgMessage[]> {
    const folder = phaseFolder(number, phase)
    const paths = (await storage.list(folder)).toSorted().map((name) => `${folder}/${name}`)
    const before = checked
    const messageAt = async (path: string) =>
      before.get(path) ?? decodeDkgMessage((await storage.read(path))!, setup, state.session)
    const messages = await Promise.all(paths.map(messageAt))
    checked = new Map(paths.map((path, index) => [path, messages[index]!]))
    return messages
  }

  return {
    async ceremony() {
      const { ceremony: number } = await look()
      if (number === undefined) return undefined
      if (known?.number !== number) known = await advance(await begun(number))
      return known
    },
    async key() {
      const { key: number } = await look()
      if (number === undefined) return undefined
      if (made?.number !== number)
        made = { number, key: decodeInstitutionKey((await storage.read(institutionKeyPath(number)))!) }
      return made
    },
    async open(ceremony) {
      const phase = openPhaseOf(ceremony)
      return phase === undefined ? [] : messagesOf(ceremony, phase)
    },
    async begin(number, setup) {
      await write([{ path: setupPath(number), data: encodeCanonical(setup), write: 'first' }])
    },
    async take(ceremony, message) {
      const { number, state } = ceremony
      const { phase, from } = message
      if (phase !== state.phase) throw closed()
      const own = (await messagesOf(ceremony, phase)).filter((one) => one.from === from)
      const isKnown = own.some((one) => dkgMessageHash(one) === dkgMessageHash(message))
      if (isKnown || own.length >= messagesOfOne) return
      const path = `${phaseFolder(number, phase)}/${nameOf(message)}`
      await write([{ path, data: encodeCanonical(message), write: 'first' }])
      // Whoever closed the phase meanwhile may not have seen it.
      if ((await storage.sizeOf(closedPath(number, phase))) !== undefined) throw closed()
    },
    async close(ceremony, messages) {
      const path = closedPath(ceremony.number, openPhaseOf(ceremony)!)
      await write([{ path, data: encodeCanonical(messages), write: 'first' }])
    },
    async publish(number, key) {
      await write([{ path: institutionKeyPath(number), data: encodeCanonical(key), write: 'first' }])
    },
  }
}
