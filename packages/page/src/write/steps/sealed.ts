/** After sealing: save the file, deposit it, and see how far it comes. */
import { deriveKeys } from '@avow/core'
import { follow } from '../../deposit/follow.ts'
import { lookFor } from '../../deposit/look.ts'
import { reasonOf } from '../../deposit/reason.ts'
import { type Known, isSettled, stagesOfDeposit } from '../../deposit/stages.ts'
import { type Taken, knownOnTheWay, takeToRegister } from '../../deposit/take.ts'
import { type StagesView, stagesView } from '../../deposit/view.ts'
import { focusOn, h, saveFile, show } from '../../dom.ts'
import { formatGroups, formatSize } from '../../format.ts'
import { t } from '../../translate.ts'
import { actions, button, heading } from '../../ui/button.ts'
import type { StepView, WriteContext } from '../context.ts'

const fileName = (statement: string, end: string): string => `${statement.slice(0, 12)}.${end}`

function facts({ sealed }: WriteContext): HTMLElement {
  return h(
    'dl',
    { class: 'facts' },
    h(
      'div',
      {},
      h('dt', {}, t('sealed.size', { size: formatSize(sealed!.file.length) })),
      h('dd', { class: 'mono' }, fileName(sealed!.statement, 'avow')),
    ),
    h(
      'div',
      {},
      h('dt', {}, t('sealed.id')),
      h('dd', {}, h('span', { class: 'print' }, formatGroups(sealed!.statement))),
    ),
  )
}

const saveButton = (context: WriteContext, onSaved: () => void = () => undefined): HTMLButtonElement =>
  button(
    t('sealed.save'),
    () => {
      const { file, statement } = context.sealed!
      saveFile(fileName(statement, 'avow'), file, 'application/octet-stream')
      context.isSafe = true
      onSaved()
    },
    context.client ? 'quiet' : 'main',
  )

const moreButton = ({ again }: WriteContext): HTMLButtonElement => button(t('sealed.more'), again, 'quiet')

/** What the answer and the looks that follow it have shown; a step forward is never taken back by a slower look. */
async function followDeposit(
  context: WriteContext,
  view: StagesView,
  done: (known: Known) => void,
): Promise<void> {
  const keys = deriveKeys(context.words!.entropy)
  const isNow = context.draft.condition === 'now'
  await follow(
    async () => {
      const { known } = await lookFor(context.client!, keys)
      view.draw(stagesOfDeposit(known, isNow))
      done(known)
      return isSettled(known, isNow)
    },
    () => undefined,
    context.left.signal,
  )
}

/** After the register has answered: the receipt, and where to go on. */
function afterwards(context: WriteContext, { answer }: Taken) {
  const { sealed } = context
  const read = h(
    'a',
    { class: 'button', href: `/statements/${sealed!.statement}`, hidden: true },
    t('deposit.read'),
  )
  const receipt = button(
    t('deposit.receipt'),
    () => saveFile(fileName(sealed!.statement, 'tlog-proof'), answer.receipt, 'text/plain'),
    'quiet',
  )
  const element = h(
    'div',
    {},
    h('p', {}, t('deposit.done.lead')),
    h('p', { class: 'soft small' }, t('deposit.receipt.more')),
    actions(
      read,
      h('a', { class: 'button quiet', href: '/return' }, t('deposit.return')),
      receipt,
      moreButton(context),
    ),
  )
  return { element, read }
}

function depositView(context: WriteContext): HTMLElement {
  const { client, sealed, roster, threshold } = context
  const view = stagesView()
  const title = heading(t('deposit.title'))
  const place = h('div', {})
  const isNow = context.draft.condition === 'now'
  const begin = knownOnTheWay(roster!, threshold ?? roster!.threshold)
  const send = async (): Promise<void> => {
    show(place)
    view.draw(stagesOfDeposit(begin, isNow))
    try {
      const taken = await takeToRegister(client!, sealed!.file, sealed!.statement, roster!)
      context.isSafe = true
      view.draw(stagesOfDeposit({ ...begin, isReceived: true, deposit: taken.deposit }, isNow))
      title.textContent = t('deposit.done')
      focusOn(title)
      const after = afterwards(context, taken)
      show(place, after.element)
      void followDeposit(context, view, ({ isPublished }) => (after.read.hidden = !isPublished))
    } catch (fault) {
      const failed = h(
        'p',
        { class: 'error', role: 'alert' },
        t('deposit.failed', { reason: reasonOf(fault) }),
      )
      show(place, failed, actions(button(t('deposit.again'), send), saveButton(context)))
    }
  }
  void send()
  return h('section', { class: 'step' }, title, view.element, place)
}

/** Another statement can be begun when this one is saved: before that it would be lost. */
function offlineEnd(context: WriteContext): HTMLElement {
  const more = moreButton(context)
  more.hidden = true
  const save = saveButton(context, () => (more.hidden = false))
  return h(
    'div',
    {},
    h(
      'div',
      { class: 'aside stack-s' },
      h('h3', {}, t('sealed.offline.title')),
      h('p', {}, t('sealed.offline')),
    ),
    actions(save, more),
  )
}

export const sealedStep: StepView = (context) => {
  const deposit = (): void => {
    const next = depositView(context)
    section.replaceWith(next)
    focusOn(next.querySelector('h2')!)
  }
  const section = h(
    'section',
    { class: 'step stack' },
    heading(t('sealed.title')),
    context.client && h('p', {}, t('sealed.lead')),
    facts(context),
    context.client &&
      context.draft.condition === 'now' &&
      h('p', { class: 'aside caution' }, t('sealed.now')),
    context.client ? actions(button(t('sealed.deposit'), deposit), saveButton(context)) : offlineEnd(context),
  )
  return section
}
