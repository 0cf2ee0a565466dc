/** What the two builds hold, and what they must not. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Rolldown, build } from 'vite'
import { beforeAll, describe, expect, test } from 'vitest'

type Output = Rolldown.RolldownOutput['output']

async function outputOf(config: 'web' | 'offline'): Promise<Output> {
  const root = new URL('..', import.meta.url).pathname
  const configFile = `${root}/vite.${config}.config.ts`
  const built = await build({ root, configFile, logLevel: 'silent', build: { write: false } })
  return (built as Rolldown.RolldownOutput).output
}

const htmlOf = (output: Output): string => {
  const file = output.find(({ fileName }) => fileName.endsWith('.html'))
  return file?.type === 'asset' ? String(file.source) : ''
}

let web: Output
let offline: Output
let html: string

beforeAll(async () => {
  web = await outputOf('web')
  offline = await outputOf('offline')
  html = htmlOf(offline)
})

describe('the islands of the site', () => {
  test('hold nothing of the server and nothing that was not chosen', () => {
    const modules = web.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
    const rooms = modules.map((id) => /\/packages\/([a-z]+)\//.exec(id)?.[1]).filter(Boolean)
    const packages = modules
      .map((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1])
      .filter(Boolean)
    expect([...new Set(rooms)].toSorted()).toEqual(['client', 'core', 'page', 'tlog', 'verify'])
    expect([...new Set(packages)].toSorted()).toEqual([
      '@cloudflare/blindrsa-ts',
      '@noble/ciphers',
      '@noble/curves',
      '@noble/hashes',
      '@noble/post-quantum',
      '@scure/base',
      '@scure/bip39',
      'age-encryption',
      'canonicalize',
      'edtf',
      'nearley',
      'shamir-secret-sharing',
      'zod',
    ])
    expect(modules.filter((id) => id.includes('.node.ts') || id.startsWith('node:'))).toEqual([])
  })

  test('make no code from text where the policy of the site could be hit', () => {
    const code = web.map((file) => (file.type === 'chunk' ? file.code : '')).join('\n')
    expect(/\beval\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write/.exec(code)?.[0]).toBeUndefined()
  })

  test('load the large part of a date lock only where there is one', () => {
    const chunks = web.filter((file) => file.type === 'chunk')
    const has = (module: string) =>
      chunks
        .filter(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)))
        .map(({ fileName }) => fileName)
    const [large, ...others] = has('/core/src/tlock.ts')
    expect(others).toEqual([])
    expect(has('/@noble/curves/bls12-381.js')).toEqual([large])
    for (const { imports } of chunks) expect(imports).not.toContain(large)
  })

  test('ask nobody but the register: no address of anybody else is fetched', () => {
    const code = web.map((file) => (file.type === 'chunk' ? file.code : '')).join('\n')
    expect(
      /(?:fetch|import|WebSocket|EventSource|sendBeacon)\(\s*["'`]https?:/.exec(code)?.[0],
    ).toBeUndefined()
    expect(code).not.toMatch(/drand\.(?:sh|love|cloudflare)/)
  })
})

describe('the offline file', () => {
  test('is one file', () => expect(offline.map(({ fileName }) => fileName)).toEqual(['avow.html']))

  test('asks for nothing: every address in its markup is a place in itself', () => {
    const markup = html.replace(/<script[^>]*>[\s\S]*?<\/script>|<style[^>]*>[\s\S]*?<\/style>/g, '')
    expect(markup.length).toBeLessThan(2000)
    expect(/\b(?:src|href)=/.exec(markup)).toBeNull()
    const style = /<style[^>]*>([\s\S]*?)<\/style>/.exec(html)![1]!
    expect(style).not.toMatch(/@import|url\(/)
  })

  test('has a policy that lets exactly its own script and style run, and nothing connect', () => {
    const policy = /<meta http-equiv="content-security-policy" content="([^"]*)"/.exec(html)?.[1] ?? ''
    const hashOf = (tag: string): string => {
      const text = new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`).exec(html)![1]!
      return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    }
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hashOf('script')}`,
      `style-src ${hashOf('style')}`,
      'worker-src blob:',
      "connect-src 'none'",
      "form-action 'none'",
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types avow-worker',
    ])
    // The policy rules only what follows it.
    expect(html.indexOf('content-security-policy')).toBeLessThan(html.search(/<script|<style/))
  })

  test('is the same file when it is built again: its hash is an act in the log', async () => {
    const sum = (text: string): string => createHash('sha256').update(text).digest('hex')
    expect(sum(htmlOf(await outputOf('offline')))).toBe(sum(html))
  })
})

test('every sentence of the catalogue is used, and every key that is used is there', async () => {
  const { en } = await import('../src/messages/en.ts')
  const { globSync } = await import('node:fs')
  const root = new URL('../src', import.meta.url).pathname
  const source = globSync(`${root}/**/*.ts`)
    .filter((path) => !path.includes('/messages/'))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n')
  /** `kind.${value}.more` in a template stands for every key of that form. */
  const templates = [
    ...source.matchAll(/`([a-z][\w.-]*\.(?:\$\{[^}]*\}[\w.-]*)+|\$\{[^}]*\}\.[\w.-]+)`/g),
  ].map(
    (match) =>
      new RegExp(`^${match[1]!.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[\\w-]+(?:\\.[\\w-]+)*')}$`),
  )
  const unused = Object.keys(en).filter(
    (key) => !source.includes(`'${key}'`) && !templates.some((template) => template.test(key)),
  )
  expect(unused).toEqual(['locale'])
})
