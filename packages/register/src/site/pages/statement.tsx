import type { Child } from 'hono/jsx'
import type { Document } from '../document.ts'
import { formatNumber, formatSize, formatTime, formatValue } from '../format.ts'
import { IslandHost, Leaf, Page } from '../layout.tsx'
import { Fingerprint, Time, declarantName } from '../parts.tsx'
import type { Site } from '../site.ts'
import type { ShownAct, ShownStatement } from '../site-context.ts'
import { direction, t } from '../translate.ts'
import { Body, Byline, Kind, Supplements, Written } from './statement-text.tsx'

interface Props {
  readonly site: Site
  readonly shown: ShownStatement
  readonly document: Document
}

const Fact = ({ label, note, children }: { label: string; note?: string; children?: Child }) => (
  <div>
    <dt>{label}</dt>
    <dd>
      {children}
      {note && <span class="note">{note}</span>}
    </dd>
  </div>
)

const When = ({ act }: { act: ShownAct | undefined }) =>
  act?.time ? <Time at={act.time} /> : <span class="soft">{t('statement.unwitnessed')}</span>

function conditionText(condition: ShownStatement['condition']): string {
  if (!condition) return t('condition.unknown')
  return formatValue('condition', condition.type, { time: condition.time ? formatTime(condition.time) : '' })
}

const Facts = ({ shown, document }: { shown: ShownStatement; document: Document }) => {
  const act = (kind: string) => shown.acts.find((one) => one.kind === kind)
  const { released, trustees } = shown
  return (
    <dl class="facts" aria-label={t('statement.facts')}>
      <Fact label={t('statement.number')}>
        {t('statement.number.value', { index: formatNumber(act('deposit')?.index ?? 0) })}
      </Fact>
      <Fact label={t('statement.deposited')} note={t('statement.deposited.note')}>
        <When act={act('deposit')} />
      </Fact>
      <Fact label={t('statement.condition')}>{conditionText(shown.condition)}</Fact>
      <Fact label={t('statement.opened')} note={t('statement.opened.note', { released, trustees })}>
        <When act={act('open')} />
      </Fact>
      <Fact label={t('statement.published')}>
        <When act={act('publish')} />
      </Fact>
      <Fact label={t('statement.licence')}>{formatValue('licence', document.wishes.licence)}</Fact>
    </dl>
  )
}

/** What is certain about time, in one line under the names. */
const Dateline = ({ shown, dir }: { shown: ShownStatement; dir: string }) => {
  const time = shown.acts.find((one) => one.kind === 'deposit')?.time
  return (
    <p class="dateline" dir={dir}>
      <bdi dir={direction}>
        {t('statement.deposited')} {time ? <Time at={time} /> : t('statement.unwitnessed')}{' '}
        <a href="#proof" class="no-print">
          {t('proof.title')}
        </a>
      </bdi>
    </p>
  )
}

const Proof = ({ shown }: { shown: ShownStatement }) => {
  const address = `/api/v1/statements/${shown.statement}/proof`
  return (
    <Leaf heading={t('proof.title')} id="proof">
      <div class="stack">
        <IslandHost
          name="proof"
          data={{
            'data-statement': shown.statement,
            'data-proof': address,
            'data-size': String(shown.proofSize),
          }}
        >
          <p class="aside">{t('proof.noscript')}</p>
        </IslandHost>
        <p class="small soft">{t('proof.text')}</p>
        <p class="actions">
          <a class="button quiet" href={address} download={`${shown.statement}.avowproof`}>
            {t('proof.download')}
          </a>
          <span class="soft small sans beside">
            {t('proof.download.size', { size: formatSize(shown.proofSize) })}
          </span>
        </p>
        <p class="small soft">{t('proof.command')}</p>
        <pre class="command">
          <code>avow verify {shown.statement}.avowproof</code>
        </pre>
      </div>
    </Leaf>
  )
}

const Citation = ({ site, shown, document }: Props) => (
  <Leaf heading={t('statement.cite')}>
    <p class="small">
      “
      <bdi lang={document.language} dir={document.direction}>
        {document.title}
      </bdi>
      ”. <bdi lang={document.language}>{declarantName(document.declarant)}</bdi>.{' '}
      {t('statement.cite.text', { origin: site.origin })}
    </p>
    <p>
      <Fingerprint of={shown.statement} />
    </p>
  </Leaf>
)

/** One published statement: the text as its author wrote it, what the log says about it, and its proof. */
export const StatementPage = ({ site, shown, document }: Props) => (
  <Page site={site} title={document.title} path="/statements/" description={t('site.tagline')} island="proof">
    <article>
      <Leaf first margin={<Facts shown={shown} document={document} />}>
        <Kind of={document} />
        <h1 lang={document.language} dir={document.direction}>
          {document.title}
        </h1>
        <Byline of={document} />
        <Dateline shown={shown} dir={document.direction} />
        <Body of={document} />
        <Written of={document} />
      </Leaf>
      <Supplements of={document} />
    </article>
    <Proof shown={shown} />
    <Citation site={site} shown={shown} document={document} />
  </Page>
)
