import { Leaf, Page } from '../layout.tsx'
import type { Site } from '../site.ts'
import { t } from '../translate.ts'

export const ErrorPage = ({ site, status }: { site: Site; status: 404 | 500 }) => (
  <Page site={site} title={t(`error.${status}.title`)} path="">
    <Leaf first margin={<span class="number">{status}</span>}>
      <div class="stack">
        <h1>{t(`error.${status}.title`)}</h1>
        <p>{t(`error.${status}`)}</p>
        <p class="actions">
          <a class="button quiet" href="/">
            {t('error.home')}
          </a>
        </p>
      </div>
    </Leaf>
  </Page>
)
