import type { Child } from 'hono/jsx'
import { formatDay, formatGroups, formatLanguage, formatNumber, formatTime, formatValue } from './format.ts'
import { Leaf } from './layout.tsx'
import type { ListedStatement } from './site-context.ts'
import { t } from './translate.ts'

/** Nothing in the page says more than what is shown. */
export const Time = ({ at }: { at: string }) => <time datetime={`${at.slice(0, 16)}Z`}>{formatTime(at)}</time>

export const Day = ({ at }: { at: string }) => <time datetime={at.slice(0, 10)}>{formatDay(at)}</time>

/** A hash or key in groups of four, left to right in every script. */
export const Fingerprint = ({ of }: { of: string }) => (
  <code class="print" dir="ltr">
    {formatGroups(of)}
  </code>
)

type Declared = ListedStatement['declarant']

export const declarantName = (declarant: Declared): string =>
  formatValue('declarant', declarant.as, { name: declarant.name ?? '' })

/** The author as named in the statement; the name stands in the statement's own language. */
export const Declarant = ({ declarant, lang, dir }: { declarant: Declared; lang: string; dir: string }) =>
  declarant.as === 'nobody' ? (
    <span>{t('declarant.nobody')}</span>
  ) : (
    <span>
      <bdi lang={lang} dir={dir}>
        {declarant.name}
      </bdi>
      {declarant.as === 'pseudonym' && <span class="soft"> {t('declarant.pseudonym.note')}</span>}
    </span>
  )

const Institutions = ({ of: statement }: { of: ListedStatement }) => (
  <>
    {statement.institutions.map(({ name }, n) => (
      <>
        {n > 0 && '; '}
        <bdi lang={statement.language} dir={statement.direction}>
          {name}
        </bdi>
      </>
    ))}
  </>
)

const Marginal = ({ of: { index, deposited } }: { of: ListedStatement }) => (
  <>
    <span class="number">{t('entry.number', { index: formatNumber(index) })}</span>
    <span>
      {t('entry.deposited')} <Day at={deposited} />
    </span>
  </>
)

/** A heading in the order of its page: below the page's own, or below one that stands over the list. */
const EntryTitle = ({ level, children }: { level: 2 | 3; children?: Child }) =>
  level === 2 ? <h2 class="entry-title">{children}</h2> : <h3 class="entry-title">{children}</h3>

const Entry = ({ of: statement, level }: { of: ListedStatement; level: 2 | 3 }) => (
  <li>
    <Leaf margin={<Marginal of={statement} />}>
      <EntryTitle level={level}>
        <a href={`/statements/${statement.statement}`}>
          <bdi lang={statement.language} dir={statement.direction}>
            {statement.title}
          </bdi>
        </a>
      </EntryTitle>
      <p class="entry-line">
        <Declarant declarant={statement.declarant} lang={statement.language} dir={statement.direction} />
        <span class="soft"> · </span>
        <Institutions of={statement} />
      </p>
      <p class="kind">
        {t('statement.kind', {
          kind: formatValue('kind', statement.kind),
          language: formatLanguage(statement.language),
        })}
      </p>
    </Leaf>
  </li>
)

/** @param level of the statements' titles */
export const Entries = ({ statements, level }: { statements: readonly ListedStatement[]; level: 2 | 3 }) => (
  <ol class="entries" reversed>
    {statements.map((statement) => (
      <Entry of={statement} level={level} />
    ))}
  </ol>
)
