import { healthSchema } from '@avow/client'
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { jsonAnswer } from './answers.ts'

const health = createRoute({
  method: 'get',
  path: '/health',
  summary: 'Whether the register answers',
  responses: { 200: jsonAnswer(healthSchema, 'it does') },
})

export function healthRoutes(app: OpenAPIHono): void {
  app.openapi(health, (c) => c.json({ ok: true as const }, 200, { 'cache-control': 'no-store' }))
}
