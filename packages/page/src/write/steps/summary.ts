/** The statement as it will stand, and what was decided about it: read once more before it is sealed. */
import { type Roster, type Statement, dateLockFor } from '@avow/core'
import { h } from '../../dom.ts'
import { formatLanguage, formatSize, formatTime } from '../../format.ts'
import { t } from '../../translate.ts'
import { bodyView, declarantText, institutionLine } from '../../verdict/statement-view.ts'
import type { WriteContext } from '../context.ts'
import type { Draft } from '../draft.ts'
import { conditionOf, isDateLocked } from '../condition-of.ts'
import { statementOf } from '../statement-of.ts'
import { sentenceView } from './findings.ts'

const keptText = (roster: Roster, threshold = roster.threshold): string =>
  t('seal.keepers.line', { threshold, trustees: roster.trustees.length, origin: roster.origin })

const kindText = ({ kind, language }: Statement): string =>
  t('seal.kind', { kind: t(`kind.${kind}`), language: formatLanguage(language) })

const row = (term: string, ...values: (string | HTMLElement)[]) => [
  h('dt', {}, term),
  h(
    'dd',
    {},
    values.map((value) => h('div', {}, value)),
  ),
]

/** The condition as it is sealed, and until when it is locked a second time. */
function conditionRow(draft: Draft) {
  const condition = conditionOf(draft.condition)!
  const said = sentenceView(condition, draft.language)
  if (!isDateLocked(draft.condition)) return row(t('seal.condition'), said)
  return row(
    t('seal.condition'),
    said,
    t('seal.date_lock', { time: formatTime(dateLockFor(condition).time) }),
  )
}

export function summary({ draft, roster, threshold, isForDesk }: WriteContext): HTMLElement {
  const statement = statementOf(draft)
  const script = { lang: statement.language, dir: statement.direction }
  const institutions = statement.institutions.map((_, at) => institutionLine(statement, at))
  const files = statement.attachments.map(({ name, size }) =>
    t('seal.files.line', { name, size: formatSize(size) }),
  )
  return h(
    'div',
    {},
    h(
      'dl',
      { class: 'table' },
      row(t('seal.statement'), h('bdi', script, statement.title), kindText(statement)),
      row(t('seal.as'), h('bdi', script, declarantText(statement))),
      row(t('seal.institutions'), h('ul', { class: 'plain', ...script }, institutions)),
      files.length > 0 && row(t('seal.files'), ...files),
      conditionRow(draft),
      row(t('seal.readers'), t(isForDesk ? 'readers.desk' : 'readers.all')),
      row(t('seal.keepers'), keptText(roster!, threshold)),
    ),
    h('details', { class: 'field' }, h('summary', {}, t('text.body')), bodyView(statement)),
  )
}
