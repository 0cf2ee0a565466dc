/** Which trustees hold a deposit, by the answers that they have signed. */
import type { Status } from '@avow/verify'
import type { Holder, HolderState, Known } from '../deposit/stages.ts'
import { h } from '../dom.ts'
import { t } from '../translate.ts'
import { signOf } from '../verdict/sign.ts'

const signs: Readonly<Record<HolderState, Status>> = {
  holds: 'proven',
  released: 'proven',
  destroyed: 'proven',
  none: 'pending',
  refused: 'mismatch',
  false: 'mismatch',
}

const row = ({ name, state, code = '' }: Holder): HTMLElement =>
  h(
    'li',
    {},
    signOf(signs[state]),
    h(
      'div',
      {},
      h('p', { class: 'name' }, h('bdi', {}, name)),
      h('p', { class: 'soft small' }, t(`holder.${state}`, { code })),
    ),
  )

export const holdersView = ({ holders, trustees, threshold }: Known): HTMLElement =>
  h(
    'section',
    { class: 'part' },
    h('h3', {}, t('holders.title')),
    h('p', { class: 'soft small' }, t('holders.lead', { threshold, trustees })),
    h('ul', { class: 'keepers', 'aria-label': t('holders.title') }, holders.map(row)),
  )
