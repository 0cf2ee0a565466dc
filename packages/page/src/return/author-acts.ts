/** Giving the word and withdrawing. Each says first what cannot be undone, and asks once more. */
import { type ActOf, type Hash, createAct } from '@avow/core'
import { reasonOf } from '../deposit/reason.ts'
import type { Known } from '../deposit/stages.ts'
import { mayAskFor } from '../deposit/waiting.ts'
import { focusOn, h, show } from '../dom.ts'
import { t } from '../translate.ts'
import { actions, button, heading } from '../ui/button.ts'
import { checkField } from '../ui/field.ts'
import type { DepositPage } from './deposit-page.ts'
import type { DirectView } from './direct.ts'

type Kind = 'word' | 'withdraw'

interface AuthorActs extends DepositPage {
  readonly statement: Hash
  readonly direct: Pick<DirectView, 'tell'>
  /** An act was taken. */
  readonly onDone: () => void
}

export interface AuthorActsView {
  readonly element: HTMLElement
  draw(known: Known): void
}

/** What the author can still do. Until enough shares are out, a word that was given can be taken back by withdrawing. */
export function possibleActs(known: Known): readonly Kind[] {
  const { isOpened, word, withdraw, waiting } = known
  if (isOpened || withdraw || waiting.has('withdraw')) return []
  const isAsked = mayAskFor(known, 'word') && !word && !waiting.has('word')
  return isAsked ? ['word', 'withdraw'] : ['withdraw']
}

/** The question, the box to tick, and the button that does it. */
function question(kind: Kind, send: () => Promise<void>, onCancel: () => void): HTMLElement {
  const place = h('div', {})
  const box = checkField(t(`${kind}.check`), false, () => box.fault())
  const go = async (): Promise<void> => {
    if (!box.control.checked) {
      box.fault(t('confirm.needed'))
      box.control.focus()
      return
    }
    confirm.disabled = true
    try {
      await send()
    } catch (fault) {
      show(place, h('p', { class: 'error', role: 'alert' }, t('act.failed', { reason: reasonOf(fault) })))
    } finally {
      confirm.disabled = false
    }
  }
  const confirm = button(t(`${kind}.do`), go, kind === 'withdraw' ? 'grave' : 'main')
  return h(
    'section',
    { class: kind === 'withdraw' ? 'aside fault stack-s' : 'aside caution stack-s' },
    heading(t(`${kind}.confirm.title`)),
    h('p', {}, t(`${kind}.confirm`)),
    box.element,
    place,
    actions(confirm, button(t('confirm.cancel'), onCancel, 'quiet')),
  )
}

/** What has become of an act. @param told whether enough trustees have it, whatever the register says @throws what it says, unless they have */
async function sentenceAfter(
  kind: Kind,
  submitted: Promise<unknown>,
  told: Promise<boolean>,
): Promise<string> {
  try {
    await submitted
    return t(`${kind}.done`)
  } catch (fault) {
    if (await told) return t('direct.enough', { reason: reasonOf(fault) })
    throw fault
  }
}

export function authorActs({ client, keys, statement, direct, onDone }: AuthorActs): AuthorActsView {
  const element = h('div', { class: 'stack acts' })
  const said = h('p', { role: 'status' })
  let drawn = ''
  let possible: readonly Kind[] = []
  /** The signed act is kept: to send the same again does no harm, to send another one would be another act. */
  const signed = new Map<Kind, ActOf<Kind>>()
  const send = async (kind: Kind): Promise<void> => {
    const act = signed.get(kind) ?? createAct({ kind, statement, body: {} }, keys.seed)
    signed.set(kind, act)
    // Only the log can show a word.
    const told = act.kind === 'withdraw' ? direct.tell(act) : Promise.resolve(false)
    said.textContent = await sentenceAfter(kind, client.submitAct(act, { until: 'received' }), told)
    choose()
    said.tabIndex = -1
    said.focus()
    onDone()
  }
  const ask = (kind: Kind): void => {
    const asked = question(
      kind,
      () => send(kind),
      () => {
        choose()
        element.querySelector<HTMLElement>(`[data-act="${kind}"]`)?.focus()
      },
    )
    drawn = kind
    show(element, asked)
    focusOn(asked.querySelector('h2')!)
  }
  const offer = (kind: Kind): HTMLElement => {
    const start = button(t(`${kind}.start`), () => ask(kind), kind === 'word' ? 'main' : 'quiet')
    start.dataset['act'] = kind
    const text = h('p', { class: 'soft small' }, t(`${kind}.text`))
    return h('div', { class: 'part' }, h('h4', {}, t(`${kind}.title`)), text, actions(start))
  }
  const choose = (): void => {
    drawn = possible.join()
    show(element, said, possible.length > 0 && h('h3', {}, t('acts.heading')), possible.map(offer))
  }
  return {
    element,
    draw(known) {
      possible = possibleActs(known)
      // What was said of an act is old news once it has done its work.
      if (known.isOpened) said.textContent = ''
      const isAsked = drawn === 'word' || drawn === 'withdraw'
      // A question that somebody is reading stays, unless there is nothing left to ask.
      if (isAsked && element.querySelector('h2') && possible.length > 0) return
      if (drawn !== possible.join() || element.childElementCount === 0) choose()
    },
  }
}
