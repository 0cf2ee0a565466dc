/** Which trustees hold a deposit, by the answers that they have signed, and which have counted a sign of life. */
import type { Status } from '@avow/verify'
import { refusalText } from '../deposit/reason.ts'
import type { Holder, HolderState, Known } from '../deposit/stages.ts'
import { h } from '../dom.ts'
import { t } from '../translate.ts'
import { signOf } from '../verdict/sign.ts'
import { hasCounted } from '../deposit/waiting.ts'

const signs: Readonly<Record<HolderState, Status>> = {
  holds: 'proven',
  released: 'proven',
  destroyed: 'proven',
  none: 'pending',
  refused: 'mismatch',
  false: 'mismatch',
}

/** Whether a trustee has counted the author's last sign of life; nothing where there is none, or no report. */
function countedText({ report }: Holder, sign: string | undefined): string | undefined {
  if (!report || sign === undefined) return undefined
  return t(hasCounted(report, sign) ? 'holder.counted' : 'holder.not_counted')
}

function row(holder: Holder, sign: string | undefined): HTMLElement {
  const { name, state, code = '' } = holder
  const counted = countedText(holder, sign)
  return h(
    'li',
    {},
    signOf(signs[state]),
    h(
      'div',
      {},
      h('p', { class: 'name' }, h('bdi', {}, name)),
      h('p', { class: 'soft small' }, t(`holder.${state}`, { reason: refusalText('holder', code) })),
      counted && h('p', { class: 'soft small' }, counted),
    ),
  )
}

export const holdersView = ({ holders, sign, trustees, threshold, isHandedOn }: Known): HTMLElement =>
  h(
    'section',
    { class: 'part' },
    h('h3', {}, t('holders.title')),
    h('p', { class: 'soft small' }, t('holders.lead', { threshold, trustees })),
    isHandedOn && h('p', {}, t('holders.handed_on')),
    holders.some(({ state }) => state === 'refused') && h('p', {}, t('holders.refused', { threshold })),
    h(
      'ul',
      { class: 'keepers', 'aria-label': t('holders.title') },
      holders.map((holder) => row(holder, sign)),
    ),
  )
