import {
  answersQuerySchema,
  elementSchema,
  evaluationsSchema,
  exchangePageSchema,
  institutionsSchema,
  postedAnswerSchema,
} from '@avow/client/institutions'
import { encodeAuthority, formatInstant } from '@avow/core'
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import * as z from 'zod'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { readAnswers, readExchange, readInstitutions, takeMessage } from '../institutions/exchange.ts'
import { takeEvaluation, takeRequest } from '../institutions/post-box.ts'
import { coreBody, fileAnswer, jsonAnswer, refusals } from './answers.ts'
import { readJson } from './body.ts'

const maximumBytes = 4 * 1024
/** A deal for 32 trustees has about 100 KiB. */
const maximumMessageBytes = 512 * 1024

const status = createRoute({
  method: 'get',
  path: '/institutions',
  summary: 'The key by which institutions are compared, and what a request for a tag needs',
  responses: { 200: jsonAnswer(institutionsSchema, 'key, ceremony and work'), ...refusals },
})

const authority = createRoute({
  method: 'get',
  path: '/institutions/authority',
  summary: 'The list in which institutions are looked up, whole: what somebody looks for is not sent',
  responses: { 200: fileAnswer('application/json', 'an authority file'), ...refusals },
})

const request = createRoute({
  method: 'post',
  path: '/institutions/requests',
  summary: 'Ask the trustees to evaluate a blinded institution',
  request: { body: coreBody('PostedRequest') },
  responses: { 202: jsonAnswer(postedAnswerSchema, 'trustees find it'), ...refusals },
})

const answers = createRoute({
  method: 'get',
  path: '/institutions/requests/{blinded}',
  summary: 'What trustees have answered; the answer may wait up to `wait` seconds',
  request: { params: z.object({ blinded: elementSchema }), query: answersQuerySchema },
  responses: { 200: jsonAnswer(evaluationsSchema, 'evaluations, by trustee'), ...refusals },
})

const exchange = createRoute({
  method: 'post',
  path: '/institutions/exchange',
  summary: 'A trustee asks for ceremony and requests; the answer may wait up to `wait` seconds',
  request: { body: coreBody('ExchangeRequest') },
  responses: { 200: jsonAnswer(exchangePageSchema, 'what is new to the trustee'), ...refusals },
})

const message = createRoute({
  method: 'post',
  path: '/institutions/messages',
  summary: "A trustee's signed message in a ceremony",
  request: { body: coreBody('DkgMessage') },
  responses: { 204: { description: 'it is kept' }, ...refusals },
})

const evaluation = createRoute({
  method: 'post',
  path: '/institutions/evaluations',
  summary: "A trustee's signed answer to a request",
  request: { body: coreBody('Evaluation') },
  responses: { 204: { description: 'it is kept' }, ...refusals },
})

const noStore = { 'cache-control': 'no-store' }
const authorityHeaders = { 'content-type': 'application/json', 'cache-control': 'public, max-age=3600' }

/** Answers with the list, or that there is none. Encoded once: it may have 16 MiB. */
function authorityRoute(app: OpenAPIHono, { config }: RegisterContext): void {
  const file = config.institutions && new Uint8Array(encodeAuthority(config.institutions))
  app.openapi(authority, (c) => {
    if (!file) throw new RegisterError('not_found', 'this register has no list of institutions')
    return c.body(file, 200, authorityHeaders)
  })
}

/** Ceremonies and tags: spec/http-api.md, "Exchange". */
export function institutionRoutes(app: OpenAPIHono, context: RegisterContext): void {
  app.openapi(status, async (c) => c.json(await readInstitutions(context), 200, noStore))
  authorityRoute(app, context)
  app.openapi(request, async (c) => {
    const until = await takeRequest(context, await readJson(c, maximumBytes))
    return c.json({ until: formatInstant(until) }, 202)
  })
  app.openapi(answers, async (c) => {
    const { blinded } = c.req.valid('param')
    const found = await readAnswers(context, blinded, c.req.valid('query').wait, c.req.raw.signal)
    return c.json({ answers: found }, 200, noStore)
  })
  app.openapi(exchange, async (c) => {
    const value = await readJson(c, maximumBytes)
    return c.json(await readExchange(context, value, c.req.raw.signal), 200, noStore)
  })
  app.openapi(message, async (c) => {
    await takeMessage(context, await readJson(c, maximumMessageBytes))
    return c.body(null, 204)
  })
  app.openapi(evaluation, async (c) => {
    await takeEvaluation(context, await readJson(c, maximumBytes))
    return c.body(null, 204)
  })
}
