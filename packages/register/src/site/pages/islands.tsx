import type { Child } from 'hono/jsx'
import type { Island } from '../assets.ts'
import { IslandHost, Leaf, Page } from '../layout.tsx'
import type { Site } from '../site.ts'
import { t } from '../translate.ts'

interface HostProps {
  readonly site: Site
  readonly name: Exclude<Island, 'proof'>
  readonly data?: object
  readonly children?: Child
  readonly after?: Child
}

/** A page that hosts an island: what it is for, the island, and what to do without it. */
const HostPage = ({ site, name, data = {}, children, after }: HostProps) => (
  <Page site={site} title={t(`${name}.title`)} path={`/${name}`} island={name}>
    <Leaf first margin={t(`${name}.margin`)}>
      <div class="page-head stack">
        <h1>{t(`${name}.title`)}</h1>
        <p class="lead">{t(`${name}.lead`)}</p>
      </div>
    </Leaf>
    <Leaf joined>
      <IslandHost name={name} data={data}>
        {children}
      </IslandHost>
    </Leaf>
    {after}
  </Page>
)

export const WritePage = ({ site }: { site: Site }) => (
  <HostPage
    site={site}
    name="write"
    data={{
      'data-worker': site.assets.sealWorker,
      'data-authority': site.context.hasInstitutions ? '' : undefined,
      'data-date-locks': site.context.opensDateLocks ? '' : undefined,
    }}
  >
    <div class="aside stack-s">
      <h2>{t('write.noscript.title')}</h2>
      <p>{t('write.noscript')}</p>
      <ul>
        <li>
          <a href="/avow.html" download="avow.html">
            {t('write.noscript.offline')}
          </a>
        </li>
        <li>{t('write.noscript.cli')}</li>
      </ul>
    </div>
  </HostPage>
)

export const ReturnPage = ({ site }: { site: Site }) => (
  <HostPage site={site} name="return">
    <div class="aside">
      <p>{t('return.noscript')}</p>
    </div>
  </HostPage>
)

export const VerifyPage = ({ site }: { site: Site }) => (
  <HostPage
    site={site}
    name="verify"
    after={
      <Leaf heading={t('verify.more')}>
        <p>{t('verify.more.text')}</p>
      </Leaf>
    }
  >
    <div class="aside stack-s">
      <p>{t('verify.noscript')}</p>
      <pre class="command">
        <code>avow verify FILE.avowproof</code>
      </pre>
    </div>
  </HostPage>
)
