/** The checkpoints up to which a mirror takes entries (C2SP tlog-mirror, "Updating a Mirror"). */
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type NoteSignature, type Policy, formatNote, isSignatureBy } from '@avow/tlog'
import { type SeenCheckpoint, checkCheckpoint } from '../checkpoint.ts'
import type { writeDurably } from '../durable.ts'

/** So many are remembered: who uploads is not sent away because the log has grown meanwhile. */
const most = 16

const folderOf = (folder: string): string => join(folder, 'pending')

/** In ascending order. @throws LogFault for one that is damaged */
export function readPending(folder: string, policy: Policy): SeenCheckpoint[] {
  const place = folderOf(folder)
  if (!existsSync(place)) return []
  const names = readdirSync(place).filter((name) => /^\d+$/.test(name))
  return names
    .map((name) => checkCheckpoint(readFileSync(join(place, name), 'utf8'), policy, `pending/${name}`))
    .sort((a, b) => a.size - b.size)
}

/**
 * Makes one durable, and forgets the oldest.
 * @param known in ascending order, none larger
 * @returns those that are known now
 */
export async function keepPending(
  folder: string,
  known: readonly SeenCheckpoint[],
  checkpoint: SeenCheckpoint,
  write: typeof writeDurably,
): Promise<SeenCheckpoint[]> {
  await write(folderOf(folder), [{ path: String(checkpoint.size), data: checkpoint.text }])
  const now = [...known.filter(({ size }) => size !== checkpoint.size), checkpoint]
  for (const { size } of now.slice(0, -most)) rmSync(join(folderOf(folder), String(size)), { force: true })
  return now.slice(-most)
}

const timeIn = ({ signature }: NoteSignature): Uint8Array => signature.subarray(0, 8)

/** Of each key one line: of cosignatures the one that says the latest time. */
function newestLines(lines: readonly NoteSignature[]): NoteSignature[] {
  const kept = new Map<string, NoteSignature>()
  for (const line of lines) {
    const key = `${line.name} ${Buffer.from(line.keyId).toString('hex')}`
    const before = kept.get(key)
    if (!before || Buffer.compare(timeIn(line), timeIn(before)) >= 0) kept.set(key, line)
  }
  return [...kept.values()]
}

/**
 * A checkpoint with the lines that were verified, and no other. Lines that were known of it stay: whoever shows it can
 * leave lines out, and must not take away what others have signed.
 */
export function joined(
  known: SeenCheckpoint | undefined,
  checkpoint: Pick<SeenCheckpoint, 'note'>,
  policy: Policy,
): SeenCheckpoint {
  const keys = [...policy.logs, ...policy.witnesses].map(({ key }) => key)
  const { text } = checkpoint.note
  const before = known?.note.text === text ? known.note.signatures : []
  const lines = [...before, ...checkpoint.note.signatures]
  const verified = lines.filter((line) => keys.some((key) => isSignatureBy(line, key)))
  return checkCheckpoint(formatNote({ text, signatures: newestLines(verified) }), policy)
}
