/** The identity-based encryption of drand's own library (github.com/drand/kyber), with rounds that drand has published. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Condition,
  type RoundSignature,
  combineDisclosed,
  decodeEnvelope,
  decodeRoster,
  decodeTar,
  decryptWith,
  encryptTo,
  formatInstant,
  generateEntropy,
  encodeTar,
  identityToRecipient,
  openNote,
  openPayload,
  openingKeyOf,
  seal,
  timeOfRound,
} from '@avow/core'
import { type Check, hold } from './checks.ts'
import { statement } from './deposits.ts'
import { runWell } from './program.ts'

const vectors = join(import.meta.dirname, '../vectors/valid')
const read = (path: string) => new Uint8Array(readFileSync(join(vectors, path)))
const listed = <T>(format: string) =>
  JSON.parse(readFileSync(join(vectors, format, 'index.json'), 'utf8')) as T[]

interface Round {
  readonly round: number
  readonly signature: RoundSignature
}

/** Sealed with a date lock for trustees whose keys are in the vectors, and opened as far as their shares go. */
async function lockedUntil(round: number) {
  const [vector] = listed<{ file: string; identities: string[] }>('date-lock')
  const roster = decodeRoster(read(`date-lock/${vector!.file.replace('.avow', '.roster.json')}`))
  const condition: Condition = { type: 'at', time: formatInstant(timeOfRound(round)) }
  const sealed = await seal({ statement, condition, roster, entropy: generateEntropy(), dateLock: true })
  const file = decodeEnvelope(sealed.file)
  const notes = file.notes.map((note, at) => openNote(note, file.envelope, at + 1, vector!.identities[at]!))
  const { openingKey } = await combineDisclosed(file.envelope, await Promise.all(notes))
  const [locked] = decodeTar(await decryptWith(openingKey, file.payload)).members
  return locked!.data
}

async function openedByGo(timelock: string): Promise<string> {
  const rounds = listed<Round>('round')
  for (const { round, signature } of rounds) {
    const input = await lockedUntil(round)
    const archive = await runWell(timelock, ['decrypt', signature], { input })
    hold(
      decodeTar(new Uint8Array(archive)).members[0]?.name === 'statement.json',
      'there is no statement in it',
    )
  }
  return `${rounds.length} rounds`
}

/** The file is put where ours stands: it is opened as every payload is. */
async function opensGo(timelock: string): Promise<string> {
  const rounds = listed<Round>('round')
  const openingKey = openingKeyOf(new Uint8Array(32).fill(1))
  const recipient = await identityToRecipient(openingKey)
  for (const { round, signature } of rounds) {
    const mine = await lockedUntil(round)
    const archive = await runWell(timelock, ['decrypt', signature], { input: mine })
    const data = new Uint8Array(await runWell(timelock, ['encrypt', String(round)], { input: archive }))
    const payload = await encryptTo([recipient], encodeTar([{ name: 'locked.age', data }]))
    const opened = await openPayload(payload, openingKey, { signature })
    hold(opened.statement.title === statement.title && opened.dateLock?.round === round, 'it is another')
  }
  return `${rounds.length} rounds`
}

/** @param bin folder of programs */
export function timelockChecks(bin: string): Check[] {
  const timelock = join(bin, 'timelock')
  return [
    { name: 'drand’s library opens our date locks', run: () => openedByGo(timelock) },
    { name: 'we open date locks that drand’s library made', run: () => opensGo(timelock) },
  ]
}
