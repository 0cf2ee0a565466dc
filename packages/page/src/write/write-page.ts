/** The sealing page: five steps, one after the other, on the site and offline. */
import type { Client } from '@avow/client'
import { type Child, focusOn, h, show } from '../dom.ts'
import type { OpenWorker } from '../seal/run.ts'
import { t } from '../translate.ts'
import type { AskForTags } from './asking.ts'
import { byHand } from './by-hand.ts'
import type { DateLocks, StepView, Vouching, WriteContext } from './context.ts'
import { isEmptyDraft, newDraft } from './draft.ts'
import { interrupt } from './interrupt.ts'
import { preferredLanguage } from './languages.ts'
import { type Move, type Place, placeAfter, stepStates } from './machine.ts'
import { conditionStep } from './steps/condition.ts'
import { namesStep } from './steps/names.ts'
import { sealStep } from './steps/seal.ts'
import { sealedStep } from './steps/sealed.ts'
import { textStep } from './steps/text.ts'
import type { SearchBox } from './steps/institution-search.ts'
import { confirmStep, wordsStep } from './steps/words.ts'

const views: Readonly<Record<Place, StepView>> = {
  text: textStep,
  names: namesStep,
  condition: conditionStep,
  words: wordsStep,
  confirm: confirmStep,
  seal: sealStep,
  sealed: sealedStep,
}

const stepsView = (place: Place): HTMLElement =>
  h(
    'ol',
    { class: 'steps', 'aria-label': t('steps.label') },
    stepStates(place).map(({ step, state }) =>
      h(
        'li',
        { 'data-state': state, 'aria-current': state === 'now' ? 'step' : undefined },
        h('span', {}, t(`step.${step}`)),
        state === 'done' && h('span', { class: 'visually-hidden' }, ' ', t('step.state.done')),
      ),
    ),
  )

export interface WritePage {
  readonly client?: Client
  readonly openWorker?: OpenWorker
  readonly askForTags?: AskForTags
  readonly searchBox?: SearchBox
  readonly dateLocks?: DateLocks
  readonly vouching?: Vouching
}

const newContext = (options: WritePage, again: () => void): WriteContext => ({
  again,
  draft: newDraft(preferredLanguage(navigator.languages)),
  client: options.client,
  openWorker: options.openWorker,
  askForTags: options.askForTags,
  searchBox: options.searchBox,
  isForDesk: false,
  dateLocks: options.dateLocks,
  vouching: options.vouching,
  wrong: [],
  meant: new Set(),
  isSafe: false,
  left: new AbortController(),
})

/** Asks before text or a sealed file is lost with the page. */
function warnBeforeLeaving(contextNow: () => WriteContext): void {
  window.addEventListener('beforeunload', (event) => {
    const { isSafe, draft } = contextNow()
    if (!isSafe && !isEmptyDraft(draft)) event.preventDefault()
  })
}

export function writePage(options: WritePage): HTMLElement {
  const host = h('div', {})
  const said = h('p', { class: 'sans', role: 'status' })
  const again = (): void => {
    context.left.abort()
    context = newContext(options, again)
    draw('text', true)
  }
  let context = newContext(options, again)
  const besides = (place: Place): Child => {
    if (place === 'sealed') return null
    const onOpen = (draft: WriteContext['draft']): void => {
      context.draft = draft
      draw('text', true)
      said.textContent = t('draft.opened')
    }
    const resume = place === 'text' || place === 'names' ? interrupt(() => context.draft, onOpen) : null
    return [resume, place === 'text' && options.client && byHand(options.client)]
  }
  const draw = (place: Place, isMoved: boolean): void => {
    const step = views[place](context, (move: Move) => {
      const next = placeAfter(place, move)
      if (next !== place) draw(next, true)
    })
    said.textContent = ''
    show(host, said, stepsView(place), step, besides(place))
    if (isMoved) focusOn(step.querySelector('h2')!)
  }
  draw('text', false)
  warnBeforeLeaving(() => context)
  return host
}
