import type { Child } from 'hono/jsx'
import type { Island } from './assets.ts'
import { Mark } from './mark.tsx'
import type { Site } from './site.ts'
import { direction, language, t } from './translate.ts'

export interface Frame {
  readonly site: Site
  readonly title: string
  /** path of the page, to mark it in the navigation */
  readonly path: string
  readonly description?: string
  readonly island?: Island
  readonly children?: Child
}

const nav = [
  ['/statements', 'nav.statements'],
  ['/write', 'nav.write'],
  ['/return', 'nav.return'],
  ['/verify', 'nav.verify'],
  ['/trust', 'nav.trust'],
] as const

const current = (path: string, href: string) =>
  path === href ? 'page' : path.startsWith(`${href}/`) ? 'true' : undefined

const Masthead = ({ path }: { path: string }) => (
  <header class="masthead">
    <div class="frame">
      <a class="brand" href="/" aria-current={path === '/' ? 'page' : undefined}>
        <Mark />
        {t('site.name')}
      </a>
      <nav class="nav" aria-label={t('nav.label')}>
        <ul>
          {nav.map(([href, key]) => (
            <li>
              <a href={href} aria-current={current(path, href)}>
                {t(key)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  </header>
)

const Foot = ({ origin }: { origin: string }) => (
  <footer class="foot">
    <div class="frame">
      <p>
        {t('foot.origin', { origin })}
        <br />
        {t('foot.keeps')}
      </p>
      <nav aria-label={t('foot.label')}>
        <ul>
          <li>
            <a href="/log">{t('foot.log')}</a>
          </li>
          <li>
            <a href="/avow.html" download="avow.html">
              {t('foot.offline')}
            </a>
          </li>
          <li>
            <a href="/api/v1/openapi.json">{t('foot.api')}</a>
          </li>
        </ul>
      </nav>
    </div>
  </footer>
)

/** Every page: head, masthead, the leaves in `main`, foot. No inline script or style; the policy forbids them. */
export const Page = ({ site, title, path, description, island, children }: Frame) => (
  <html lang={language} dir={direction}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="referrer" content="no-referrer" />
      <title>
        {path === '/' ? `${t('site.name')}: ${t('site.tagline')}` : t('site.title', { page: title })}
      </title>
      <meta name="description" content={description ?? t('site.tagline')} />
      <link rel="stylesheet" href={site.assets.style} />
      <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      {island && <script type="module" src={site.assets.script(island)}></script>}
    </head>
    <body>
      <a class="skip" href="#text">
        {t('site.skip')}
      </a>
      <Masthead path={path} />
      <main id="text" tabindex={-1}>
        <div class="frame">{children}</div>
      </main>
      <Foot origin={site.origin} />
    </body>
  </html>
)

interface LeafProps {
  /** a side-heading, beside the text on a wide page and above it on a narrow one */
  readonly heading?: string
  readonly id?: string
  readonly first?: boolean
  /** goes on with the leaf before, without a line between */
  readonly joined?: boolean
  /** what stands in the margin, read after the text */
  readonly margin?: Child
  readonly children?: Child
}

/** A leaf of the register: margin and text. With a side-heading it is a section of the page. */
export const Leaf = ({ heading, id, first, joined, margin, children }: LeafProps) => {
  const name = ['leaf', first && 'first', joined && 'joined', heading && 'headed'].filter(Boolean).join(' ')
  if (!heading)
    return (
      <div class={name} id={id}>
        <div class="text">{children}</div>
        {margin && <div class="margin">{margin}</div>}
      </div>
    )
  return (
    <section class={name} id={id}>
      <div class="margin">
        <h2 class="side">{heading}</h2>
      </div>
      <div class="text">{children}</div>
    </section>
  )
}

/** Where an island puts itself; what stands in it until then, and without scripts, is `children`. */
export const IslandHost = ({ name, data, children }: { name: Island; data?: object; children?: Child }) => (
  <div class="island" data-island={name} {...data}>
    <noscript>{children}</noscript>
  </div>
)
