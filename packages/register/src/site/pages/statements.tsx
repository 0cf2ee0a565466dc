import { Leaf, Page } from '../layout.tsx'
import { Entries } from '../parts.tsx'
import type { Site } from '../site.ts'
import type { StatementPage } from '../site-context.ts'
import { t } from '../translate.ts'

const Pager = ({ before, next }: { before: number | undefined; next: number | null }) =>
  before === undefined && next === null ? null : (
    <nav class="pager" aria-label={t('statements.pages')}>
      {before !== undefined && <a href="/statements">{t('statements.newest')}</a>}
      {next !== null && (
        <a href={`/statements?before=${next}`} rel="next">
          {t('statements.older')}
        </a>
      )}
    </nav>
  )

interface Props {
  readonly site: Site
  readonly list: StatementPage
  readonly before: number | undefined
}

export const StatementsPage = ({ site, list, before }: Props) => (
  <Page site={site} title={t('statements.title')} path="/statements">
    <Leaf first>
      <div class="stack">
        <h1>{t('statements.title')}</h1>
        <p class="soft">{t('statements.lead')}</p>
      </div>
    </Leaf>
    {list.statements.length === 0 ? (
      <Leaf>
        <p>{t('statements.none')}</p>
      </Leaf>
    ) : (
      <Entries statements={list.statements} level={2} />
    )}
    <Leaf>
      <Pager before={before} next={list.next} />
    </Leaf>
  </Page>
)
