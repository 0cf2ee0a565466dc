import type { IncomingMessage, ServerResponse } from 'node:http'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import type { Tiles } from '../reads/tiles.ts'
import { securedHeaders } from './headers.ts'

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

const answers = {
  tile: securedHeaders(immutable),
  bundle: securedHeaders(bundleHeaders),
  gzipped: securedHeaders({ ...bundleHeaders, 'content-encoding': 'gzip' }),
}

/** The same as `writeHead` takes them fastest: names and values in turn. */
const flat = {
  tile: Object.entries(answers.tile).flat(),
  bundle: Object.entries(answers.bundle).flat(),
  gzipped: Object.entries(answers.gzipped).flat(),
}

/** An entry bundle is compressed for whoever takes it so. */
function formOf(path: string, accepted: string): keyof typeof answers {
  if (!path.startsWith('tile/entries/')) return 'tile'
  return takesGzip(accepted) ? 'gzipped' : 'bundle'
}

const tileStart = '/log/tile/'

/**
 * Hands out tiles that are kept in memory, before and beside all that other requests pass through, which takes several
 * times as long.
 * @returns what tells whether it has answered; what it has not is for the routes below
 */
export const createKeptTileListener =
  (tiles: Tiles) =>
  ({ method, url = '', headers }: IncomingMessage, response: ServerResponse): boolean => {
    if ((method !== 'GET' && method !== 'HEAD') || !url.startsWith(tileStart)) return false
    const path = url.slice('/log/'.length)
    const tile = tiles.kept(path)
    const form = formOf(path, headers['accept-encoding'] ?? '')
    const body = form === 'gzipped' ? tile?.compressed : tile?.bytes
    if (!body) return false
    response.writeHead(200, [...flat[form], 'content-length', String(body.length)])
    response.end(body)
    return true
  }

/** The log as static files. The same paths lie in the state folder, for a server that hands them out by itself. */
export function logRoutes(
  app: OpenAPIHono,
  { logHead }: Pick<RegisterContext, 'logHead'>,
  tiles: Tiles,
): void {
  app.get('/log/checkpoint', (c) => {
    const { checkpoint } = logHead.cosigned() ?? logHead.head()
    if (checkpoint === '') throw new RegisterError('checkpoint_unknown', 'the log has no checkpoint yet')
    return c.body(checkpoint, 200, fresh)
  })
  app.get(`${tileStart}*`, async (c) => {
    const path = c.req.path.slice('/log/'.length)
    const tile = await tiles.read(path)
    if (!tile) throw new RegisterError('not_found', 'there is no such tile')
    const form = formOf(path, c.req.header('accept-encoding') ?? '')
    const body = form === 'gzipped' ? await tile.gzipped() : tile.bytes
    return new Response(body as Uint8Array<ArrayBuffer>, { headers: answers[form] })
  })
}
