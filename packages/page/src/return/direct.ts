/** Telling the trustees directly as well: the author's choice each time, for a trustee then sees that somebody writes to it. */
import { type Delivery, type DeliveryState, deliver, isEnough, tellingOf } from '@avow/client'
import type { ActOf, Roster, Sign } from '@avow/core'
import type { Status } from '@avow/verify'
import type { Look } from '../deposit/look.ts'
import { refusalText } from '../deposit/reason.ts'
import type { Known } from '../deposit/stages.ts'
import { h, show } from '../dom.ts'
import { t } from '../translate.ts'
import { checkField } from '../ui/field.ts'
import { signOf } from '../verdict/sign.ts'
import type { DepositPage } from './deposit-page.ts'

export interface DirectView {
  readonly element: HTMLElement
  /** Where the author has chosen it. Never throws. @returns whether enough trustees have acknowledged it, so that the others cannot open */
  tell(act: Sign | ActOf<'withdraw'>): Promise<boolean>
  draw(look: Look): void
}

const signs: Readonly<Record<DeliveryState, Status>> = {
  acknowledged: 'proven',
  unreachable: 'could-not-check',
  no_inbox: 'pending',
  refused: 'mismatch',
  unproven: 'mismatch',
}

const row = ({ name, state, code = '' }: Delivery): HTMLElement =>
  h(
    'li',
    {},
    signOf(signs[state]),
    h(
      'div',
      {},
      h('p', { class: 'name' }, h('bdi', {}, name)),
      h('p', { class: 'soft small' }, t(`direct.${state}`, { reason: refusalText('inbox', code) })),
    ),
  )

const answersView = (deliveries: readonly Delivery[]): HTMLElement =>
  h('ul', { class: 'keepers', 'aria-label': t('direct.answers') }, deliveries.map(row))

const isClosed = ({ deposit, isOpened, withdraw }: Known): boolean =>
  deposit !== undefined && !isOpened && !withdraw

export function directView({ client }: DepositPage, first: Look): DirectView {
  let look = first
  let current: Roster | undefined
  const telling = () => tellingOf(look.status, look.roster, look.handedOn, current)
  const box = checkField(t('direct.choose'), false, () => undefined)
  const text = h('p', { class: 'soft small' })
  const said = h('p', { role: 'status' })
  const answers = h('div', {})
  const element = h(
    'section',
    { class: 'part' },
    h('h3', {}, t('direct.title')),
    text,
    box.element,
    said,
    answers,
  )
  const choose = (): void => {
    const count = telling().inboxes.filter(({ addresses }) => addresses.length > 0).length
    text.textContent = t('direct.text', { count })
    element.hidden = !isClosed(look.known) || count === 0
  }
  // A trustee that moved is found by the roster of today; without it the addresses of the other are left.
  const findMoved = async (): Promise<void> => {
    current = await client.roster().catch(() => undefined)
    choose()
  }
  choose()
  void findMoved()
  return {
    element,
    async tell(act) {
      if (element.hidden || !box.control.checked) return false
      said.textContent = t('direct.telling')
      show(answers)
      const all = telling()
      const deliveries = await deliver(act, all.inboxes)
      const count = deliveries.filter(({ state }) => state === 'acknowledged').length
      said.textContent = t('direct.told', { count, trustees: deliveries.length })
      show(answers, answersView(deliveries))
      return isEnough(deliveries, all)
    },
    draw(newest) {
      look = newest
      choose()
    },
  }
}
