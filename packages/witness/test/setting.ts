/** What a witness needs around it, for tests: a log that grows (and can be made to lie), a folder, a clock. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Cosigner,
  type NoteSignature,
  type TreeHead,
  consistencyProof,
  createNoteSigner,
  emptyRange,
  appendLeaves,
  formatAddCheckpoint,
  formatCheckpoint,
  formatVkey,
  keyType,
  leafHash,
  nodeHash,
  parseSignatures,
  parseVkey,
  rootOfRange,
  signNote,
  verifyCosignature,
} from '@avow/tlog'
import { onTestFinished } from 'vitest'
import { findCosigners } from '../src/keys.ts'
import type { LogFields } from '../src/logger.ts'
import { createApp, createWitness, openStore } from '../src/index.ts'

export const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'avow-witness-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface TestLog {
  readonly vkey: string
  head(size: number): TreeHead
  proof(from: number, to: number): Uint8Array[]
  /** The checkpoint as the log signs it. */
  checkpoint(size: number): string
  /** A request that is as it should be. */
  request(from: number, to: number): string
  sign(text: string): NoteSignature
}

/** A log whose n-th entry is `<branch> n`; two of one origin and key with other branches are a fork after `common` entries. */
export function createLog(origin: string, key = 1, branch = 'main', common = 0): TestLog {
  const signer = createNoteSigner({ name: origin, type: keyType.ed25519, seed: seedOf(key) })
  const leafAt = (index: number) =>
    leafHash(new TextEncoder().encode(`${index < common ? 'main' : branch} ${index}`))
  const nodeAt = ({ height, index }: { height: number; index: number }): Uint8Array =>
    height === 0
      ? leafAt(index)
      : nodeHash(
          nodeAt({ height: height - 1, index: 2 * index }),
          nodeAt({ height: height - 1, index: 2 * index + 1 }),
        )
  const head = (size: number): TreeHead => {
    const leaves = Array.from({ length: size }, (_, at) => leafAt(at))
    return { size, root: rootOfRange(appendLeaves(emptyRange, leaves).range) }
  }
  const proof = (from: number, to: number) => consistencyProof(from, to, nodeAt)
  const checkpoint = (size: number) =>
    signNote(formatCheckpoint({ origin, ...head(size), extensions: [] }), [signer])
  return {
    vkey: formatVkey(signer.key),
    head,
    proof,
    checkpoint,
    request: (from, to) =>
      formatAddCheckpoint({ oldSize: from, proof: proof(from, to), checkpoint: checkpoint(to) }),
    sign: signer.sign,
  }
}

export interface LogLine {
  readonly level: 'info' | 'warn'
  readonly event: string
  readonly fields: LogFields
}

/** Lines of diagnostics, to look at. */
export function createTestLogger() {
  const lines: LogLine[] = []
  const log =
    (level: LogLine['level']) =>
    (event: string, fields: LogFields = {}) =>
      void lines.push({ level, event, fields })
  return { lines, info: log('info'), warn: log('warn') }
}

/** Noon of the first day of 2027, in milliseconds. */
export const noon = Date.parse('2027-01-01T12:00:00Z')

export function makeWitness(
  logs: readonly TestLog[],
  { folder = makeFolder(), mlDsa = false }: { folder?: string; mlDsa?: boolean } = {},
) {
  const cosigners = findCosigners({ folder, name: 'witness.example/w1', mlDsa })
  const store = openStore(folder)
  onTestFinished(() => store.close())
  const logger = createTestLogger()
  const clock = { now: noon }
  const keys = logs.map(({ vkey }) => parseVkey(vkey))
  const options = { cosigners, logs: keys, store, logger, now: () => clock.now }
  const witness = createWitness(options)
  const app = createApp(witness, logger)
  return {
    folder,
    cosigners,
    store,
    logger,
    clock,
    witness,
    app,
    post: async (body: string | Uint8Array<ArrayBuffer>) =>
      app.request('/add-checkpoint', { method: 'POST', body }),
  }
}

/** The times of the lines, each of which must be a cosignature by the cosigner at its place. */
export function timesOf(lines: string, cosigners: readonly Cosigner[], checkpoint: string): number[] {
  const text = checkpoint.slice(0, checkpoint.lastIndexOf('\n\n') + 1)
  return parseSignatures(lines).map((line, at) => verifyCosignature(line, cosigners[at]!.key, text))
}
