/** Seals in a worker where there can be one, otherwise in the page. */
import { AvowError, seal } from '@avow/core'
import { PageError } from '../error.ts'
import type { SealMessage, SealRequest, SealedFile } from './worker.ts'

export type OnProgress = (done: number, all: number) => void
export type OpenWorker = () => Worker

const sealFailed = (reason: string): PageError =>
  new PageError('seal_failed', 'the statement could not be sealed', { reason })

/** The worker did not start, or died: nothing is known of the sealing, and it can be done in another place. */
const isSealingFault = (fault: unknown): boolean => fault instanceof PageError

function sealInWorker(worker: Worker, request: SealRequest, onProgress: OnProgress): Promise<SealedFile> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<SealMessage>) => {
      if (data.type === 'progress') onProgress(data.done, data.all)
      else if (data.type === 'sealed') resolve({ file: data.file, statement: data.statement })
      else reject(sealFailed(data.reason))
    }
    worker.onerror = () => reject(new Error('the worker ended'))
    worker.postMessage(request, [])
  })
}

/** A moment in which the page can show what has changed. */
const breath = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0))

async function sealHere(request: SealRequest, onProgress: OnProgress): Promise<SealedFile> {
  await breath()
  try {
    const { file, statement } = await seal({ ...request, onProgress })
    return { file, statement }
  } catch (fault) {
    throw sealFailed(fault instanceof AvowError ? fault.code : 'other')
  }
}

/**
 * Seals a statement without stopping the page.
 * @throws PageError `seal_failed` with core's code in `details.reason`
 */
export async function runSeal(
  open: OpenWorker | undefined,
  request: SealRequest,
  onProgress: OnProgress,
): Promise<SealedFile> {
  let worker: Worker | undefined
  try {
    worker = open?.()
    if (worker) return await sealInWorker(worker, request, onProgress)
  } catch (fault) {
    if (isSealingFault(fault)) throw fault
  } finally {
    worker?.terminate()
  }
  return sealHere(request, onProgress)
}
