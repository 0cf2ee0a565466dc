/** What a mirror does with entries that are uploaded to it (C2SP tlog-mirror, "add-entries"). */
import {
  type AddEntries,
  type AddEntriesHeader,
  type EntryPackage,
  type MirrorInfo,
  TlogError,
  appendLeaves,
  emptyRange,
  formatMirrorInfo,
  formatSignatures,
  leafHash,
  mirrorInfoType,
  readAddEntries,
  rootOfRange,
  tileWidth,
  verifySubtree,
} from '@avow/tlog'
import type { SeenCheckpoint } from '../checkpoint.ts'
import { type Answer, refusal } from './answer.ts'
import type { Mirror } from './mirror.ts'
import type { Tickets } from './ticket.ts'

/** So many entries that the mirror has already are read once more; of a client that sends more it does not know where it is. */
const mostExcess = 32 * tileWidth

interface Upload extends AddEntries {
  readonly checkpoint: SeenCheckpoint
}

export interface AddEntriesOptions {
  readonly mirror: Mirror
  readonly tickets: Tickets
}

type Body = AsyncIterable<Uint8Array>

const infoOf = ({ mirror, tickets }: AddEntriesOptions, checkpoint: SeenCheckpoint): MirrorInfo => ({
  size: checkpoint.size,
  next: mirror.range().size,
  ticket: tickets.issue(checkpoint),
})

const informing = (status: 202 | 409, options: AddEntriesOptions, checkpoint: SeenCheckpoint): Answer => ({
  status,
  type: mirrorInfoType,
  body: formatMirrorInfo(infoOf(options, checkpoint)),
})

/** The checkpoint up to which is uploaded, if it is one that the mirror has verified. */
function checkpointOf(
  { end, ticket }: AddEntriesHeader,
  { mirror, tickets }: AddEntriesOptions,
): SeenCheckpoint | undefined {
  const known = mirror.known(end) ?? tickets.open(ticket)
  return known?.size === end && end >= mirror.size() ? known : undefined
}

/** Whether the mirror can do something with entries from there on. */
function isInReach({ start, end }: AddEntriesHeader, next: number): boolean {
  return start <= next && Math.min(end, next) - start <= mostExcess
}

/** What does not depend on the entries, in the order of the text. */
function admit(upload: AddEntries, options: AddEntriesOptions): Upload | Answer {
  const { header } = upload
  const { mirror } = options
  if (header.origin !== mirror.origin) return refusal(404, 'the log is not known')
  const pending = mirror.pending()
  if (!pending) return refusal(422, 'no checkpoint of the log was shown yet')
  const checkpoint = checkpointOf(header, options)
  if (!checkpoint) return informing(409, options, pending)
  if (!isInReach(header, mirror.range().size)) return informing(409, options, checkpoint)
  return { ...upload, checkpoint }
}

const isAnswer = (value: Upload | Answer): value is Answer => 'status' in value

/** @returns undefined for what is no request, or ends before it says of what it is */
const read = (body: Body): Promise<AddEntries | undefined> => readAddEntries(body).catch(() => undefined)

/** @throws TlogError `subtree_proof_invalid` */
async function verifyPackage(
  { start, subtree, entries, proof }: EntryPackage,
  { mirror, checkpoint }: { mirror: Mirror; checkpoint: SeenCheckpoint },
): Promise<void> {
  const before = start - subtree.start
  const known = before === 0 ? [] : await mirror.leaves(subtree.start / tileWidth, before)
  const { range } = appendLeaves(emptyRange, [...known, ...entries.map(leafHash)])
  verifySubtree({ ...subtree, hash: rootOfRange(range) }, checkpoint, proof)
}

/** The next package; undefined when the body ends, in order or within a package. */
async function nextOf(packages: AsyncGenerator<EntryPackage>): Promise<EntryPackage | undefined> {
  try {
    const { value, done } = await packages.next()
    return done ? undefined : value
  } catch {
    return undefined
  }
}

/** Keeps package after package. @returns how many; @throws TlogError `subtree_proof_invalid` */
async function keepAll({ packages, checkpoint }: Upload, { mirror }: AddEntriesOptions): Promise<number> {
  const coming = packages()
  let count = 0
  for (let next = await nextOf(coming); next; next = await nextOf(coming)) {
    // It may have less than it had: a damaged file of its own was found meanwhile.
    if (next.start > mirror.range().size) return count
    await verifyPackage(next, { mirror, checkpoint })
    if ((await mirror.add(next.start, next.entries)) === undefined) return count
    count += 1
  }
  return count
}

async function finish({ checkpoint }: Upload, options: AddEntriesOptions): Promise<Answer> {
  const { mirror } = options
  if (mirror.range().size < checkpoint.size) return informing(202, options, checkpoint)
  const mirrored = await mirror.commit(checkpoint)
  if (!mirrored) return informing(409, options, mirror.pending()!)
  return { status: 200, type: 'text/plain; charset=utf-8', body: formatSignatures(mirrored.lines) }
}

/**
 * Reads a request as far as it is needed, holding no more of it than one package.
 * @param body without its content encoding; an error within it counts as its end
 * @throws whatever the disk says; what was kept before stays
 */
export async function addEntries(body: Body, options: AddEntriesOptions): Promise<Answer> {
  const request = await read(body)
  const upload = request ? admit(request, options) : refusal(400, 'this is no request')
  if (isAnswer(upload)) return upload
  try {
    const { start, end } = upload.header
    const count = await keepAll(upload, options)
    if (count === 0 && start < end) return refusal(400, 'the request ends before its first entries')
    return await finish(upload, options)
  } catch (cause) {
    if (!(cause instanceof TlogError) || cause.code !== 'subtree_proof_invalid') throw cause
    return refusal(422, 'the checkpoint is not shown to hold these entries')
  }
}
