import { hashSchema, rosterSchema } from '@avow/client'
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import * as z from 'zod'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { jsonAnswer, refusals } from './answers.ts'

const current = createRoute({
  method: 'get',
  path: '/roster',
  summary: 'The current roster',
  responses: { 200: jsonAnswer(rosterSchema, 'the roster, as canonical JSON'), ...refusals },
})

const earlier = createRoute({
  method: 'get',
  path: '/rosters/{hash}',
  summary: 'A roster by its hash',
  request: { params: z.object({ hash: hashSchema }) },
  responses: { 200: jsonAnswer(rosterSchema, 'the roster, as canonical JSON'), ...refusals },
})

/** Rosters were read from canonical JSON, and are answered in it: what is saved as it stands is the signed file. */
export function rosterRoutes(app: OpenAPIHono, context: RegisterContext): void {
  app.openapi(current, (c) => c.json(context.roster, 200))
  app.openapi(earlier, async (c) => {
    const roster = context.rosters.get(c.req.valid('param').hash)
    if (!roster) throw new RegisterError('not_found', 'there is no such roster')
    return c.json(roster, 200)
  })
}
