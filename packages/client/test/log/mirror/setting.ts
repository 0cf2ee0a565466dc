/** A mirror that is pushed to, for tests: a log in a folder, the requests that a client makes of it, the mirror. */
import {
  type TileReader,
  createCosigner,
  encodeAddEntriesHeader,
  encodeEntryPackage,
  formatAddCheckpoint,
  formatVkey,
  hashLength,
  keyType,
  packagesOf,
  parsePolicy,
  readConsistencyProof,
  readRoot,
  readSubtreeProof,
} from '@avow/tlog'
import type { MadeLog } from '@avow/testkit'
import { onTestFinished } from 'vitest'
import {
  type Pushes,
  createLogReader,
  hashOfOrigin,
  openMirror,
  openSource,
  serveMirror,
  takePushes,
} from '../../../src/log/index.ts'
import type { Answer } from '../../../src/log/mirror/answer.ts'
import type { MirrorOptions } from '../../../src/log/mirror/mirror.ts'

const seed = new Uint8Array(32).fill(77)
export const cosigner = createCosigner({ name: 'mirror.example', type: keyType.cosignature, seed })
export const mlDsaCosigner = createCosigner({ name: 'mirror.example', type: keyType.mlDsa44, seed })
export const noon = Date.parse('2027-01-01T12:00:00Z')

/** Who reads from the mirror asks for the mirror's own cosignature too. */
export const readersPolicy = (log: MadeLog) =>
  parsePolicy(
    log.policy.replace(/quorum .*\n/, '') +
      `witness mirror ${formatVkey(cosigner.key)}\n` +
      (log.policy.includes('group all') ? 'group both all all mirror\nquorum both\n' : 'quorum mirror\n'),
  )

/** Opens the folder until the test has finished. */
export async function openFor(log: MadeLog, folder: string, options: Partial<MirrorOptions> = {}) {
  const policy = parsePolicy(log.policy)
  const { origin } = log
  const mirror = await openMirror({
    policy,
    origin,
    folder,
    cosigners: [cosigner],
    now: () => noon,
    ...options,
  })
  onTestFinished(() => mirror.close())
  return mirror
}

export async function serve(
  folder: string,
  pushes?: Pushes,
  onFailure?: (cause: unknown) => void,
): Promise<string> {
  const server = await serveMirror(folder, { host: '127.0.0.1', port: 0, pushes, onFailure })
  onTestFinished(() => server.close())
  return server.address
}

export const placeOf = (folder: string, { origin }: MadeLog): string => `${folder}/${hashOfOrigin(origin)}`

/** Tiles of a smaller tree are the beginnings of those of a larger one. */
const cutting = (reader: TileReader): TileReader => ({
  readTile: async (level, index, width) =>
    (await reader.readTile(level, index, width)).subarray(0, width * hashLength),
})

export interface UploadOptions {
  readonly ticket?: Uint8Array
  /** How many packages; all unless told. */
  readonly count?: number
  /** Changes an entry. */
  readonly change?: (entry: Uint8Array, index: number) => Uint8Array
  readonly origin?: string
}

/** What a client sends of a log. @param size of the log, as it lies in its folder */
export function clientOf(log: MadeLog, size: number) {
  const reader = cutting(createLogReader(openSource(log.folder), size))
  const headOf = async (at: number) => ({ size: at, root: await readRoot(at, reader) })
  const checkpoint = async (at: number): Promise<string> => log.sign(await headOf(at))
  async function packages(start: number, end: number, { change = (entry) => entry }: UploadOptions = {}) {
    const made = packagesOf({ start, end }).map(async ({ subtree, ...place }) => {
      const indices = Array.from({ length: place.end - place.start }, (_, at) => place.start + at)
      const entries = indices.map((index) => change(log.entryAt(index), index))
      return encodeEntryPackage({ entries, proof: await readSubtreeProof(subtree, end, reader) })
    })
    return Promise.all(made)
  }
  return {
    headOf,
    checkpoint,
    packages,
    /** The body of `add-checkpoint`. */
    async show(from: number, to: number): Promise<Uint8Array> {
      const proof = await readConsistencyProof(from, to, reader)
      return Buffer.from(formatAddCheckpoint({ oldSize: from, proof, checkpoint: await checkpoint(to) }))
    },
    /** The body of `add-entries`. */
    async upload(start: number, end: number, options: UploadOptions = {}): Promise<Buffer> {
      const { ticket = new Uint8Array(), origin = log.origin } = options
      const header = encodeAddEntriesHeader({ origin, start, end, ticket })
      const all = await packages(start, end, options)
      return Buffer.concat([header, ...all.slice(0, options.count ?? all.length)])
    },
  }
}

/** A body in pieces. */
export async function* streamOf(...parts: readonly Uint8Array[]) {
  yield* parts
}

export type Client = ReturnType<typeof clientOf>

/** The endpoints of a mirror, without a network. */
export function endpointsOf(mirror: Awaited<ReturnType<typeof openFor>>) {
  const pushes = takePushes(mirror)
  return {
    ...pushes,
    add: (body: Uint8Array): Promise<Answer> => pushes.addEntries(streamOf(body)),
  }
}

/** Lines of a mirror's answer 202 or 409. */
export function infoIn({ body }: Pick<Answer, 'body'>) {
  const [size, next, ticket] = body.split('\n')
  return { size: Number(size), next: Number(next), ticket: new Uint8Array(Buffer.from(ticket!, 'base64')) }
}
