import type { Document, Span } from '../document.ts'
import { formatDate, formatLanguage, formatSize, formatValue } from '../format.ts'
import { Leaf } from '../layout.tsx'
import { Declarant } from '../parts.tsx'
import { direction, language, t } from '../translate.ts'

const Words = ({ span }: { span: Span }) => {
  const text = span.language ? <span lang={span.language}>{span.text}</span> : <>{span.text}</>
  const strong = span.strong ? <strong>{text}</strong> : text
  return span.emphasis ? <em>{strong}</em> : strong
}

/** A text that may hold line breaks. */
const Lines = ({ of: text }: { of: string }) => (
  <>
    {text.split('\n').map((line, n) => (
      <>
        {n > 0 && <br />}
        {line}
      </>
    ))}
  </>
)

function heldBetween({ since, until }: Document['affiliations'][number]): string {
  if (since && until) return t('statement.between', { since: formatDate(since), until: formatDate(until) })
  if (since) return t('statement.since', { date: formatDate(since) })
  return until ? t('statement.until', { date: formatDate(until) }) : ''
}

const Affiliations = ({ of: { affiliations }, institution }: { of: Document; institution: number }) => (
  <>
    {affiliations
      .filter((one) => one.institution === institution)
      .map((one) => (
        <>
          {one.role && <bdi> · {one.role}</bdi>}{' '}
          <bdi class="soft" lang={language} dir={direction}>
            {heldBetween(one)}
          </bdi>
        </>
      ))}
  </>
)

/** By whom, of which institution, since when. The names stand in the statement's language, the rest in the page's. */
export const Byline = ({ of: document }: { of: Document }) => (
  <div class="byline" lang={document.language} dir={document.direction}>
    <p>
      <Declarant declarant={document.declarant} lang={document.language} dir={document.direction} />
    </p>
    <ul class="plain">
      {document.institutions.map((institution, n) => (
        <li>
          {institution.name}
          {institution.unit && <>, {institution.unit}</>}
          <Affiliations of={document} institution={n} />
        </li>
      ))}
    </ul>
  </div>
)

export const Kind = ({ of: document }: { of: Document }) => (
  <p class="kind" dir={document.direction}>
    <bdi dir={direction}>
      {t('statement.kind', {
        kind: formatValue('kind', document.kind),
        language: formatLanguage(document.language),
      })}
    </bdi>
  </p>
)

/** The original text, in its language and direction. */
export const Body = ({ of: document }: { of: Document }) => (
  <div class="body" lang={document.language} dir={document.direction}>
    {document.body.map((paragraph) => (
      <p>
        {paragraph.map((span) => (
          <Words span={span} />
        ))}
      </p>
    ))}
  </div>
)

export const Written = ({ of: { written, place } }: { of: Document }) => {
  if (written && place)
    return <p class="soft signed">{t('statement.written.place', { place, date: formatDate(written) })}</p>
  if (written) return <p class="soft signed">{t('statement.written', { date: formatDate(written) })}</p>
  return place ? <p class="soft signed">{t('statement.place', { place })}</p> : null
}

const Convictions = ({ of: document }: { of: Document }) => (
  <Leaf heading={t('statement.convictions')}>
    <ul class="bulleted" lang={document.language} dir={document.direction}>
      {document.convictions.map((text) => (
        <li>
          <Lines of={text} />
        </li>
      ))}
    </ul>
  </Leaf>
)

const Events = ({ of: document }: { of: Document }) => (
  <Leaf heading={t('statement.events')}>
    <ul class="bulleted" dir={document.direction}>
      {document.events.map(({ description, date }) => (
        <li>
          {date && (
            <bdi class="soft" lang={language} dir={direction}>
              {formatDate(date)}:{' '}
            </bdi>
          )}
          <bdi lang={document.language} dir={document.direction}>
            <Lines of={description} />
          </bdi>
        </li>
      ))}
    </ul>
  </Leaf>
)

const Attachments = ({ of: document }: { of: Document }) => (
  <Leaf heading={t('statement.attachments')}>
    <ul class="bulleted">
      {document.attachments.map(({ name, mediaType, size, state }) => (
        <li>
          <bdi>{name}</bdi>{' '}
          <span class="soft">{t('attachment.line', { type: mediaType, size: formatSize(size) })}</span>
          <br />
          <span class="soft small">{formatValue('attachment', state)}</span>
        </li>
      ))}
    </ul>
    <p class="soft small">{t('attachment.where')}</p>
  </Leaf>
)

/** What follows the text: convictions taken back, events, attachments. */
export const Supplements = ({ of: document }: { of: Document }) => (
  <>
    {document.convictions.length > 0 && <Convictions of={document} />}
    {document.events.length > 0 && <Events of={document} />}
    {document.attachments.length > 0 && <Attachments of={document} />}
  </>
)
