import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { RegisterContext } from '../context.ts'
import { takeHolding } from '../intake/holding.ts'
import { coreBody, refusals } from './answers.ts'
import { readJson } from './body.ts'

const maximumHoldingBytes = 4 * 1024

const holding = createRoute({
  method: 'post',
  path: '/holdings',
  summary: "A trustee's signed answer to a note",
  request: { body: coreBody('Holding') },
  responses: { 204: { description: 'it is kept' }, ...refusals },
})

export function holdingRoutes(app: OpenAPIHono, context: RegisterContext): void {
  app.openapi(holding, async (c) => {
    await takeHolding(context, await readJson(c, maximumHoldingBytes))
    return c.body(null, 204)
  })
}
