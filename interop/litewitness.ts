/** `litewitness` of filippo.io/torchwood, with a key that we give it, so that it can stand in a roster before it runs. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { randomBytes } from '@avow/core'
import { formatVkey, keyType, parseVkey, verifierKeyOf } from '@avow/tlog'
import { anyPort } from '../packages/cli/src/network/ports.ts'
import { type Served, serve } from './program.ts'

export interface Litewitness {
  readonly name: string
  readonly vkey: string
  readonly url: string
  /** Starts it for one log. */
  start(log: string): Promise<void>
  stop(): Promise<void>
}

/** What its `witnessctl add-log` and `add-key` do; that program needs modules which a proxy may not have. */
function trust(file: string, log: string): void {
  const database = new DatabaseSync(file, { timeout: 10_000 })
  const { name } = parseVkey(log)
  const empty = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
  database.prepare('INSERT INTO log (origin, tree_size, tree_hash) VALUES (?, 0, ?)').run(name, empty)
  database.prepare('INSERT INTO key (origin, key) VALUES (?, ?)').run(name, log)
  database.close()
}

export async function prepareLitewitness(bin: string, folder: string): Promise<Litewitness> {
  const [name, seed, port] = ['litewitness.localhost', randomBytes(32), await anyPort()]
  const served: Served[] = []

  async function startAgent(socket: string): Promise<string> {
    const agent = await serve(join(bin, 'agent'), [socket], {
      isReady: (line) => line.startsWith('SHA256:'),
      input: Buffer.from(seed).toString('hex'),
    })
    served.push(agent)
    return agent.line
  }

  return {
    name,
    vkey: formatVkey(verifierKeyOf({ name, type: keyType.cosignature, seed })),
    url: `http://127.0.0.1:${port}`,
    async start(log) {
      const [socket, database] = [join(folder, 'agent.sock'), join(folder, 'litewitness.db')]
      const key = await startAgent(socket)
      const parameters = ['-ssh-agent', socket, '-db', database, '-name', name, '-key', key]
      served.push(
        await serve(join(bin, 'litewitness'), [...parameters, '-listen', `127.0.0.1:${port}`], {
          isReady: (line) => line.includes('msg=listening'),
        }),
      )
      trust(database, log)
    },
    async stop() {
      for (const one of served.toReversed()) await one.stop()
    },
  }
}
