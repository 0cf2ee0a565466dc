import type { OpenAPIHono } from '@hono/zod-openapi'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { logPath } from '../reads/paths.ts'

/** `tile/<L>/<N>[.p/<W>]` and `tile/entries/<N>[.p/<W>]` (C2SP tlog-tiles), and nothing else. */
const tilePath =
  /^tile\/(?:entries|[0-9]|[1-5][0-9]|6[0-3])\/(?:x[0-9]{3}\/)*[0-9]{3}(?:\.p\/(?:[1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?$/

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
    const tile = tilePath.test(path) ? await storage.read(logPath(path)) : undefined
    if (!tile) throw new RegisterError('not_found', 'there is no such tile')
    return c.body(tile as Uint8Array<ArrayBuffer>, 200, immutable)
  })
}
