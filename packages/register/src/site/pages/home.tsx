import type { Child } from 'hono/jsx'
import { Leaf, Page } from '../layout.tsx'
import { Entries } from '../parts.tsx'
import type { Site } from '../site.ts'
import type { ShownRoster, StatementPage } from '../site-context.ts'
import { t } from '../translate.ts'
import { CheckPicture, HoldPicture, OpenPicture, SealPicture, WritePicture } from '../vignettes.tsx'

type Numbers = Record<'threshold' | 'trustees', number>

const stations = [
  ['write', WritePicture],
  ['seal', SealPicture],
  ['hold', HoldPicture],
  ['open', OpenPicture],
  ['check', CheckPicture],
] as const

const Way = ({ numbers }: { numbers: Numbers }) => (
  <ol class="way">
    {stations.map(([station, Picture]) => (
      <li>
        <Picture />
        <div>
          <h3>{t(`way.${station}`)}</h3>
          <p>{t(`way.${station}.text`, numbers)}</p>
        </div>
      </li>
    ))}
  </ol>
)

const limits = ['name', 'trustees', 'words', 'device', 'back', 'judge'] as const

const Limits = ({ numbers }: { numbers: Numbers }) => (
  <ul class="promises">
    {limits.map((limit) => (
      <li>
        <strong>{t(`limits.${limit}`)}</strong> {t(`limits.${limit}.text`, numbers)}
      </li>
    ))}
  </ul>
)

const Recent = ({ page }: { page: StatementPage }): Child =>
  page.statements.length === 0 ? (
    <Leaf heading={t('home.recent')}>
      <p class="soft">{t('home.recent.none')}</p>
    </Leaf>
  ) : (
    <>
      <Leaf heading={t('home.recent')}>
        <p class="sans">
          <a href="/statements">{t('home.all')}</a>
        </p>
      </Leaf>
      <Entries statements={page.statements} level={3} />
    </>
  )

export const HomePage = ({
  site,
  roster,
  recent,
}: {
  site: Site
  roster: ShownRoster
  recent: StatementPage
}) => {
  const numbers = { threshold: roster.threshold, trustees: roster.trustees.length }
  return (
    <Page site={site} title={t('site.name')} path="/" description={t('home.lead')}>
      <Leaf first>
        <div class="stack">
          <h1>{t('site.tagline')}</h1>
          <p class="lead">{t('home.lead')}</p>
          <p>{t('home.second')}</p>
          <p class="actions">
            <a class="button" href="/write">
              {t('home.write')}
            </a>
            <a class="button quiet" href="/return">
              {t('home.return')}
            </a>
          </p>
        </div>
      </Leaf>
      <Leaf heading={t('home.how')}>
        <Way numbers={numbers} />
      </Leaf>
      <Recent page={recent} />
      <Leaf heading={t('home.limits')}>
        <Limits numbers={numbers} />
        <p class="after-list sans">
          <a href="/trust">{t('home.trust')}</a>
        </p>
      </Leaf>
    </Page>
  )
}
