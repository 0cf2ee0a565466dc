import { createHash } from 'node:crypto'
import type { Child } from 'hono/jsx'
import { formatSize } from '../format.ts'
import { Leaf, Page } from '../layout.tsx'
import { Fingerprint } from '../parts.tsx'
import type { Site } from '../site.ts'
import type { ShownRoster } from '../site-context.ts'
import { t } from '../translate.ts'

const fingerprint = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32)

const Pair = ({ label, children }: { label: string; children?: Child }) => (
  <>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </>
)

const Keeper = ({ number, name, children }: { number: number; name: string; children?: Child }) => (
  <li>
    <span class="number" aria-hidden="true">
      {number}
    </span>
    <div>
      <h3 class="name">{name}</h3>
      <dl>{children}</dl>
    </div>
  </li>
)

const Trustees = ({ roster }: { roster: ShownRoster }) => (
  <ol class="keepers">
    {roster.trustees.map(({ name, key, recipient, inbox }, n) => (
      <Keeper number={n + 1} name={name}>
        <Pair label={t('trust.key')}>
          <Fingerprint of={key} />
        </Pair>
        <Pair label={t('trust.recipient')}>
          <Fingerprint of={fingerprint(recipient)} />
        </Pair>
        {inbox && (
          <Pair label={t('trust.inbox')}>
            <code class="print" dir="ltr">
              {inbox}
            </code>
          </Pair>
        )}
      </Keeper>
    ))}
  </ol>
)

const Witnesses = ({ roster }: { roster: ShownRoster }) => (
  <ol class="keepers">
    {roster.witnesses.map(({ name, vkey }, n) => (
      <Keeper number={n + 1} name={name}>
        <Pair label={t('trust.vkey')}>
          <code class="print" dir="ltr">
            {vkey}
          </code>
        </Pair>
      </Keeper>
    ))}
  </ol>
)

const Together = ({ numbers }: { numbers: Record<string, number> }) => (
  <ul class="promises">
    {(['trustees', 'refuse', 'witnesses', 'below'] as const).map((who) => (
      <li>{t(`trust.quorum.${who}`, numbers)}</li>
    ))}
  </ul>
)

const OfflineFile = ({ site }: { site: Site }) => (
  <div class="stack">
    <p>{t('trust.page.text')}</p>
    <p>{t('trust.page.better')}</p>
    <p class="actions">
      <a class="button quiet" href="/avow.html" download="avow.html">
        {t('trust.page.file')}
      </a>
      <span class="soft small sans beside">
        {t('trust.page.size', { size: formatSize(site.assets.offline.bytes.length) })}
      </span>
    </p>
    <p class="small soft">{t('trust.page.hash')}</p>
    <p>
      <Fingerprint of={site.assets.offline.hash} />
    </p>
    <p class="small soft">{t('trust.page.log')}</p>
  </div>
)

const Register = ({ roster }: { roster: ShownRoster }) => (
  <div class="stack">
    <p>{t('trust.register.text')}</p>
    <p class="small soft">{t('trust.register.key')}</p>
    <p>
      <Fingerprint of={roster.register} />
    </p>
    <p class="small soft">{t('trust.log.key')}</p>
    <p>
      <code class="print" dir="ltr">
        {roster.log}
      </code>
    </p>
  </div>
)

export const TrustPage = ({ site, roster }: { site: Site; roster: ShownRoster }) => {
  const numbers = {
    threshold: roster.threshold,
    trustees: roster.trustees.length,
    quorum: roster.quorum,
    witnesses: roster.witnesses.length,
    refuse: roster.trustees.length - roster.threshold + 1,
  }
  return (
    <Page site={site} title={t('trust.title')} path="/trust">
      <Leaf first>
        <div class="stack">
          <h1>{t('trust.title')}</h1>
          <p class="lead">{t('trust.lead')}</p>
        </div>
      </Leaf>
      <Leaf heading={t('trust.quorum')}>
        <Together numbers={numbers} />
      </Leaf>
      <Leaf heading={t('trust.trustees')}>
        <p class="under-head">{t('trust.trustees.text', numbers)}</p>
        <Trustees roster={roster} />
      </Leaf>
      <Leaf heading={t('trust.witnesses')}>
        <p class="under-head">{t('trust.witnesses.text', numbers)}</p>
        <Witnesses roster={roster} />
      </Leaf>
      <Leaf heading={t('trust.register')}>
        <Register roster={roster} />
      </Leaf>
      <Leaf heading={t('trust.roster')}>
        <div class="stack">
          <p>{t('trust.roster.text')}</p>
          <p class="small soft">{t('trust.roster.hash')}</p>
          <p>
            <Fingerprint of={roster.hash} />
          </p>
          <p class="actions">
            <a class="button quiet" href="/api/v1/roster" download="avow-roster.json">
              {t('trust.roster.download')}
            </a>
          </p>
        </div>
      </Leaf>
      <Leaf heading={t('trust.page')}>
        <OfflineFile site={site} />
      </Leaf>
    </Page>
  )
}
