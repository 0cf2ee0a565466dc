import {
  depositAnswerSchema,
  depositReceivedSchema,
  locatorSchema,
  patienceSchema,
  statusSchema,
} from '@avow/client'
import { maximumEnvelopeBytes } from '@avow/core'
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import * as z from 'zod'
import type { RegisterContext } from '../context.ts'
import { takeDeposit } from '../intake/deposit.ts'
import { readEnvelopeFile, readStatus } from '../reads/status.ts'
import { fileAnswer, jsonAnswer, refusals } from './answers.ts'
import { readBody } from './body.ts'

const params = z.object({ locator: locatorSchema })

const deposit = createRoute({
  method: 'post',
  path: '/deposits',
  summary: 'Deposit an envelope',
  request: {
    query: patienceSchema,
    body: {
      required: true,
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    },
  },
  responses: {
    200: jsonAnswer(depositAnswerSchema, 'it was deposited before'),
    201: jsonAnswer(depositAnswerSchema, 'it is in the log and on disk'),
    202: jsonAnswer(depositReceivedSchema, 'it is on disk and waits for its period of the log'),
    ...refusals,
  },
})

const status = createRoute({
  method: 'get',
  path: '/deposits/{locator}',
  summary: 'How far a deposit is, for whoever has the words',
  request: { params },
  responses: { 200: jsonAnswer(statusSchema, 'the deposit'), ...refusals },
})

const envelope = createRoute({
  method: 'get',
  path: '/deposits/{locator}/envelope',
  summary: 'The envelope as it was deposited',
  request: { params },
  responses: { 200: fileAnswer('application/octet-stream', 'the .avow file'), ...refusals },
})

/** Deposits: spec/http-api.md. What a locator gives is for one person only: nothing on the way may keep it. */
export function depositRoutes(app: OpenAPIHono, context: RegisterContext): void {
  app.openapi(deposit, async (c) => {
    const patience = { ...c.req.valid('query'), gone: c.req.raw.signal }
    const file = await readBody(c, maximumEnvelopeBytes)
    const { answer, isRepeated } = await takeDeposit(context, file, patience)
    if (answer.state === 'received') return c.json(answer, 202)
    return c.json(answer, isRepeated ? 200 : 201)
  })
  app.openapi(status, async (c) => {
    const found = await readStatus(context, c.req.valid('param').locator)
    return c.json(found, 200, { 'cache-control': 'no-store' })
  })
  app.openapi(envelope, async (c) => {
    const file = await readEnvelopeFile(context, c.req.valid('param').locator)
    const headers = { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' }
    return c.body(file as Uint8Array<ArrayBuffer>, 200, headers)
  })
}
