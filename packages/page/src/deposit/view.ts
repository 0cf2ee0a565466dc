/** Stages of a deposit that are drawn anew as they change; what is new is spoken once. */
import { h, show } from '../dom.ts'
import { t } from '../translate.ts'
import { type Link, chainView } from '../ui/chain.ts'

export interface StagesView {
  readonly element: HTMLElement
  draw(links: readonly Link[]): void
}

export function stagesView(): StagesView {
  const place = h('div', {})
  const spoken = h('p', { class: 'visually-hidden', role: 'status' })
  let drawn = ''
  return {
    element: h('div', {}, place, spoken),
    draw(links) {
      const text = JSON.stringify(links)
      if (text === drawn) return
      drawn = text
      show(place, chainView(t('deposit.chain'), links))
      const latest = links.findLast(({ state }) => state === 'done' || state === 'fault')
      spoken.textContent = latest ? `${latest.name}: ${latest.more}` : ''
    },
  }
}
