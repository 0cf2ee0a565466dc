import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import type { Tile, Tiles } from '../reads/tiles.ts'
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

const respond = (body: Uint8Array, headers: Record<string, string>): Response =>
  new Response(body as Uint8Array<ArrayBuffer>, { headers })

/** An entry bundle is compressed for whoever takes it so. */
async function answerTile(path: string, tile: Tile, accepted: string): Promise<Response> {
  if (!path.startsWith('tile/entries/')) return respond(tile.bytes, answers.tile)
  if (!takesGzip(accepted)) return respond(tile.bytes, answers.bundle)
  return respond(await tile.gzipped(), answers.gzipped)
}

const tilePath = '/log/tile/*'
const pathIn = (c: Context): string => c.req.path.slice('/log/'.length)
const acceptedBy = (c: Context): string => c.req.header('accept-encoding') ?? ''

/**
 * Tiles that are kept in memory. To be registered before everything else: what every request passes through takes
 * several times as long as this answer, which has the headers of every answer already.
 */
export function keptTileRoutes(app: OpenAPIHono, tiles: Tiles): void {
  app.get(tilePath, async (c, next) => {
    const path = pathIn(c)
    const tile = tiles.kept(path)
    return tile ? answerTile(path, tile, acceptedBy(c)) : next()
  })
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
  app.get(tilePath, async (c) => {
    const path = pathIn(c)
    const tile = await tiles.read(path)
    if (!tile) throw new RegisterError('not_found', 'there is no such tile')
    return answerTile(path, tile, acceptedBy(c))
  })
}
