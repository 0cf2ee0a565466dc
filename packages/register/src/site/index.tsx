/** The public pages: server-rendered, complete without JavaScript. */
import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { loadAssets } from './assets.ts'
import { decodeDocument } from './document.ts'
import { iconSvg } from './mark.tsx'
import { ErrorPage } from './pages/error.tsx'
import { HomePage } from './pages/home.tsx'
import { ReturnPage, VerifyPage, WritePage } from './pages/islands.tsx'
import { LogPage } from './pages/log.tsx'
import { StatementPage } from './pages/statement.tsx'
import { StatementsPage } from './pages/statements.tsx'
import { TrustPage } from './pages/trust.tsx'
import type { Site } from './site.ts'
import type { SiteContext } from './site-context.ts'

export type { SiteContext } from './site-context.ts'

/** Nothing but this origin, and the trustees' inboxes where authors may choose to write to them; no inline script or style, no frames, and no text that could become script. */
const policyOf = (inboxes: readonly string[] = []): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    ["connect-src 'self'", ...inboxes].join(' '),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    // The one policy of the sealing page lets nothing but the address of its own worker become a script.
    'trusted-types avow-worker',
  ].join('; ')

const headers = {
  'content-security-policy': policyOf(),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), clipboard-read=(), browsing-topics=(), payment=(), usb=()',
}

const PAGE = 20
const RECENT = 5

const render = (c: Context, page: Child, status: 200 | 404 | 500 = 200) =>
  c.html(`<!doctype html>${String(page)}`, status)

/** The page for what is not here; also for the register's own handler of unknown addresses. */
const notFound = (c: Context, site: Site) => render(c, <ErrorPage site={site} status={404} />, 404)

function pageRoutes(app: Hono, site: Site): void {
  const { context } = site
  app.get('/', async (c) => {
    const [roster, recent] = await Promise.all([context.roster(), context.statements(undefined, RECENT)])
    return render(c, <HomePage site={site} roster={roster} recent={recent} />)
  })
  app.get('/statements', async (c) => {
    const asked = c.req.query('before')
    if (asked !== undefined && !/^\d{1,15}$/.test(asked)) return notFound(c, site)
    const before = asked === undefined ? undefined : Number(asked)
    return render(
      c,
      <StatementsPage site={site} list={await context.statements(before, PAGE)} before={before} />,
    )
  })
  app.get('/statements/:id{[0-9a-f]{64}}', async (c) => {
    const shown = await context.statement(c.req.param('id'))
    if (!shown) return notFound(c, site)
    return render(c, <StatementPage site={site} shown={shown} document={decodeDocument(shown.document)} />)
  })
  app.get('/write', (c) => render(c, <WritePage site={site} />))
  app.get('/return', (c) => {
    c.header('content-security-policy', policyOf(context.inboxes()))
    return render(c, <ReturnPage site={site} />)
  })
  app.get('/verify', (c) => render(c, <VerifyPage site={site} />))
  app.get('/trust', async (c) => render(c, <TrustPage site={site} roster={await context.roster()} />))
  app.get('/log', async (c) => render(c, <LogPage site={site} checkpoint={await context.checkpoint()} />))
}

function fileRoutes(app: Hono, { assets }: Site): void {
  const kept = { 'cache-control': 'public, max-age=31536000, immutable' }
  app.get('/assets/:name', (c) => {
    const file = assets.files.get(c.req.param('name'))
    if (!file) return c.notFound()
    return c.body(file.bytes, 200, { 'content-type': file.type, ...kept })
  })
  app.get('/icon.svg', (c) => c.body(iconSvg, 200, { 'content-type': 'image/svg+xml', ...kept }))
  app.get('/avow.html', (c) =>
    c.body(assets.offline.bytes, 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': 'attachment; filename="avow.html"',
    }),
  )
  app.get('/robots.txt', (c) => c.text('User-agent: *\nAllow: /\n'))
}

/** The pages and files of the site. Reads the page's build once; throws when it has not been built. */
export function siteRoutes(context: SiteContext): Hono {
  const site: Site = { context, assets: loadAssets(context.pageFolder), origin: context.origin }
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(headers))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  })
  pageRoutes(app, site)
  fileRoutes(app, site)
  app.notFound((c) => notFound(c, site))
  app.onError((_, c) => render(c, <ErrorPage site={site} status={500} />, 500))
  return app
}
