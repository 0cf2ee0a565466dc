/** The limit of releasing: signing acts and posting them to a server that only answers. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Act, type Hash, type Salt, type Share, createAct, encodeAct, encodeBase64 } from '@avow/core'

/** As many as a trustee sends at once. */
const connections = 128

export const seed = new Uint8Array(32).fill(7)

export const held = {
  trustee: 1,
  share: encodeBase64(new Uint8Array(33)) as Share,
  shareSalt: '22'.repeat(32) as Salt,
  condition: { type: 'now' } as const,
  conditionSalt: '33'.repeat(32) as Salt,
}

/** Runs as many as `most` at a time. */
export async function each(
  times: number,
  most: number,
  work: (nth: number) => Promise<unknown>,
): Promise<void> {
  let begun = 0
  const worker = async () => {
    while (begun < times) {
      begun += 1
      await work(begun - 1)
    }
  }
  await Promise.all(Array.from({ length: most }, worker))
}

/** A server that only answers, for as long as `work` takes; it gets what posts an act there. */
export async function withServer<T>(work: (post: (act: Act) => Promise<void>) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => request.resume().on('end', () => response.end('{}')))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const post = async (act: Act) => {
    const answer = await fetch(address, { method: 'POST', body: encodeAct(act) as Uint8Array<ArrayBuffer> })
    await answer.arrayBuffer()
  }
  try {
    return await work(post)
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/** Seconds for signing so many releases and posting them. */
export const bareSeconds = (releases: number): Promise<number> =>
  withServer((post) =>
    secondsOf(() =>
      each(releases, connections, () =>
        post(createAct({ kind: 'release', statement: '11'.repeat(32) as Hash, body: held }, seed)),
      ),
    ),
  )
