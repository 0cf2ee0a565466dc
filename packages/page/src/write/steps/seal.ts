/** The fifth step: read it once more, and seal. */
import { type Condition, asksForVouched } from '@avow/core'
import { h, show } from '../../dom.ts'
import { PageError } from '../../error.ts'
import { runSeal } from '../../seal/run.ts'
import type { SealedFile } from '../../seal/worker.ts'
import { t } from '../../translate.ts'
import { actions, button, heading } from '../../ui/button.ts'
import { askingFailure, needsTags } from '../asking.ts'
import { conditionOf, isDateLocked } from '../condition-of.ts'
import type { StepView, WriteContext } from '../context.ts'
import { statementOf } from '../statement-of.ts'
import { askForTags } from './asking.ts'
import { summary } from './summary.ts'

const reasons: Readonly<Record<string, 'seal.failed.size' | 'seal.failed.roster' | 'seal.failed.voucher'>> = {
  too_large: 'seal.failed.size',
  roster_invalid: 'seal.failed.roster',
  voucher_invalid: 'seal.failed.voucher',
}

function failureOf(fault: unknown): string {
  if (fault instanceof PageError && fault.code === 'tag_failed')
    return t('asking.failed', { reason: askingFailure(fault.cause) })
  const reason = fault instanceof PageError ? String(fault.details['reason']) : 'other'
  return t('seal.failed', { reason: t(reasons[reason] ?? 'seal.failed.other') })
}

/** The condition as it may be sealed; undefined when its author does not want to wait for the tags. */
async function sealable(context: WriteContext, place: HTMLElement): Promise<Condition | undefined> {
  const condition = conditionOf(context.draft.condition)!
  if (!needsTags(condition)) return condition
  const tagged = await askForTags(context, condition, place)
  context.wrong = tagged?.wrong ?? []
  return tagged?.condition
}

async function sealShown(
  context: WriteContext,
  condition: Condition,
  place: HTMLElement,
): Promise<SealedFile> {
  const bar = h('progress', { max: 1, value: 0, 'aria-label': t('seal.working') })
  const count = h('p', { class: 'help' })
  show(place, h('p', { role: 'status' }, t('seal.working')), bar, count)
  return sealNow(context, condition, (done, all) => {
    bar.value = done / all
    count.textContent = t('seal.progress', { done, all })
  })
}

export const sealStep: StepView = (context, move) => {
  const place = h('div', {})
  const stay = (said: HTMLElement): void => {
    show(place, said)
    buttons.hidden = false
    seal.focus()
  }
  const run = async (): Promise<void> => {
    buttons.hidden = true
    try {
      const condition = await sealable(context, place)
      if (!condition) return stay(h('p', { role: 'status' }, t('asking.cancelled')))
      context.sealed = await sealShown(context, condition, place)
      move('sealed')
    } catch (fault) {
      stay(h('p', { class: 'error', role: 'alert' }, failureOf(fault)))
    }
  }
  const seal = button(t('seal.do'), run)
  const buttons = actions(
    seal,
    button(t('step.back'), () => move('back'), 'quiet'),
  )
  return h(
    'section',
    { class: 'step' },
    heading(t('seal.title')),
    h('p', {}, t('seal.lead')),
    needsTags(conditionOf(context.draft.condition)!) && h('p', {}, t('asking.lead')),
    summary(context),
    place,
    buttons,
  )
}

const sealNow = (
  { draft, roster, threshold, isForDesk, words, voucher, openWorker }: WriteContext,
  condition: Condition,
  onProgress: (done: number, all: number) => void,
) =>
  runSeal(
    openWorker,
    {
      statement: statementOf(draft),
      attachments: draft.files.map(({ bytes }) => bytes),
      condition,
      roster: roster!,
      isForDesk,
      ...(threshold === undefined ? {} : { threshold }),
      entropy: words!.entropy,
      dateLock: isDateLocked(draft.condition),
      ...(voucher && asksForVouched(condition) ? { voucher } : {}),
    },
    onProgress,
  )
