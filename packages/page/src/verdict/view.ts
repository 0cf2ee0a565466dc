/** A verdict as people see it: one sentence for the whole, then each part with its sign and its sentence. */
import { type Finding, type Status, type Verdict, findings, statusOf } from '@avow/verify'
import { type Child, h, unique } from '../dom.ts'
import { t } from '../translate.ts'
import { signOf } from './sign.ts'

/** What the page adds to a verdict, such as whether it shows the text that was proven. */
export interface Extra {
  readonly name: string
  readonly status: Status
  readonly sentence: string
}

interface Look {
  readonly extras?: readonly Extra[]
  /** Whether the title is seen; otherwise it is only read. */
  readonly isTitleSeen?: boolean
}

const gravity: readonly Status[] = ['proven', 'pending', 'could-not-check', 'mismatch']
const gravest = (statuses: readonly Status[]): Status =>
  gravity[Math.max(...statuses.map((status) => gravity.indexOf(status)))]!

const row = (name: string, status: Status, ...rest: Child[]): HTMLElement =>
  h(
    'li',
    {},
    signOf(status),
    h(
      'div',
      {},
      h(
        'p',
        { class: 'name' },
        name,
        ' ',
        h('span', { class: 'status', 'data-status': status }, t(`status.${status}`)),
      ),
      rest,
    ),
  )

const findingRow = (part: (typeof findings)[number], { status, sentence, where }: Finding): HTMLElement =>
  row(
    t(`finding.${part}`),
    status,
    h('p', {}, sentence),
    where !== undefined && h('p', { class: 'soft small' }, t('verdict.where', { where })),
  )

/** The gravest of the verdict's parts and of what the page adds. */
export const wholeOf = (verdict: Verdict, extras: readonly Extra[] = []): Status =>
  gravest([statusOf(verdict), ...extras.map(({ status }) => status)])

const head = (id: string, title: string, whole: Status, isRosterOpen: boolean, isTitleSeen: boolean) =>
  h(
    'div',
    { class: 'verdict-head' },
    signOf(whole, true),
    h(
      'div',
      {},
      h('h2', { id, class: isTitleSeen ? undefined : 'visually-hidden', tabindex: '-1' }, title),
      h('p', {}, t(`verdict.${whole}`)),
      isRosterOpen && h('p', { class: 'soft' }, t('verdict.roster.unknown')),
    ),
  )

/** @param title what the verdict is on; a heading that can take the focus */
export function verdictView(verdict: Verdict, title: string, look: Look = {}): HTMLElement {
  const { extras = [], isTitleSeen = false } = look
  const id = unique('verdict')
  const whole = wholeOf(verdict, extras)
  const isRosterOpen = whole === 'proven' && verdict.roster.status === 'could-not-check'
  return h(
    'section',
    { class: 'verdict', 'aria-labelledby': id, 'data-status': whole },
    head(id, title, whole, isRosterOpen, isTitleSeen),
    h(
      'ul',
      { class: 'findings' },
      extras.map(({ name, status, sentence }) => row(name, status, h('p', {}, sentence))),
      findings.map((part) => verdict[part] && findingRow(part, verdict[part])),
    ),
  )
}
