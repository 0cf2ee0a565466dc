import {
  hashSchema,
  publishedStatementSchema,
  statementsPageSchema,
  statementsQuerySchema,
} from '@avow/client'
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import * as z from 'zod'
import type { RegisterContext } from '../context.ts'
import { listStatements, readProof, readStatement } from '../reads/statements.ts'
import { fileAnswer, jsonAnswer, refusals } from './answers.ts'

const params = z.object({ statement: hashSchema })

const list = createRoute({
  method: 'get',
  path: '/statements',
  summary: 'Published statements, newest first',
  request: { query: statementsQuerySchema },
  responses: { 200: jsonAnswer(statementsPageSchema, 'a page of the list'), ...refusals },
})

const statement = createRoute({
  method: 'get',
  path: '/statements/{statement}',
  summary: 'A published statement',
  request: { params },
  responses: { 200: jsonAnswer(publishedStatementSchema, 'the statement'), ...refusals },
})

const proof = createRoute({
  method: 'get',
  path: '/statements/{statement}/proof',
  summary: 'Its proof bundle',
  request: { params },
  responses: { 200: fileAnswer('application/json', 'the proof bundle, spec/opening.md'), ...refusals },
})

export function statementRoutes(app: OpenAPIHono, context: RegisterContext): void {
  app.openapi(list, async (c) => {
    const { before, limit } = c.req.valid('query')
    return c.json(await listStatements(context, { before, limit }), 200)
  })
  app.openapi(statement, async (c) =>
    c.json(await readStatement(context, c.req.valid('param').statement), 200),
  )
  app.openapi(proof, async (c) => {
    const { statement: id } = c.req.valid('param')
    const bytes = await readProof(context, id)
    return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="${id}.avowproof"`,
    })
  })
}
