/** The write endpoints of a mirror (C2SP tlog-mirror): `add-checkpoint`, `add-entries` and `sign-subtree`. */
import { formatSignatures, keyType } from '@avow/tlog'
import {
  type Conflict,
  type Refusal,
  type SignedRequest,
  isRefusal,
  readRequest,
  readSubtreeRequest,
  refusalOf,
  signRequested,
} from '@avow/tlog/witness'
import { addEntries } from './add-entries.ts'
import { type Answer, refusal } from './answer.ts'
import type { Mirror } from './mirror.ts'
import { createTickets } from './ticket.ts'

/** What each endpoint answers to a body. */
export interface Pushes {
  addCheckpoint(body: Uint8Array): Promise<Answer>
  /** @param body without its content encoding; an error within it counts as its end. @throws whatever the disk says */
  addEntries(body: AsyncIterable<Uint8Array>): Promise<Answer>
  signSubtree(body: Uint8Array): Answer
}

const plain = 'text/plain; charset=utf-8'

const answerOf = (value: Refusal | Conflict): Answer =>
  isRefusal(value)
    ? refusal(value.status, value.reason)
    : { status: value.status, type: 'text/x.tlog.size', body: `${value.size}\n` }

export interface TakePushesOptions {
  /** Is told when the log has signed two trees of one size. */
  readonly onFork?: ((size: number) => void) | undefined
}

/** Decides by the pending checkpoint; if another one has come meanwhile, once more by that. */
async function show(mirror: Mirror, request: SignedRequest, { onFork }: TakePushesOptions): Promise<Answer> {
  for (;;) {
    const pending = mirror.pending()
    const refused = refusalOf(request, pending)
    if (refused && isRefusal(refused) && refused.isFork) onFork?.(request.checkpoint.size)
    if (refused) return answerOf(refused)
    // The mirror signs nothing yet: that is for when it has the entries.
    if (await mirror.show(pending, request.checkpoint)) return { status: 200, type: plain, body: '' }
  }
}

export function takePushes(mirror: Mirror, options: TakePushesOptions = {}): Pushes {
  const { origin, policy, cosigners } = mirror
  const tickets = createTickets(policy)
  const origins = new Set([origin])
  const subtreeCosigners = cosigners.filter(({ key }) => key.type === keyType.mlDsa44)
  return {
    async addCheckpoint(body) {
      const request = readRequest(body, policy)
      return isRefusal(request) ? answerOf(request) : show(mirror, request, options)
    },
    addEntries: (body) => addEntries(body, { mirror, tickets }),
    signSubtree(body) {
      if (subtreeCosigners.length === 0) return refusal(404, 'this mirror signs no subtrees')
      const request = readSubtreeRequest(body, origins, cosigners)
      if (isRefusal(request)) return answerOf(request)
      return { status: 200, type: plain, body: formatSignatures(signRequested(request, subtreeCosigners)) }
    },
  }
}
