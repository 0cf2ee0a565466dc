/** Sealing in a thread of its own, so that the page stays alive while it takes its time. */
import { AvowError, type Hash, type SealInput, seal } from '@avow/core'

export type SealRequest = Omit<SealInput, 'onProgress'>

export interface SealedFile {
  /** The `.avow` file. */
  readonly file: Uint8Array
  /** The identifier of the statement. */
  readonly statement: Hash
}

export type SealMessage =
  | { readonly type: 'progress'; readonly done: number; readonly all: number }
  | ({ readonly type: 'sealed' } & SealedFile)
  | { readonly type: 'failed'; readonly reason: string }

/** What a worker's global scope has that a page's has not. */
export interface WorkerScope {
  onmessage: ((event: MessageEvent<SealRequest>) => void) | null
  postMessage(message: SealMessage, transfer: Transferable[]): void
}

async function serve(scope: WorkerScope, request: SealRequest): Promise<void> {
  try {
    const onProgress = (done: number, all: number): void =>
      scope.postMessage({ type: 'progress', done, all }, [])
    const { file, statement } = await seal({ ...request, onProgress })
    scope.postMessage({ type: 'sealed', file, statement }, [file.buffer as ArrayBuffer])
  } catch (fault) {
    // Only the code leaves: a message of a library might quote what it was given.
    scope.postMessage({ type: 'failed', reason: fault instanceof AvowError ? fault.code : 'other' }, [])
  }
}

/** Answers every request that comes to this worker. */
export function serveSealing(scope: WorkerScope): void {
  scope.onmessage = ({ data }) => void serve(scope, data)
}
