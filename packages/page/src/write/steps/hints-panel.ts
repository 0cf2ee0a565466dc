/** What in the text could point at its author, listed beside it. The words are sent nowhere. */
import { h, show, unique } from '../../dom.ts'
import { type Hint, findHints, removeHidden } from '../../hints.ts'
import { t } from '../../translate.ts'
import { actions, button } from '../../ui/button.ts'

interface HintsPanel {
  readonly textOf: () => string
  /** Somebody wants the unseen characters gone. */
  readonly onClean: (clean: (text: string) => string) => void
}

/** How long after the last keystroke the text is looked at. */
const rest = 400
const shown = 12

const line = ({ kind, found }: Hint): HTMLElement =>
  h('li', {}, h('mark', {}, h('bdi', {}, found)), ' ', t(`hint.${kind}`))

export function hintsPanel({ textOf, onClean }: HintsPanel): { element: HTMLElement; look: () => void } {
  const id = unique('hints')
  const status = h('p', { role: 'status' })
  const body = h('div', {})
  let timer: ReturnType<typeof setTimeout> | undefined
  const draw = (): void => {
    const text = textOf()
    const hints = findHints(text)
    const said =
      hints.length > 0 ? t('hints.count', { count: hints.length }) : text.trim() ? t('hints.none') : ''
    if (status.textContent !== said) status.textContent = said
    const clean = (): void => {
      onClean(removeHidden)
      draw()
    }
    show(
      body,
      hints.length > 0 && [h('p', {}, t('hints.lead')), h('ul', {}, hints.slice(0, shown).map(line))],
      hints.some(({ kind }) => kind === 'hidden') && actions(button(t('hints.clean'), clean, 'quiet')),
      h('p', { class: 'soft' }, t('hints.limit')),
    )
  }
  draw()
  return {
    element: h(
      'section',
      { class: 'hints aside', 'aria-labelledby': id },
      h('h3', { id }, t('hints.title')),
      status,
      body,
    ),
    look() {
      clearTimeout(timer)
      timer = setTimeout(draw, rest)
    },
  }
}
