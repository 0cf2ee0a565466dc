/** After sealing: save the file, deposit it, and see how far it comes. */
import { deriveKeys } from '@avow/core'
import type { Finding } from '@avow/verify'
import { follow } from '../../deposit/follow.ts'
import { lookFor } from '../../deposit/look.ts'
import { reasonOf } from '../../deposit/reason.ts'
import { firstCheckIn, reminderPanel } from '../../deposit/reminder.ts'
import { type Known, isSettled, stagesOfDeposit } from '../../deposit/stages.ts'
import { type Proof, knownAfter, knownOnTheWay, takeToRegister } from '../../deposit/take.ts'
import { stagesView } from '../../deposit/view.ts'
import { type Child, focusOn, h, saveFile, show } from '../../dom.ts'
import { formatGroups, formatSize, formatTime } from '../../format.ts'
import { t } from '../../translate.ts'
import { actions, button, heading } from '../../ui/button.ts'
import { conditionOf } from '../condition-of.ts'
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

/** Trustees that answered wrongly when they were asked for a tag. */
const wrongView = ({ wrong, roster }: WriteContext): HTMLElement | false =>
  wrong.length > 0 &&
  h(
    'p',
    { class: 'aside caution' },
    t('sealed.wrong', { trustees: wrong.map((one) => roster!.trustees[one - 1]!.name).join(', ') }),
  )

const isAtOnce = ({ draft }: WriteContext): boolean => draft.condition.opens === 'now'

const moreButton = ({ again }: WriteContext): HTMLButtonElement => button(t('sealed.more'), again, 'quiet')

/** Where to go on: the page as published when it is, the words, the proof that the log holds it. */
function afterwards(context: WriteContext, proof: Proof) {
  const { statement } = context.sealed!
  const address = `/statements/${statement}`
  const read = h('a', { class: 'button', href: address, hidden: true }, t('deposit.read'))
  const save = (): void =>
    saveFile(fileName(statement, 'receipt.json'), `${JSON.stringify(proof)}\n`, 'application/json')
  const element = h(
    'div',
    {},
    h('p', {}, t('deposit.done.lead')),
    h('p', { class: 'soft small' }, t('deposit.receipt.more')),
    actions(
      read,
      h('a', { class: 'button quiet', href: '/return' }, t('deposit.return')),
      button(t('deposit.receipt'), save, 'quiet'),
      moreButton(context),
    ),
  )
  return { element, read }
}

/** Draws how far a deposit is; when the log holds it, also what follows from that. */
function progressOf(context: WriteContext) {
  const isNow = isAtOnce(context)
  const view = stagesView()
  const title = heading(t('deposit.title'))
  const place = h('div', {})
  const fault = h('p', { class: 'error', role: 'status' })
  let after: ReturnType<typeof afterwards> | undefined
  const end = (proof: Proof): void => {
    after = afterwards(context, proof)
    title.textContent = t('deposit.done')
    show(place, after.element)
    focusOn(title)
  }
  return {
    element: h('section', { class: 'step' }, title, view.element, fault, place),
    say: (...children: Child[]): void => show(place, ...children),
    fault: (cause: unknown): void => {
      fault.textContent = t('deposit.look.failed', { reason: reasonOf(cause) })
    },
    /** What the register shows does not hold. */
    doubt: ({ status, sentence }: Finding): void => {
      if (status === 'mismatch') fault.textContent = sentence
    },
    draw(known: Known, proof: Proof | undefined): void {
      fault.textContent = ''
      view.draw(stagesOfDeposit(known, isNow))
      if (!after && known.deposit && proof) end(proof)
      if (after) after.read.hidden = !known.isPublished
    },
  }
}

type Progress = ReturnType<typeof progressOf>

/** Looks with the words' keys until there is nothing more to wait for. */
function followDeposit(context: WriteContext, progress: Progress): Promise<void> {
  const keys = deriveKeys(context.words!.entropy)
  const isNow = isAtOnce(context)
  const look = async (): Promise<boolean> => {
    const { known, status, verdict } = await lookFor(context.client!, keys)
    progress.draw(
      known,
      status.acts.find(({ act }) => act.kind === 'deposit'),
    )
    if (verdict) progress.doubt(verdict.time)
    return isSettled(known, isNow)
  }
  return follow(look, progress.fault, context.left.signal)
}

function depositView(context: WriteContext): HTMLElement {
  const { client, sealed, roster, threshold } = context
  const progress = progressOf(context)
  const begin = knownOnTheWay(roster!, threshold ?? roster!.threshold)
  const parcel = { file: sealed!.file, statement: sealed!.statement, roster: roster! }
  const send = async (): Promise<void> => {
    progress.say()
    progress.draw(begin, undefined)
    try {
      const taken = await takeToRegister(client!, parcel, 'received')
      context.isSafe = true
      progress.draw(knownAfter(begin, taken), taken.deposit?.proof)
      void followDeposit(context, progress)
    } catch (fault) {
      progress.say(
        h('p', { class: 'error', role: 'alert' }, t('deposit.failed', { reason: reasonOf(fault) })),
        actions(button(t('deposit.again'), send), saveButton(context)),
      )
    }
  }
  void send()
  return progress.element
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

/** For who has chosen silence: by when to check in, and reminders. */
function reminderPart({ draft }: WriteContext): HTMLElement | undefined {
  const [condition, now] = [conditionOf(draft.condition)!, Date.now()]
  const first = firstCheckIn(condition, now)
  if (first === undefined) return undefined
  return h(
    'section',
    { class: 'part' },
    h('h3', {}, t('reminder.heading')),
    h('p', {}, t('reminder.lead', { time: formatTime(first) })),
    reminderPanel(condition, now),
  )
}

export const sealedStep: StepView = (context) => {
  const reminder = reminderPart(context)
  const deposit = (): void => {
    const next = depositView(context)
    section.replaceWith(next)
    if (reminder) next.append(reminder)
    focusOn(next.querySelector('h2')!)
  }
  const section = h(
    'section',
    { class: 'step stack' },
    heading(t('sealed.title')),
    context.client && h('p', {}, t('sealed.lead')),
    facts(context),
    wrongView(context),
    context.client && isAtOnce(context) && h('p', { class: 'aside caution' }, t('sealed.now')),
    context.client ? actions(button(t('sealed.deposit'), deposit), saveButton(context)) : offlineEnd(context),
    reminder,
  )
  return section
}
