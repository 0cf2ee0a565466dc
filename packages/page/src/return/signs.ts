/** Signs of life: checking in, and saying in advance that one will be silent. */
import { refusalOf } from '@avow/client'
import { type ActOf, type Hash, type Sign, createAct, formatInstant } from '@avow/core'
import { reasonOf } from '../deposit/reason.ts'
import { reminderPanel } from '../deposit/reminder.ts'
import type { Known } from '../deposit/stages.ts'
import { parseInstant } from '../dates.ts'
import { h, show } from '../dom.ts'
import { formatTime } from '../format.ts'
import { t } from '../translate.ts'
import { actions, button } from '../ui/button.ts'
import { textField } from '../ui/field.ts'
import type { DepositPage } from './deposit-page.ts'
import type { DirectView } from './direct.ts'
import { conditionIn, hasCounted, mayAskFor, reportsIn } from '../deposit/waiting.ts'

const longestPause = 366 * 86_400_000

interface Signs extends DepositPage {
  readonly statement: Hash
  readonly direct: Pick<DirectView, 'tell'>
  /** A sign of life was taken. */
  readonly onDone: () => void
}

export interface SignsView {
  readonly element: HTMLElement
  checkIn(): void
  draw(known: Known): void
}

/** Whether a sign of life can still be given, and there is a silence that it ends, as far as that is known. */
export function canCheckIn(known: Known): boolean {
  const isClosed = known.deposit !== undefined && !known.isOpened && !known.withdraw
  return isClosed && mayAskFor(known, 'silence')
}

/** What has become of the last check-in; undefined where there is none. */
export function lastSignText(known: Known): string | undefined {
  const { sign, trustees } = known
  if (known.waiting.has('check-in') || known.waiting.has('pause')) return t('sign.waiting')
  if (!sign) return undefined
  const count = reportsIn(known).filter((report) => hasCounted(report, sign)).length
  return t('sign.last', { time: formatTime(sign), count, trustees })
}

/** The end of a pause that was typed, as an instant; undefined when it is none, has passed, or is too far away. */
export function pauseEnd(date: string, now: number): string | undefined {
  const until = parseInstant(date, '00:00')
  if (until === undefined) return undefined
  const length = Date.parse(until) - now
  return length > 0 && length <= longestPause ? until : undefined
}

/** The sign of life of this moment. The same one is sent again when the answer was lost, but not when it was refused: its time is in it. */
function signer({ keys, statement }: Signs) {
  let kept: Sign | undefined
  const time = (): string => formatInstant(Date.now())
  return {
    checkIn: (): ActOf<'check-in'> => {
      if (kept?.kind === 'check-in') return kept
      return (kept = createAct({ kind: 'check-in', statement, body: { time: time() } }, keys.seed))
    },
    pause: (until: string): ActOf<'pause'> => {
      if (kept?.kind === 'pause' && kept.body.until === until) return kept
      const now = time()
      return (kept = createAct(
        { kind: 'pause', statement, body: { time: now, from: now, until } },
        keys.seed,
      ))
    },
    answered: (): void => {
      kept = undefined
    },
  }
}

function pauseForm(onSubmit: (until: string) => void): HTMLElement {
  let typed = ''
  const field = textField({
    label: t('pause.until'),
    type: 'date',
    value: '',
    onInput: (value) => (typed = value),
  })
  const submit = (): void => {
    const until = pauseEnd(typed, Date.now())
    if (until !== undefined) return onSubmit(until)
    field.fault(t('pause.fault'))
    field.control.focus()
  }
  return h(
    'details',
    { class: 'field' },
    h('summary', {}, t('pause.summary')),
    h('p', { class: 'soft small' }, t('pause.text')),
    field.element,
    actions(button(t('pause.do'), submit, 'quiet')),
  )
}

function reminderDetails(known: Known): HTMLElement | undefined {
  const condition = conditionIn(known)
  const panel = condition && reminderPanel(condition, Date.now())
  return panel && h('details', { class: 'field' }, h('summary', {}, t('reminder.heading')), panel)
}

export function signsView(page: Signs): SignsView {
  const sign = signer(page)
  const text = h('p', {})
  const last = h('p', { class: 'soft small' })
  const said = h('p', { role: 'status', tabindex: '-1' })
  const fault = h('p', { class: 'error', role: 'status' })
  const reminder = h('div', {})
  const say = (sentence: string): void => {
    said.textContent = sentence
    said.focus()
    page.onDone()
  }
  const send = async (act: Sign): Promise<void> => {
    fault.textContent = ''
    checkIn.disabled = true
    const told = page.direct.tell(act)
    try {
      await page.client.submitAct(act, { until: 'received' })
      sign.answered()
      say(t(`${act.kind}.done`))
    } catch (cause) {
      if (refusalOf(cause) !== undefined) sign.answered()
      const reason = reasonOf(cause)
      if (await told) say(t('direct.enough', { reason }))
      else fault.textContent = t('act.failed', { reason })
    } finally {
      checkIn.disabled = false
    }
  }
  const checkIn = button(t('check-in.do'), () => send(sign.checkIn()))
  const element = h(
    'section',
    { class: 'part' },
    h('h3', {}, t('sign.title')),
    text,
    last,
    actions(checkIn),
    said,
    fault,
    pauseForm((until) => void send(sign.pause(until))),
    reminder,
  )
  return {
    element,
    checkIn: () => void send(sign.checkIn()),
    draw(known) {
      element.hidden = !canCheckIn(known)
      text.textContent = t(conditionIn(known) ? 'check-in.text' : 'check-in.text.unknown')
      last.textContent = lastSignText(known) ?? ''
      // Once it is there it stays as it is: somebody may be typing in it.
      if (reminder.childElementCount === 0) show(reminder, reminderDetails(known))
    },
  }
}
