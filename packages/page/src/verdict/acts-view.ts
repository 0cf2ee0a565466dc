/** What the log holds of a statement, act by act. */
import type { Verdict, VerifiedAct } from '@avow/verify'
import { h } from '../dom.ts'
import { formatNumber, formatTime } from '../format.ts'
import { type MessageKey, en } from '../messages/en.ts'
import { t } from '../translate.ts'

const isKey = (key: string): key is MessageKey => key in en

const nameOf = (kind: string): string => {
  const key = `act.${kind}`
  return isKey(key) ? t(key) : kind
}

const row = ({ kind, index, time }: VerifiedAct): HTMLElement =>
  h(
    'li',
    {},
    nameOf(kind),
    h(
      'span',
      { class: 'soft small' },
      ' · ',
      t('act.index', { index: formatNumber(index) }),
      ' · ',
      time === null ? t('act.time.none') : t('act.time', { time: formatTime(time) }),
    ),
  )

export const actsView = ({ acts }: Verdict): HTMLElement | false =>
  acts.length > 0 &&
  h(
    'section',
    { class: 'part' },
    h('h2', { class: 'side' }, t('acts.title')),
    h('ol', { class: 'bulleted' }, acts.map(row)),
  )
