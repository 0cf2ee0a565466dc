/** All routes of a register as one application. */
import {
  actSchema,
  dkgMessageSchema,
  evaluationSchema,
  exchangeRequestSchema,
  feedRequestSchema,
  holdingSchema,
  postedRequestSchema,
} from '@avow/core'
import { siteRoutes } from '#site'
import { OpenAPIHono } from '@hono/zod-openapi'
import * as z from 'zod'
import type { RegisterContext } from './context.ts'
import { RegisterError } from './error.ts'
import type { Tiles } from './reads/tiles.ts'
import { actRoutes } from './routes/acts.ts'
import { depositRoutes } from './routes/deposits.ts'
import { answerError, invalidRequestHook } from './routes/errors.ts'
import { feedRoutes } from './routes/feed.ts'
import { secureHeaders } from './routes/headers.ts'
import { healthRoutes } from './routes/health.ts'
import { holdingRoutes } from './routes/holdings.ts'
import { institutionRoutes } from './routes/institutions.ts'
import { logRoutes } from './routes/log.ts'
import { reshareRoutes } from './routes/reshares.ts'
import { rosterRoutes } from './routes/roster.ts'
import { statementRoutes } from './routes/statements.ts'

/** Description of the API; the version is that of the formats. */
const info = {
  title: 'Avow register',
  version: '1',
  description: 'Prose, with what the fields mean: spec/http-api.md.',
  license: { name: 'AGPL-3.0-or-later' },
}

/** Formats of core that are sent to the register. Their own decoders check them; these describe them. */
const formats = {
  Act: actSchema,
  Holding: holdingSchema,
  FeedRequest: feedRequestSchema,
  PostedRequest: postedRequestSchema,
  ExchangeRequest: exchangeRequestSchema,
  DkgMessage: dkgMessageSchema,
  Evaluation: evaluationSchema,
  Reshare: z.object({ act: actSchema, notes: z.array(z.base64()).min(2).max(32) }),
}

function apiOf(context: RegisterContext): OpenAPIHono {
  const api = new OpenAPIHono({ defaultHook: invalidRequestHook })
  for (const [name, format] of Object.entries(formats)) {
    const { $schema: _, ...schema } = z.toJSONSchema(format, { unrepresentable: 'any' })
    api.openAPIRegistry.registerComponent('schemas', name, JSON.parse(JSON.stringify(schema)))
  }
  for (const routes of [
    depositRoutes,
    actRoutes,
    holdingRoutes,
    reshareRoutes,
    feedRoutes,
    statementRoutes,
    rosterRoutes,
    institutionRoutes,
  ])
    routes(api, context)
  api.doc31('/openapi.json', { openapi: '3.1.0', info, servers: [{ url: '/api/v1' }] })
  return api
}

/** @throws when the pages have not been built */
export function createApp(context: RegisterContext, tiles: Tiles): OpenAPIHono {
  const app = new OpenAPIHono({ defaultHook: invalidRequestHook })
  app.use(secureHeaders)
  app.onError((error, c) => answerError(c, error, context.logger))
  healthRoutes(app)
  logRoutes(app, context, tiles)
  app.route('/api/v1', apiOf(context))
  app.all('/api/*', () => {
    throw new RegisterError('not_found', 'there is nothing at this address')
  })
  // By its own `fetch`, so that its pages for what is not here and for failures are kept.
  const site = siteRoutes(context.site)
  app.all('*', (c) => site.fetch(c.req.raw))
  return app
}
