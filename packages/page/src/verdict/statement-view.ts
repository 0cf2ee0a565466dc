/** The statement that a proof bundle or a sealed file holds, in its own language and direction. */
import type { Statement } from '@avow/core'
import type { Verdict } from '@avow/verify'
import { type Child, h, saveFile } from '../dom.ts'
import { formatDate, formatLanguage, formatSize } from '../format.ts'
import { t } from '../translate.ts'
import { actions, button } from '../ui/button.ts'

type Span = Statement['body'][number][number]

function spanView({ text, emphasis, strong, language }: Span): Node {
  const plain = language === undefined ? document.createTextNode(text) : h('span', { lang: language }, text)
  const weighty = strong ? h('strong', {}, plain) : plain
  return emphasis ? h('em', {}, weighty) : weighty
}

export const bodyView = ({ body, language, direction }: Statement): HTMLElement =>
  h(
    'div',
    { class: 'body', lang: language, dir: direction },
    body.map((spans) => h('p', {}, spans.map(spanView))),
  )

export const declarantText = ({ declarant }: Statement): string => {
  if (declarant.as === 'nobody') return t('statement.nobody')
  return declarant.as === 'pseudonym' ? t('seal.as.pseudonym', { name: declarant.name }) : declarant.name
}

type Affiliation = Statement['affiliations'][number]

/** What somebody was there, and from when to when. */
function affiliationText({ role, since, until }: Omit<Affiliation, 'institution'>): string {
  const dates =
    since && until
      ? t('statement.between', { since: formatDate(since), until: formatDate(until) })
      : since
        ? t('statement.since', { date: formatDate(since) })
        : until && t('statement.until', { date: formatDate(until) })
  return [role, dates].filter(Boolean).join(', ')
}

/** Name and part of an institution, and what the author was there. */
export const institutionLine = ({ institutions, affiliations }: Statement, at: number): HTMLElement => {
  const { name, unit } = institutions[at]!
  const held = affiliations.filter(({ institution }) => institution === at).map(affiliationText)
  return h(
    'li',
    {},
    [name, unit].filter(Boolean).join(', '),
    held.map((one) => [' · ', h('bdi', {}, one)]),
  )
}

function writtenText({ written, place }: Statement): string | undefined {
  if (written && place) return t('statement.written.place', { place, date: formatDate(written) })
  if (written) return t('statement.written', { date: formatDate(written) })
  return place && t('statement.place', { place })
}

const list = (title: string, lines: readonly string[], script: { lang: string; dir: string }): Child =>
  lines.length > 0 && [
    h('h3', {}, title),
    h(
      'ul',
      { class: 'bulleted', ...script },
      lines.map((line) => h('li', {}, line)),
    ),
  ]

/** Attachments are given to save, never shown: a file may be anything. */
const attachmentsView = ({ attachments }: Statement, files: readonly Uint8Array[]): Child =>
  attachments.length > 0 && [
    h('h3', {}, t('seal.files')),
    attachments.map(({ name, size }, at) =>
      actions(
        button(
          t('statement.save', { name, size: formatSize(size) }),
          () => saveFile(name, files[at]!, 'application/octet-stream'),
          'quiet',
        ),
      ),
    ),
  ]

/** @param files the bytes of the attachments, in order */
export function statementArticle(statement: Statement, files: readonly Uint8Array[]): HTMLElement {
  const script = { lang: statement.language, dir: statement.direction }
  const written = writtenText(statement)
  return h(
    'article',
    { class: 'part' },
    h(
      'p',
      { class: 'kind' },
      t('seal.kind', { kind: t(`kind.${statement.kind}`), language: formatLanguage(statement.language) }),
    ),
    h('h2', script, statement.title),
    h(
      'div',
      { class: 'byline', ...script },
      h('p', {}, declarantText(statement)),
      h(
        'ul',
        { class: 'plain' },
        statement.institutions.map((_, at) => institutionLine(statement, at)),
      ),
    ),
    bodyView(statement),
    written !== undefined && h('p', { class: 'soft signed' }, written),
    list(t('statement.convictions'), statement.convictions, script),
    list(
      t('statement.events'),
      statement.events.map(({ description, date }) =>
        date ? `${formatDate(date)}: ${description}` : description,
      ),
      script,
    ),
    attachmentsView(statement, files),
  )
}

/** Nothing when the text is not proven: what is shown would be nobody's. */
export const statementView = ({ statement, attachments = [] }: Verdict): HTMLElement | false =>
  statement !== undefined && statementArticle(statement, attachments)
