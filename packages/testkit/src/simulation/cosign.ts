/** The register asks the witnesses (register/src/sequencer/{cosign,witness-client}.ts), over a network that loses what is said. */
import {
  type NoteSignature,
  type Policy,
  formatAddCheckpoint,
  formatNote,
  parseNote,
  parseSignatures,
  verifyCheckpoint,
} from '@avow/tlog'
import type { Answer } from '@avow/witness'
import type { Clock } from './clock.ts'
import type { Life } from './process.ts'
import type { Network, Server } from './network.ts'
import type { Cosigned } from './register-log.ts'
import type { Tree } from './tree.ts'

/** A witness, as whoever asks it for cosignatures knows it. */
export interface WitnessServer extends Server {
  addCheckpoint(body: string): Answer
}

export interface CosignOptions {
  readonly clock: Clock
  readonly network: Network
  readonly life: Life
  readonly policy: Policy
  readonly quorum: number
  readonly witnesses: readonly WitnessServer[]
  /** The size that each witness cosigned last, as far as the register knows. */
  readonly known: Map<string, number>
}

interface Head {
  readonly size: number
  readonly checkpoint: string
}

/** Milliseconds for which the others are waited for once there are enough. */
const grace = 250

async function ask(options: CosignOptions, head: Head, tree: Tree, witness: WitnessServer) {
  const send = (oldSize: number): Promise<Answer> => {
    const proof = tree.consistency(oldSize, head.size)
    const body = formatAddCheckpoint({ oldSize, proof, checkpoint: head.checkpoint })
    return options.network.call('register', witness, () => witness.addCheckpoint(body))
  }
  let answer = await send(Math.min(options.known.get(witness.name) ?? 0, head.size))
  if (answer.status === 409 && answer.size <= head.size) answer = await send(answer.size)
  if (answer.status !== 200) return []
  options.known.set(witness.name, head.size)
  return parseSignatures(answer.lines)
}

/** Collects until all have answered, or there are enough and the others had a moment. */
export async function collect(options: CosignOptions, head: Head, tree: Tree): Promise<NoteSignature[]> {
  const lines: NoteSignature[] = []
  const enough = Promise.withResolvers<void>()
  const asked = options.witnesses.map(async (witness) => {
    const own = await ask(options, head, tree, witness).catch(() => [])
    lines.push(...own)
    if (lines.length >= options.quorum) enough.resolve()
  })
  const afterGrace = enough.promise.then(() => options.clock.sleep(grace))
  await options.life.bind(Promise.race([Promise.all(asked), afterGrace]))
  return [...lines]
}

/**
 * Asks all witnesses once.
 * @returns what they cosigned; undefined when the quorum did not come together
 */
export async function cosign(options: CosignOptions, head: Head, tree: Tree): Promise<Cosigned | undefined> {
  const lines = await collect(options, head, tree)
  const { text, signatures } = parseNote(head.checkpoint)
  const checkpoint = formatNote({ text, signatures: [...signatures, ...lines] })
  const { hasQuorum, cosignatures } = verifyCheckpoint(checkpoint, options.policy)
  if (!hasQuorum) return undefined
  const times = cosignatures.map(({ time }) => time).sort((a, b) => b - a)
  return { size: head.size, checkpoint, time: times[options.quorum - 1]! * 1000 }
}
