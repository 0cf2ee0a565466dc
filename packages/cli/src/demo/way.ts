/** The whole way of one statement on a network: what `avow demo` does, step by step. */
import { readFileSync } from 'node:fs'
import { type Client, createClient } from '@avow/client'
import {
  type ActOf,
  type AuthorKeys,
  type EnvelopeFile,
  type Roster,
  type Statement,
  createAct,
  decodeEnvelope,
  deriveKeys,
  encodeStatement,
  generateWords,
  isEqualBytes,
  openEnvelope,
  rosterHashOf,
} from '@avow/core'
import { createReceiptVerifier, statusOf, verifyBundle } from '@avow/verify'
import { findWhen } from '../commands/status.ts'
import { writeFile } from '../io/files.ts'
import type { Network } from '../network.ts'
import { checkDeposited } from '../register.ts'
import { sealStatement } from '../sealing.ts'
import { verdictLines, verdictValue } from '../verdict-text.ts'
import { examplesOf, flipBytes, placesToFlip } from './flips.ts'
import { type Steps, must } from './steps.ts'
import { tryTooFew } from './too-few.ts'

/** Seconds for which the network is given to do each part, also on a machine that is slow or busy. */
const patience = 300

export interface Way {
  readonly network: Network
  readonly client: Client
  readonly steps: Steps
  readonly roster: Roster
  readonly statement: Statement
  readonly file: EnvelopeFile
  readonly bytes: Uint8Array
  readonly keys: AuthorKeys
}

/** Seals under the condition `word`. */
export async function sealStep(steps: Steps, network: Network, statement: Statement): Promise<Way> {
  const client = createClient({ base: network.address })
  return steps.show('seal', async () => {
    const roster = await client.roster()
    const { entropy } = await generateWords()
    const sealed = await sealStatement({
      statement,
      attachments: [],
      condition: { type: 'word' },
      roster,
      entropy,
    })
    const file = decodeEnvelope(sealed.file)
    const value = {
      network,
      client,
      steps,
      roster,
      statement,
      file,
      bytes: sealed.file,
      keys: deriveKeys(entropy),
    }
    const { length: trustees } = roster.trustees
    const { threshold } = roster
    return { value, said: { statement: sealed.statement, size: sealed.file.length, trustees, threshold } }
  })
}

export const depositStep = ({ steps, client, bytes, file, roster, keys }: Way): Promise<void> =>
  steps.show('deposit', async () => {
    const answer = await client.deposit(bytes)
    checkDeposited(answer, file.statement, roster)
    const again = await client.deposit(bytes)
    must(again.index === answer.index, 'deposit')
    const { verdict } = await findWhen(client, keys, { wait: 'witnessed', seconds: patience })
    must(verdict.time.status === 'proven' && verdict.text.status === 'pending', 'deposit')
    return { value: undefined, said: { index: answer.index, time: String(verdict.time.params['time']) } }
  })

export const heldStep = ({ steps, client, keys }: Way): Promise<void> =>
  steps.show('held', async () => {
    const { holders } = await findWhen(client, keys, { wait: 'held', seconds: patience })
    must(
      holders.every(({ state }) => state === 'holds'),
      'held',
    )
    return { value: undefined, said: { trustees: holders.length } }
  })

export const tooFewStep = ({ steps, client, keys, file, network }: Way): Promise<void> =>
  steps.show('too_few', async () => {
    const groups = await tryTooFew(file, network.folder)
    must(groups !== undefined, 'too_few')
    const { status } = await findWhen(client, keys, { seconds: patience })
    const isClosed = status.state === 'witnessed' && status.acts.every(({ act }) => act.kind === 'deposit')
    must(isClosed, 'too_few')
    const { threshold } = file.envelope
    return { value: undefined, said: { few: threshold - 1, threshold, groups: groups! } }
  })

export const wordStep = ({ steps, client, keys, file, roster }: Way): Promise<void> =>
  steps.show('word', async () => {
    const act = createAct({ kind: 'word', statement: file.statement, body: {} }, keys.seed)
    const answer = await client.act(act)
    const { index } = createReceiptVerifier(roster, { pending: true }).receipt(answer.receipt, act)
    return { value: undefined, said: { index } }
  })

type Release = ActOf<'release'>

export const releasedStep = ({ steps, client, keys }: Way): Promise<Release[]> =>
  steps.show('released', async () => {
    const { status, roster } = await findWhen(client, keys, { wait: 'opened', seconds: patience })
    const releases = status.acts.flatMap(({ act }) => (act.kind === 'release' ? [act] : []))
    must(releases.length >= status.envelope.threshold, 'released')
    const names = releases.map(({ body }) => roster.trustees[body.trustee - 1]!.name).join(', ')
    return { value: releases, said: { released: releases.length, names } }
  })

/** With the shares and the sealed file, by no service. */
export const openedStep = ({ steps, file, statement }: Way, releases: readonly Release[]): Promise<void> =>
  steps.show('opened', async () => {
    const shares = releases.map(({ body }) => ({ ...body, shareSalt: body.shareSalt as never }))
    const opened = await openEnvelope(file.envelope, file.payload, shares)
    must(isEqualBytes(opened.statementBytes, encodeStatement(statement)), 'opened')
    return { value: undefined, said: { size: opened.statementBytes.length } }
  })

export const publishedStep = ({ steps, client, keys, file, statement, network }: Way): Promise<void> =>
  steps.show('published', async () => {
    await findWhen(client, keys, { wait: 'published', seconds: patience })
    const { document } = await client.statement(file.statement)
    must(isEqualBytes(encodeStatement(document), encodeStatement(statement)), 'published')
    return { value: undefined, said: { address: `${network.address}/statements/${file.statement}` } }
  })

export const proofStep = ({ steps, client, file }: Way, path: string): Promise<void> =>
  steps.show('proof', async () => {
    const bytes = await client.proof(file.statement)
    writeFile(path, bytes)
    return { value: undefined, said: { size: bytes.length, file: path } }
  })

/** The network has ended by now: only the file is left. */
export const offlineStep = ({ steps, roster, statement }: Way, path: string): Promise<Uint8Array> =>
  steps.show('offline', async () => {
    const bytes = Uint8Array.from(readFileSync(path))
    const verdict = await verifyBundle(bytes, { trustedRoster: rosterHashOf(roster) })
    const isSame =
      verdict.statement && isEqualBytes(encodeStatement(verdict.statement), encodeStatement(statement))
    must(statusOf(verdict) === 'proven' && verdict.roster.status === 'proven' && isSame === true, 'offline')
    const said = { verdict: verdictLines(verdict) }
    return { value: bytes, said, more: { verdict: verdictValue(verdict) } }
  })

export const flipsStep = ({ steps }: Way, bytes: Uint8Array, count: number): Promise<void> =>
  steps.show('flips', async () => {
    const places = placesToFlip(bytes, count)
    const { found, missed } = await flipBytes(bytes, places)
    must(missed.length === 0, 'flips', { reason: missed.slice(0, 10).join(', ') })
    const examples = examplesOf(found).map(
      ({ offset, where, sentence }) => `    ${offset}: ${where}: ${sentence}`,
    )
    const said = { count: found.length, size: bytes.length, examples: examples.join('\n') }
    return { value: undefined, said, more: { examples: undefined, flips: found } }
  })
