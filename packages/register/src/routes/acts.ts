import { actAnswerSchema, actReceivedSchema, patienceSchema } from '@avow/client'
import { decodeAct, maximumActBytes } from '@avow/core'
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { RegisterContext } from '../context.ts'
import { takeAct } from '../intake/act.ts'
import { coreBody, jsonAnswer, refusals } from './answers.ts'
import { readBody } from './body.ts'

const act = createRoute({
  method: 'post',
  path: '/acts',
  summary:
    "Send an author's `word`, `withdraw`, `check-in` or `pause`, or a trustee's `release`, `release-parts` or `hold`",
  request: { query: patienceSchema, body: coreBody('Act') },
  responses: {
    200: jsonAnswer(actAnswerSchema, 'it was logged before; this is what was logged'),
    201: jsonAnswer(actAnswerSchema, 'it is in the log and on disk'),
    202: jsonAnswer(actReceivedSchema, 'it is on disk and waits for its period of the log'),
    ...refusals,
  },
})

export function actRoutes(app: OpenAPIHono, context: RegisterContext): void {
  app.openapi(act, async (c) => {
    const sent = decodeAct(await readBody(c, maximumActBytes))
    const patience = { ...c.req.valid('query'), gone: c.req.raw.signal }
    const { answer, isRepeated } = await takeAct(context, sent, patience)
    if (answer.state === 'received') return c.json(answer, 202)
    return c.json(answer, isRepeated ? 200 : 201)
  })
}
