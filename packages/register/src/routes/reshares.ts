import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { RegisterContext } from '../context.ts'
import { takeReshare } from '../intake/reshare.ts'
import { coreBody, refusals } from './answers.ts'
import { readJson } from './body.ts'

/** 32 notes of up to 64 KiB in base64, and the act. */
const maximumReshareBytes = 3 * 1024 * 1024

const reshare = createRoute({
  method: 'post',
  path: '/reshares',
  summary: 'A trustee hands what it holds of a statement on to the trustees of another roster',
  request: { body: coreBody('Reshare') },
  responses: { 204: { description: 'act and notes are on disk' }, ...refusals },
})

export function reshareRoutes(app: OpenAPIHono, context: RegisterContext): void {
  app.openapi(reshare, async (c) => {
    await takeReshare(context, await readJson(c, maximumReshareBytes))
    return c.body(null, 204)
  })
}
