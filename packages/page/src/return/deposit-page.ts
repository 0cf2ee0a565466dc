/** One deposit, for whoever has its words. It follows what happens until there is nothing more to wait for. */
import type { Client } from '@avow/client'
import type { AuthorKeys } from '@avow/core'
import { follow } from '../deposit/follow.ts'
import { type Look, lookFor } from '../deposit/look.ts'
import { reasonOf } from '../deposit/reason.ts'
import { type Known, stagesOfReturn } from '../deposit/stages.ts'
import { stagesView } from '../deposit/view.ts'
import { h, saveFile, show } from '../dom.ts'
import { formatGroups } from '../format.ts'
import { t } from '../translate.ts'
import { actions, button, heading } from '../ui/button.ts'
import { verdictView } from '../verdict/view.ts'
import { authorActs } from './author-acts.ts'
import { holdersView } from './holders.ts'

export interface DepositPage {
  readonly client: Client
  readonly keys: AuthorKeys
  readonly onForget: () => void
}

/** The state in one line. */
export function titleOf({ isPublished, isOpened, withdraw, word, deposit, quorum }: Known): string {
  if (isPublished) return t('state.published')
  if (isOpened) return t('state.opened')
  if (withdraw) return t('state.withdrawn')
  if (word) return t('state.word')
  return deposit?.time || quorum === 0 ? t('state.witnessed') : t('state.logged')
}

/** Nothing more will change: it is published, or it is withdrawn and every trustee has said so. */
export const isOver = ({ isPublished, withdraw, holders }: Known): boolean =>
  isPublished ||
  (withdraw !== undefined && holders.every(({ state }) => state === 'destroyed' || state === 'refused'))

const fileButton = ({ client, keys }: DepositPage, statement: string, onFault: (fault: unknown) => void) =>
  button(
    t('return.save'),
    async () => {
      try {
        const file = await client.envelope(keys.locator)
        saveFile(`${statement.slice(0, 12)}.avow`, file, 'application/octet-stream')
      } catch (fault) {
        onFault(fault)
      }
    },
    'quiet',
  )

export function depositPage(page: DepositPage, first: Look): HTMLElement {
  const { statement } = first.status
  const title = heading('')
  const stages = stagesView()
  const read = h(
    'a',
    { class: 'button', href: `/statements/${statement}`, hidden: true },
    t('read.published'),
  )
  const fault = h('p', { class: 'error', role: 'status' })
  const holders = h('div', {})
  const proven = h('div', {})
  const left = new AbortController()
  const acts = authorActs({ ...page, statement, onDone: () => void look() })
  const draw = ({ known, verdict }: Look): void => {
    const said = titleOf(known)
    if (title.textContent !== said) title.textContent = said
    stages.draw(stagesOfReturn(known))
    read.hidden = !known.isPublished
    show(holders, !known.isOpened && holdersView(known))
    show(proven, verdictView(verdict, t('proven.title'), { isTitleSeen: true }))
    acts.draw(known)
  }
  const look = async (): Promise<boolean> => {
    const found = await lookFor(page.client, page.keys)
    fault.textContent = ''
    draw(found)
    return isOver(found.known)
  }
  const onFault = (cause: unknown): void => {
    fault.textContent = reasonOf(cause)
  }
  draw(first)
  if (!isOver(first.known)) void follow(look, onFault, left.signal)
  const forget = (): void => {
    left.abort()
    page.onForget()
  }
  return h(
    'section',
    { class: 'step stack' },
    title,
    stages.element,
    actions(read),
    fault,
    acts.element,
    holders,
    proven,
    h(
      'dl',
      { class: 'facts' },
      h(
        'div',
        {},
        h('dt', {}, t('state.id')),
        h('dd', {}, h('span', { class: 'print' }, formatGroups(statement))),
      ),
    ),
    actions(
      button(t('return.look'), () => look().catch(onFault), 'quiet'),
      fileButton(page, statement, onFault),
      button(t('return.forget'), forget, 'quiet'),
    ),
  )
}
