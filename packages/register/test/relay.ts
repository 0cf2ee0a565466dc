/** A way to the database that can fall silent, as a network does: nothing is refused, nothing arrives. */
import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'

export interface Relay {
  readonly port: number
  /** From now on nothing passes. */
  cut(): void
  /** What hung breaks, and new connections pass. */
  mend(): void
  close(): void
}

/** @param path of the database's socket */
export async function startRelay(path: string): Promise<Relay> {
  const open = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    open.add(near)
    near.on('error', () => {}).on('close', () => open.delete(near))
    if (isCut) return void near.pause()
    const far = connect(path)
    open.add(far)
    far.on('error', () => near.destroy()).on('close', () => open.delete(far))
    near.on('close', () => far.destroy())
    near.pipe(far).pipe(near)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const destroyAll = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true
      for (const socket of open) socket.unpipe().pause()
    },
    mend() {
      isCut = false
      destroyAll()
    },
    close() {
      destroyAll()
      server.close()
    },
  }
}
