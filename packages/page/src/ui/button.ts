import { type Child, h } from '../dom.ts'

type Look = 'main' | 'quiet' | 'grave'

export const button = (name: string, onClick: () => unknown, look: Look = 'main'): HTMLButtonElement =>
  h(
    'button',
    { type: 'button', class: look === 'main' ? 'button' : `button ${look}`, onclick: onClick },
    name,
  )

/** The button that sends a form. */
export const submit = (name: string): HTMLButtonElement =>
  h('button', { type: 'submit', class: 'button' }, name)

export const actions = (...children: Child[]): HTMLElement => h('div', { class: 'actions' }, ...children)

/** A heading that takes the focus when its part of the page appears. */
export const heading = (text: string): HTMLHeadingElement => h('h2', { tabindex: '-1' }, text)
