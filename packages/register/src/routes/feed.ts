import { feedPageSchema } from '@avow/client'
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { RegisterContext } from '../context.ts'
import { readFeed } from '../reads/feed.ts'
import { coreBody, jsonAnswer, refusals } from './answers.ts'
import { readJson } from './body.ts'

const maximumRequestBytes = 4 * 1024

const feed = createRoute({
  method: 'post',
  path: '/feed',
  summary: "A trustee asks for what is new; the answer may wait up to the request's `wait` seconds",
  request: { body: coreBody('FeedRequest') },
  responses: { 200: jsonAnswer(feedPageSchema, 'a page of the feed'), ...refusals },
})

export function feedRoutes(app: OpenAPIHono, context: RegisterContext): void {
  app.openapi(feed, async (c) => {
    const request = await readJson(c, maximumRequestBytes)
    const page = await readFeed(context, request, c.req.raw.signal)
    return c.json(page, 200, { 'cache-control': 'no-store' })
  })
}
