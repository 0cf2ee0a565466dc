import { actAnswerSchema } from '@avow/client'
import { decodeAct, maximumActBytes } from '@avow/core'
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { RegisterContext } from '../context.ts'
import { takeAct } from '../intake/act.ts'
import { coreBody, jsonAnswer, refusals } from './answers.ts'
import { readBody } from './body.ts'

const act = createRoute({
  method: 'post',
  path: '/acts',
  summary: "Send an author's `word` or `withdraw`, or a trustee's `release`",
  request: { body: coreBody('Act') },
  responses: {
    200: jsonAnswer(actAnswerSchema, 'it was logged before; this is what was logged'),
    201: jsonAnswer(actAnswerSchema, 'it is in the log and on disk'),
    ...refusals,
  },
})

export function actRoutes(app: OpenAPIHono, context: RegisterContext): void {
  app.openapi(act, async (c) => {
    const sent = decodeAct(await readBody(c, maximumActBytes))
    const { answer, isRepeated } = await takeAct(context, sent)
    return c.json(answer, isRepeated ? 200 : 201)
  })
}
