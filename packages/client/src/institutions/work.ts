/** The work of a request, done beside whatever else the device does. */
import type { PostedRequest } from '@avow/core'

/** Tries that are made before anybody else may go on. */
const triesAtOnce = 8192

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/**
 * Does the work of a request.
 * @param search as `searchWork` gives it
 * @param onTried called now and then with the number of tries made
 * @throws the signal's reason when it is aborted
 */
export async function doWork(
  search: Generator<number, PostedRequest>,
  onTried: (tried: number) => void = () => {},
  signal?: AbortSignal,
): Promise<PostedRequest> {
  for (let rested = 0; ;) {
    const step = search.next()
    if (step.done) return step.value
    if (step.value - rested < triesAtOnce) continue
    rested = step.value
    onTried(rested)
    await rest()
    signal?.throwIfAborted()
  }
}
