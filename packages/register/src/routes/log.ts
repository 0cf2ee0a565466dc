import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
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

const compress = promisify(gzip)

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

/** An entry bundle, compressed for whoever takes it so: of its bytes only the salted hashes themselves cannot be. */
async function encodeBundle(bundle: Uint8Array, accepted: string) {
  const headers = { ...immutable, vary: 'accept-encoding' }
  if (!takesGzip(accepted)) return { body: bundle, headers }
  // Level 1: what could be compressed better is not in it.
  return { body: await compress(bundle, { level: 1 }), headers: { ...headers, 'content-encoding': 'gzip' } }
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
    const { body, headers } = path.startsWith('tile/entries/')
      ? await encodeBundle(tile, c.req.header('accept-encoding') ?? '')
      : { body: tile, headers: immutable }
    return c.body(body as Uint8Array<ArrayBuffer>, 200, headers)
  })
}
