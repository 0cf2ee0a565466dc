import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { siteRoutes } from '../src/site/index.tsx'
import type { SiteContext } from '../src/site/site-context.ts'

const id = 'ab'.repeat(32)
const folder = mkdtempSync(join(tmpdir(), 'avow-site-'))

const arabic = {
  kind: 'testimony',
  title: 'شهادة <script>alert(1)</script>',
  language: 'ar',
  direction: 'rtl',
  body: [[{ text: 'سطر ' }, { text: 'مهم', emphasis: true }], [{ text: 'A & B', language: 'en' }]],
  declarant: { as: 'pseudonym', name: 'أمين' },
  institutions: [{ name: 'الفوج التاسع', unit: 'المستودع' }],
  affiliations: [{ institution: 0, role: 'أمين مستودع', since: '2011~' }],
  convictions: ['سطر\nثان'],
  events: [{ description: 'وصول', date: '2013-05-03' }],
  written: '2026-03',
  attachments: [{ name: 'a.pdf', mediaType: 'application/pdf', size: 182_044, state: 'cleaned' }],
  wishes: { licence: 'CC-BY-4.0' },
}

const listed = {
  statement: id,
  index: 1377,
  title: arabic.title,
  language: 'ar',
  direction: 'rtl' as const,
  kind: 'testimony',
  declarant: arabic.declarant,
  institutions: arabic.institutions,
  deposited: '2026-11-02T21:40:10Z',
  published: '2026-11-03T08:00:00Z',
}

const roster = {
  hash: 'cd'.repeat(32),
  origin: 'register.example',
  register: 'ef'.repeat(32),
  log: 'register.example+00000000+AAAA',
  quorum: 1,
  threshold: 2,
  trustees: ['First', 'Second', 'Third'].map((name) => ({
    name,
    key: '01'.repeat(32),
    recipient: 'age1pq1x',
  })),
  witnesses: [{ name: 'witness.example', vkey: 'witness.example+00000000+BBBB' }],
}

const inboxes = ['https://first.example/inbox', 'http://127.0.0.1:8451/inbox']

const context: SiteContext = {
  inboxes: () => inboxes,
  origin: 'register.example',
  pageFolder: folder,
  statements: async (before) => ({ statements: [listed], next: before === undefined ? 1377 : null }),
  statement: async (asked) =>
    asked === id
      ? {
          statement: id,
          document: new TextEncoder().encode(JSON.stringify(arabic)),
          condition: { type: 'at', time: '2026-11-03T07:59:00Z' },
          acts: [
            { kind: 'deposit', index: 1377, time: '2026-11-02T21:40:10Z' },
            { kind: 'open', index: 1380, time: null },
          ],
          released: 2,
          trustees: 3,
          proofSize: 48_211,
        }
      : undefined,
  roster: async () => roster,
  hasInstitutions: true,
  opensDateLocks: true,
  checkpoint: async () => 'register.example\n1381\nAAAA\n\n— register.example x\n— witness.example y\n',
}

/** The smallest thing that looks like a build of packages/page. */
function buildFolder(): void {
  mkdirSync(join(folder, 'web', 'assets'), { recursive: true })
  mkdirSync(join(folder, 'offline'))
  const entries = [
    'src/styles/avow.css',
    ...['write', 'return', 'verify', 'proof', 'seal-worker'].map((i) => `src/islands/${i}.ts`),
  ]
  const manifest = Object.fromEntries(
    entries.map((entry) => [entry, { file: `assets/${entry.replaceAll('/', '-').replace('.ts', '.js')}` }]),
  )
  for (const { file } of Object.values(manifest)) writeFileSync(join(folder, 'web', file), '/* built */')
  writeFileSync(join(folder, 'web', 'manifest.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'offline', 'avow.html'), '<!doctype html>')
}

let app: Hono
const get = async (path: string) => {
  const answer = await app.request(path)
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

beforeAll(() => {
  buildFolder()
  app = siteRoutes(context)
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('every page', () => {
  test.each(['/', '/statements', `/statements/${id}`, '/write', '/return', '/verify', '/trust', '/log'])(
    '%s is complete, with one heading, and lets nothing run inline',
    async (path) => {
      const { status, headers, text } = await get(path)
      expect(status).toBe(200)
      expect(text).toMatch(/^<!doctype html><html lang="en" dir="ltr">/)
      expect(text.match(/<h1/g)).toHaveLength(1)
      expect(text).not.toMatch(/<style|style=|\son[a-z]+=|<script(?![^>]* src=)/)
      expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('content-security-policy')).not.toContain('unsafe')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('set-cookie')).toBeNull()
    },
  )

  test('may connect to this origin alone; where an author comes back, to the inboxes of trustees too', async () => {
    const sourcesOf = async (path: string) => {
      const policy = (await get(path)).headers.get('content-security-policy')!
      return policy
        .split('; ')
        .find((one) => one.startsWith('connect-src'))!
        .split(' ')
        .slice(1)
    }
    for (const path of ['/', '/write', '/verify', `/statements/${id}`, '/nowhere'])
      expect(await sourcesOf(path)).toEqual(["'self'"])
    expect(await sourcesOf('/return')).toEqual(["'self'", ...inboxes])
  })

  test('every key of the catalogue that a page uses is filled', async () => {
    for (const path of ['/', '/statements', `/statements/${id}`, '/trust', '/log'])
      expect((await get(path)).text).not.toMatch(/\{\w+\}/)
  })
})

describe('a statement', () => {
  test('keeps its language and direction, and its text is text', async () => {
    const { text } = await get(`/statements/${id}`)
    expect(text).toContain('<div class="body" lang="ar" dir="rtl">')
    expect(text).toContain('شهادة &lt;script&gt;alert(1)&lt;/script&gt;')
    expect(text).not.toContain('<script>alert')
    expect(text).toContain('<em>مهم</em>')
    expect(text).toContain('<span lang="en">A &amp; B</span>')
    expect(text).toContain('since about 2011')
    expect(text).toContain('(a pseudonym)')
  })

  test('says of every time what it is, and of a missing one that it is missing', async () => {
    const { text } = await get(`/statements/${id}`)
    expect(text).toContain('<time datetime="2026-11-02T21:40Z">2 November 2026 at 21:40 UTC</time>')
    expect(text).toContain('Deposited no later than')
    expect(text).toContain('Not before 3 November 2026 at 07:59 UTC')
    expect(text).toContain('not witnessed yet')
    expect(text).toContain('2 of 3 trustees')
  })

  test('offers its proof for download and names the command without scripts', async () => {
    const { text } = await get(`/statements/${id}`)
    expect(text).toContain(`href="/api/v1/statements/${id}/proof" download="${id}.avowproof"`)
    expect(text).toMatch(/<noscript>.*command line.*<\/noscript>/)
  })
})

describe('what is not here', () => {
  test.each(['/statements/zz', `/statements/${'00'.repeat(32)}`, '/nothing', '/statements?before=x'])(
    '%s answers 404 with a page',
    async (path) => {
      const { status, text } = await get(path)
      expect(status).toBe(404)
      expect(text).toContain('<h1>Not here</h1>')
    },
  )

  test('a failure answers 500 and shows nothing of its cause', async () => {
    const failing = siteRoutes({
      ...context,
      roster: () => Promise.reject(new Error('connection to 10.0.0.1')),
    })
    const answer = await failing.request('/trust')
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('10.0.0.1')
  })
})

test('the list goes on to older statements and back', async () => {
  expect((await get('/statements')).text).toContain('href="/statements?before=1377"')
  expect((await get('/statements?before=1377')).text).toContain('Back to the newest')
})

test('the offline file is served as it was built, with the hash that /trust shows', async () => {
  const file = await get('/avow.html')
  expect(file.headers.get('content-disposition')).toContain('attachment')
  const sum = createHash('sha256').update(file.text).digest('hex')
  expect((await get('/trust')).text).toContain(sum.replace(/.{4}(?=.)/g, '$& '))
})

test('files of the build are kept by browsers for good, and nothing beside them is served', async () => {
  const kept = await get('/assets/src-styles-avow.css')
  expect(kept.headers.get('cache-control')).toContain('immutable')
  expect((await get('/assets/..%2fmanifest.json')).status).toBe(404)
})
