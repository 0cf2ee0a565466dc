/** The OpenAPI document is what it says, and the register answers by it. */
import { createAct, createFeedRequest, createHolding, encodeAct, formatInstant } from '@avow/core'
import { createClient } from '@avow/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { type RegisterProcess, type Setting, makeSetting, sealOne, startRegister } from './setting.ts'

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: object }>> }
  readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, { schema: object }>> }>>
}
interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

let setting: Setting
let register: RegisterProcess
let document: Document
beforeAll(async () => {
  setting = await makeSetting()
  register = await startRegister(setting.environment)
  document = (await (await fetch(`${register.address}/api/v1/openapi.json`)).json()) as Document
})
afterAll(async () => {
  await register?.stop()
  setting?.close()
})

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

test('it is whole: every reference resolves, every parameter of a path is described', () => {
  expect(document.openapi).toBe('3.1.0')
  for (const [reference] of JSON.stringify(document).matchAll(/#\/components\/schemas\/\w+/g))
    expect(Object.keys(document.components.schemas)).toContain(reference.split('/').at(-1))
  for (const { path, operation } of operations()) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const described = (operation.parameters ?? []).filter((one) => one.in === 'path' && one.required)
    expect(described.map(({ name }) => name)).toEqual(named)
    expect(operation.summary).toMatch(/^[A-Z]/)
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['4XX', '5XX']))
  }
})

/** Asks, and checks the answer by what the document says of it. */
async function ask(method: string, route: string, path: string, body?: object | Uint8Array) {
  const operation = document.paths[route]![method]!
  const type = Object.keys(operation.requestBody?.content ?? {})[0]
  const bytes = body instanceof Uint8Array ? body : JSON.stringify(body)
  const answer = await fetch(`${register.address}/api/v1${path}`, {
    method: method.toUpperCase(),
    ...(type ? { body: bytes as string, headers: { 'content-type': type } } : {}),
  })
  const described =
    operation.responses[answer.status] ?? operation.responses[`${Math.floor(answer.status / 100)}XX`]
  const [contentType, content] = Object.entries(described!.content ?? {})[0] ?? []
  if (contentType) expect(answer.headers.get('content-type')).toContain(contentType)
  if (contentType === 'application/json' && answer.status !== 204 && !('format' in content!.schema))
    z.fromJSONSchema(content!.schema as never).parse(await answer.json())
  return answer.status
}

describe('the register answers by it', () => {
  test('when it accepts', async () => {
    const roster = await createClient({ base: register.address }).roster()
    const { file, keys, statement } = await sealOne(roster)
    const word = createAct({ kind: 'word', statement, body: {} }, keys.seed)
    const { seed } = setting.trustees[0]!
    const holding = createHolding({ statement, trustee: 1, state: 'holds', code: null }, seed)
    const time = formatInstant(Date.now())
    const request = createFeedRequest({ trustee: 1, after: 0, size: 0, wait: 25, time }, seed)
    expect(await ask('post', '/deposits', '/deposits', file)).toBe(201)
    expect(await ask('post', '/deposits', '/deposits', file)).toBe(200)
    expect(await ask('get', '/deposits/{locator}', `/deposits/${keys.locator}`)).toBe(200)
    expect(await ask('get', '/deposits/{locator}/envelope', `/deposits/${keys.locator}/envelope`)).toBe(200)
    expect(await ask('post', '/holdings', '/holdings', holding)).toBe(204)
    expect(await ask('post', '/feed', '/feed', request)).toBe(200)
    expect(await ask('get', '/statements', '/statements?limit=5')).toBe(200)
    expect(await ask('get', '/roster', '/roster')).toBe(200)
    expect(await ask('post', '/acts', '/acts', encodeAct(word))).toBe(201)
  })

  test('when it refuses', async () => {
    const nothing = '00'.repeat(32)
    expect(await ask('post', '/deposits', '/deposits', new Uint8Array(10))).toBe(422)
    expect(await ask('post', '/acts', '/acts', {})).toBe(422)
    expect(await ask('post', '/holdings', '/holdings', {})).toBe(400)
    expect(await ask('post', '/feed', '/feed', {})).toBe(400)
    expect(await ask('get', '/deposits/{locator}', `/deposits/${nothing}`)).toBe(404)
    expect(await ask('get', '/deposits/{locator}', '/deposits/short')).toBe(400)
    expect(await ask('get', '/statements', '/statements?limit=1000')).toBe(400)
    expect(await ask('get', '/statements/{statement}', `/statements/${nothing}`)).toBe(404)
    expect(await ask('get', '/statements/{statement}/proof', `/statements/${nothing}/proof`)).toBe(404)
    expect(await ask('get', '/rosters/{hash}', `/rosters/${nothing}`)).toBe(404)
  })
})
