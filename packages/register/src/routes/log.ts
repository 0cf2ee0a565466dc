import { formatTilePath, parseTilePath } from '@avow/tlog'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { logPath } from '../reads/paths.ts'
import { readCut } from '../sequencer/partial-tiles.ts'

/** What C2SP tlog-tiles names a tile or an entry bundle, and nothing else. */
function isTilePath(path: string): boolean {
  try {
    return formatTilePath(parseTilePath(path)) === path
  } catch {
    return false
  }
}

/** Tools of others read these from pages of others too: what is public may be read from everywhere. */
const shared = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }
const immutable = {
  ...shared,
  'content-type': 'application/octet-stream',
  'cache-control': 'public, max-age=31536000, immutable',
}
const fresh = {
  ...shared,
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
}

/** The log as static files. The same paths lie in the state folder, for a server that hands them out by itself. */
export function logRoutes(app: OpenAPIHono, { logHead, storage }: RegisterContext): void {
  app.get('/log/checkpoint', (c) => {
    const { checkpoint } = logHead.cosigned() ?? logHead.head()
    if (checkpoint === '') throw new RegisterError('checkpoint_unknown', 'the log has no checkpoint yet')
    return c.body(checkpoint, 200, fresh)
  })
  app.get('/log/tile/*', async (c) => {
    const path = c.req.path.slice('/log/'.length)
    const tile = isTilePath(path)
      ? ((await storage.read(logPath(path))) ?? (await readCut(storage, logPath(path))))
      : undefined
    if (!tile) throw new RegisterError('not_found', 'there is no such tile')
    return c.body(tile as Uint8Array<ArrayBuffer>, 200, immutable)
  })
}
