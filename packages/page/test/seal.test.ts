import {
  type Roster,
  createAct,
  createRoster,
  decodeEnvelope,
  decryptWith,
  deriveKeys,
  describeAttachment,
  generateEntropy,
  generateHybridIdentity,
  identityToRecipient,
  openNote,
  publicKeyOf,
  utf8,
} from '@avow/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { openWith } from '../src/open/open-with.ts'
import { decodeGiven } from '../src/open/shares.ts'
import { runSeal } from '../src/seal/run.ts'
import { type SealMessage, type SealRequest, type SealedFile, serveSealing } from '../src/seal/worker.ts'
import { statementOf } from '../src/write/statement-of.ts'
import { filledDraft } from './draft-of.ts'

/** A file that was given, by a name. */
const givenOf = (data: Uint8Array, name = 'share.json') => ({ ...decodeGiven(data), name })
const seedOf = (byte: number) => new Uint8Array(32).fill(byte)
const identities: string[] = []
const bytes = utf8('the list')
let roster: Roster
let request: SealRequest

beforeAll(async () => {
  for (let n = 0; n < 3; n += 1) identities.push(await generateHybridIdentity())
  const trustees = await Promise.all(
    identities.map(async (identity, n) => ({
      name: `Trustee ${n + 1}`,
      key: publicKeyOf(seedOf(n + 1)),
      recipient: await identityToRecipient(identity),
    })),
  )
  const log = 'avow.test+0a1b2c3d+AQ=='
  roster = createRoster(
    { origin: 'avow.test', log, witnesses: [], quorum: 0, trustees, threshold: 2, desk: [] },
    seedOf(9),
  )
  const about = describeAttachment('list.txt', 'text/plain', bytes, 'original')
  request = {
    statement: statementOf(filledDraft({ files: [{ about, bytes }] })),
    attachments: [bytes],
    condition: { type: 'word' },
    roster,
    entropy: generateEntropy(),
  }
})

/** The worker's own code behind the two ends of a worker, as structured clones and in turns of their own. */
function workerOf(onTerminate: () => void): Worker {
  const worker = { onmessage: null, onerror: null, terminate: onTerminate } as unknown as Worker
  const scope = {
    onmessage: null as ((event: MessageEvent<SealRequest>) => void) | null,
    postMessage: (message: SealMessage) =>
      queueMicrotask(() => worker.onmessage?.({ data: structuredClone(message) } as MessageEvent)),
  }
  serveSealing(scope)
  const postMessage = (asked: SealRequest) =>
    queueMicrotask(() => scope.onmessage?.({ data: structuredClone(asked) } as MessageEvent<SealRequest>))
  return Object.assign(worker, { postMessage })
}

const isOurs = ({ file, statement }: SealedFile): void => {
  const { envelope, statement: id } = decodeEnvelope(file)
  expect(id).toBe(statement)
  expect(envelope.author).toBe(deriveKeys(request.entropy).publicKey)
}

describe('sealing', () => {
  test('in a worker gives the file, tells how far it is, and ends the worker', async () => {
    const told: string[] = []
    let isEnded = false
    const open = () => workerOf(() => (isEnded = true))
    isOurs(await runSeal(open, request, (done, all) => told.push(`${done}/${all}`)))
    expect(told.at(-1)).toBe('4/4')
    expect(isEnded).toBe(true)
  })

  test('where there can be no worker is done in the page', async () => {
    isOurs(await runSeal(undefined, request, () => undefined))
    const refused = () => {
      throw new DOMException('no workers here', 'SecurityError')
    }
    isOurs(await runSeal(refused, request, () => undefined))
  })

  test('where the worker dies is done in the page', async () => {
    const dying = () => {
      const worker = { terminate: () => undefined } as unknown as Worker
      return Object.assign(worker, {
        postMessage: () => queueMicrotask(() => worker.onerror?.({} as ErrorEvent)),
      })
    }
    isOurs(await runSeal(dying, request, () => undefined))
  })

  test.each([true, false])('that cannot be done says why by a code only (worker: %s)', async (isWorker) => {
    const open = isWorker ? () => workerOf(() => undefined) : undefined
    const wrong = { ...request, attachments: [] }
    await expect(runSeal(open, wrong, () => undefined)).rejects.toMatchObject({
      code: 'seal_failed',
      details: { reason: 'attachment_mismatch' },
      message: 'the statement could not be sealed',
    })
  })
})

describe('opening by hand', () => {
  async function sealed() {
    const file = decodeEnvelope((await runSeal(undefined, request, () => undefined)).file)
    const notes = await Promise.all(file.notes.map((note, n) => decryptWith(identities[n]!, note)))
    return { file, notes }
  }

  test('notes that were opened with age, and acts of release, open it together', async () => {
    const { file, notes } = await sealed()
    const { share, shareSalt, condition, conditionSalt } = await openNote(
      file.notes[1]!,
      file.envelope,
      2,
      identities[1]!,
    )
    const body = { trustee: 2, share, shareSalt, condition, conditionSalt }
    const release = createAct({ kind: 'release', statement: file.statement, body }, seedOf(2))
    const given = [givenOf(notes[0]!), givenOf(utf8(JSON.stringify(release)))]
    const opened = await openWith(file, given)
    expect(opened.statement).toEqual(request.statement)
    expect(opened.attachments).toEqual([bytes])
    expect(opened.trustees).toEqual([1, 2])
    const alone = givenOf(utf8(JSON.stringify({ trustee: 2, share, shareSalt })))
    expect((await openWith(file, [given[0]!, alone])).trustees).toEqual([1, 2])
    const byWrong = givenOf(utf8(JSON.stringify({ trustee: 1, share, shareSalt })), 'wrong.json')
    expect((await openWith(file, [byWrong, ...given])).wrong).toEqual(['wrong.json'])
    const byKey = await openWith(file, [givenOf(utf8(`# key\n${opened.openingKey}\n`))])
    expect(byKey.statement).toEqual(request.statement)
  })

  test('one share is too few, another key does not fit', async () => {
    const { file, notes } = await sealed()
    await expect(openWith(file, [givenOf(notes[0]!)])).rejects.toMatchObject({
      code: 'shares_too_few',
      details: { right: 1, threshold: 2 },
    })
    const { mailbox } = deriveKeys(request.entropy)
    await expect(openWith(file, [givenOf(utf8(mailbox))])).rejects.toMatchObject({
      code: 'opening_key_wrong',
    })
  })

  test.each(['', 'a letter', '{"kind":"release"}', '{"version":"avow/note/v1"}'])(
    '%s is no share',
    (text) => {
      expect(() => decodeGiven(utf8(text))).toThrow(
        expect.objectContaining({ code: 'share_missing', details: {} }),
      )
    },
  )
})
