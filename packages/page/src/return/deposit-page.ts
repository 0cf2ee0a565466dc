/** One deposit, for whoever has its words. It follows what happens until there is nothing more to wait for. */
import type { Client } from '@avow/client'
import type { AuthorKeys } from '@avow/core'
import { follow } from '../deposit/follow.ts'
import { type Look, lookFor } from '../deposit/look.ts'
import { reasonOf } from '../deposit/reason.ts'
import { type Known, stagesOfReturn } from '../deposit/stages.ts'
import { stagesView } from '../deposit/view.ts'
import { h, saveFile, showWhenChanged } from '../dom.ts'
import { formatGroups } from '../format.ts'
import { t } from '../translate.ts'
import { actions, button, heading } from '../ui/button.ts'
import { verdictView } from '../verdict/view.ts'
import { authorActs } from './author-acts.ts'
import { directView } from './direct.ts'
import { conditionView, termsOf, warningView } from './condition-view.ts'
import { holdersView } from './holders.ts'
import { conditionIn } from '../deposit/waiting.ts'
import { signsView } from './signs.ts'

export interface DepositPage {
  readonly client: Client
  readonly keys: AuthorKeys
  readonly onForget: () => void
}

/** The state in one line. */
export function titleOf(known: Known): string {
  const { isPublished, isDelivered, isOpened, withdraw, word, deposit, quorum } = known
  if (!deposit) return t('state.received')
  if (isDelivered) return t('state.delivered')
  if (isPublished) return t('state.published')
  if (isOpened) return t('state.opened')
  if (withdraw) return t('state.withdrawn')
  if (word) return t('state.word')
  return deposit?.time || quorum === 0 ? t('state.witnessed') : t('state.logged')
}

/** Nothing more will change: it is published or with the desk, or it is withdrawn and every trustee has said so. */
export const isOver = ({ isPublished, isDelivered, withdraw, holders }: Known): boolean =>
  isPublished ||
  isDelivered ||
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

const idView = (statement: string): HTMLElement =>
  h(
    'dl',
    { class: 'facts' },
    h(
      'div',
      {},
      h('dt', {}, t('state.id')),
      h('dd', {}, h('span', { class: 'print' }, formatGroups(statement))),
    ),
  )

/** Warning and condition; what is open needs neither. */
function conditionParts(onCheckIn: () => void) {
  const warning = h('div', {})
  const condition = h('div', {})
  const drawWarning = showWhenChanged(warning)
  const drawCondition = showWhenChanged(condition)
  return {
    warning,
    condition,
    draw(known: Known): void {
      const found = known.isOpened || known.withdraw ? undefined : conditionIn(known)
      const said = [found && known.holders.map(({ report }) => report), known.word]
      drawWarning(said, () => found && warningView(known, onCheckIn))
      const terms = found && termsOf(known, found, Date.now())
      drawCondition([said, terms], () => found && conditionView(known, found, terms!))
    },
  }
}

/** What changes while somebody looks: state, stages, condition, holders, what is proven. */
function changingParts(statement: string, onCheckIn: () => void) {
  const title = heading('')
  const stages = stagesView()
  const address = `/statements/${statement}`
  const read = h('a', { class: 'button', href: address, hidden: true }, t('read.published'))
  const condition = conditionParts(onCheckIn)
  const holders = h('div', {})
  const proven = h('div', {})
  const drawHolders = showWhenChanged(holders)
  const drawProven = showWhenChanged(proven)
  return {
    title,
    above: [title, condition.warning, stages.element, actions(read), condition.condition],
    below: [holders, proven],
    draw({ known, verdict }: Look): void {
      const said = titleOf(known)
      if (title.textContent !== said) title.textContent = said
      stages.draw(stagesOfReturn(known))
      read.hidden = !known.isPublished
      condition.draw(known)
      const held = [known.holders, known.sign, known.isOpened]
      drawHolders(held, () => !known.isOpened && holdersView(known))
      drawProven(
        verdict && [verdict.text, verdict.author, verdict.time, verdict.opening, verdict.roster],
        () => verdict && verdictView(verdict, t('proven.title'), { isTitleSeen: true }),
      )
    },
  }
}

/** Looks again and again, quickly at first; `again` begins anew. */
function watching(look: () => Promise<boolean>, onFault: (fault: unknown) => void) {
  let left = new AbortController()
  return {
    again(): void {
      left.abort()
      left = new AbortController()
      void follow(look, onFault, left.signal)
    },
    end: (): void => left.abort(),
  }
}

export function depositPage(page: DepositPage, first: Look): HTMLElement {
  const { statement } = first.status
  const parts = changingParts(statement, () => signs.checkIn())
  const fault = h('p', { class: 'error', role: 'status' })
  const onFault = (cause: unknown): void => {
    fault.textContent = reasonOf(cause)
  }
  const draw = (look: Look): void => {
    parts.draw(look)
    direct.draw(look)
    signs.draw(look.known)
    acts.draw(look.known)
  }
  const look = async (): Promise<boolean> => {
    const found = await lookFor(page.client, page.keys)
    fault.textContent = ''
    draw(found)
    return isOver(found.known)
  }
  const watch = watching(look, onFault)
  const direct = directView(page, first)
  const signs = signsView({ ...page, statement, direct, onDone: watch.again })
  const acts = authorActs({ ...page, statement, direct, onDone: watch.again })
  draw(first)
  if (!isOver(first.known)) watch.again()
  const forget = (): void => {
    watch.end()
    page.onForget()
  }
  return h(
    'section',
    { class: 'step stack' },
    parts.above,
    fault,
    direct.element,
    signs.element,
    acts.element,
    parts.below,
    idView(statement),
    actions(
      button(t('return.look'), watch.again, 'quiet'),
      fileButton(page, statement, onFault),
      button(t('return.forget'), forget, 'quiet'),
    ),
  )
}
