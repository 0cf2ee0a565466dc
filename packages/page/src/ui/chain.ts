/** Things that happen one after the other, each with its state. */
import type { Status } from '@avow/verify'
import { h } from '../dom.ts'
import { t } from '../translate.ts'
import { emptySign, signOf } from '../verdict/sign.ts'

export type LinkState = 'done' | 'now' | 'later' | 'fault'

export interface Link {
  readonly name: string
  readonly state: LinkState
  readonly more: string
}

const signs: Readonly<Record<Exclude<LinkState, 'later'>, Status>> = {
  done: 'proven',
  now: 'pending',
  fault: 'mismatch',
}

const linkView = ({ name, state, more }: Link): HTMLElement =>
  h(
    'li',
    { 'data-state': state },
    state === 'later' ? emptySign() : signOf(signs[state]),
    h(
      'div',
      {},
      h(
        'p',
        { class: 'name' },
        name,
        ' ',
        h('span', { class: 'visually-hidden' }, t(`stage.state.${state}`)),
      ),
      h('p', { class: 'more' }, more),
    ),
  )

export const chainView = (label: string, links: readonly Link[]): HTMLElement =>
  h('ol', { class: 'chain', 'aria-label': label }, links.map(linkView))
