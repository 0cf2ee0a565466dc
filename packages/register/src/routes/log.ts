import type { OpenAPIHono } from '@hono/zod-openapi'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { type Tile, createTiles } from '../reads/tiles.ts'

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

/** Whether somebody who asks takes gzip (RFC 9110, section 12.5.3). */
function takesGzip(header: string): boolean {
  const weights = header
    .toLowerCase()
    .split(',')
    .map((part) => part.split(';').map((word) => word.trim()))
    .map(([coding, ...parameters]) => {
      const weight = parameters.find((parameter) => parameter.startsWith('q='))
      return [coding, weight === undefined ? 1 : Number(weight.slice(2))] as const
    })
  const of = new Map(weights)
  return (of.get('gzip') ?? of.get('*') ?? 0) > 0
}

const bundleHeaders = { ...immutable, vary: 'accept-encoding' }

/** An entry bundle, compressed for whoever takes it so. */
async function encodeBundle(bundle: Tile, accepted: string) {
  if (!takesGzip(accepted)) return { body: bundle.bytes, headers: bundleHeaders }
  return { body: await bundle.gzipped(), headers: { ...bundleHeaders, 'content-encoding': 'gzip' } }
}

/** The log as static files. The same paths lie in the state folder, for a server that hands them out by itself. */
export function logRoutes(app: OpenAPIHono, { logHead, storage }: RegisterContext): void {
  const tiles = createTiles(storage)
  app.get('/log/checkpoint', (c) => {
    const { checkpoint } = logHead.cosigned() ?? logHead.head()
    if (checkpoint === '') throw new RegisterError('checkpoint_unknown', 'the log has no checkpoint yet')
    return c.body(checkpoint, 200, fresh)
  })
  app.get('/log/tile/*', async (c) => {
    const path = c.req.path.slice('/log/'.length)
    const tile = await tiles.read(path)
    if (!tile) throw new RegisterError('not_found', 'there is no such tile')
    const { body, headers } = path.startsWith('tile/entries/')
      ? await encodeBundle(tile, c.req.header('accept-encoding') ?? '')
      : { body: tile.bytes, headers: immutable }
    return c.body(body as Uint8Array<ArrayBuffer>, 200, headers)
  })
}
