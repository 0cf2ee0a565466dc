/** Asks one witness for its cosignature (C2SP tlog-witness, "add-checkpoint"). */
import {
  type NoteSignature,
  type VerifierKey,
  formatAddCheckpoint,
  isSignatureBy,
  parseNote,
  parseVkey,
  verifyCosignature,
} from '@avow/tlog'
import { decodeUtf8 } from '@avow/core'
import type { Witness } from '../config.ts'
import { RegisterError } from '../error.ts'
import type { Head } from './head.ts'

/** Proof that the log of `to` leaves is the one of `from` leaves, grown. */
export type ProveConsistency = (from: number, to: number) => Promise<readonly Uint8Array[]>

export interface WitnessClient {
  readonly name: string
  /**
   * @returns the witness's signature lines on the checkpoint, each verified
   * @throws when the witness does not answer, refuses, or answers something else
   */
  ask(head: Head): Promise<readonly NoteSignature[]>
}

const timeout = 10_000
/** Bytes. The lines of a few keys take a few thousand. */
const largestAnswer = 64 * 1024

const refused = (name: string, status: number): RegisterError =>
  new RegisterError('witness_refused', 'a witness did not cosign', { witness: name, status })

const tooLarge = (name: string): RegisterError =>
  new RegisterError('witness_refused', 'a witness does not stop answering', { witness: name })

/** Reads an answer, but not for as long as a witness likes to go on. */
async function readText({ name }: Witness, { body }: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body ?? []) {
    length += part.length
    if (length > largestAnswer) throw tooLarge(name)
    parts.push(part)
  }
  return decodeUtf8(Buffer.concat(parts))
}

/** Lines by keys that are not known are ignored; a line by the witness's key must verify. */
function cosignaturesIn(checkpoint: string, lines: string, key: VerifierKey): NoteSignature[] {
  const note = parseNote(checkpoint + lines)
  const own = note.signatures.filter((signature) => isSignatureBy(signature, key))
  for (const line of own) verifyCosignature(line, key, note.text)
  return own
}

export function createWitnessClient(witness: Witness, prove: ProveConsistency): WitnessClient {
  const key = parseVkey(witness.vkey)
  const address = `${witness.url.replace(/\/+$/, '')}/add-checkpoint`
  /** The size that the witness cosigned last, as far as is known here. */
  let known = 0
  let isAsked = false

  async function send(head: Head, from: number): Promise<Response> {
    const proof = await prove(from, head.size)
    const body = formatAddCheckpoint({ oldSize: from, proof, checkpoint: head.checkpoint })
    return fetch(address, { method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(timeout) })
  }

  /** What a witness that disagrees about the old size says it is. */
  async function sizeIn(response: Response): Promise<number> {
    const text = await readText(witness, response)
    if (!/^(0|[1-9]\d{0,15})\n$/.test(text)) throw refused(witness.name, response.status)
    return Number(text)
  }

  async function askOnce(head: Head): Promise<readonly NoteSignature[]> {
    let response = await send(head, Math.min(known, head.size))
    if (response.status === 409) {
      const size = await sizeIn(response)
      // A witness that has seen more than this checkpoint is asked again with a newer one.
      if (size > head.size) throw refused(witness.name, 409)
      response = await send(head, size)
    }
    const text = await readText(witness, response)
    if (!response.ok) throw refused(witness.name, response.status)
    const lines = cosignaturesIn(head.checkpoint, text, key)
    if (lines.length === 0) throw refused(witness.name, response.status)
    known = head.size
    return lines
  }

  return {
    name: witness.name,
    async ask(head) {
      // Requests to one that stalls do not pile up, and no answer overtakes another.
      if (isAsked)
        throw new RegisterError('witness_refused', 'a witness still owes an answer', {
          witness: witness.name,
        })
      isAsked = true
      return askOnce(head).finally(() => {
        isAsked = false
      })
    },
  }
}
