/** The fifth step: read it once more, and seal. */
import { h, show } from '../../dom.ts'
import { PageError } from '../../error.ts'
import { runSeal } from '../../seal/run.ts'
import { t } from '../../translate.ts'
import { actions, button, heading } from '../../ui/button.ts'
import type { StepView, WriteContext } from '../context.ts'
import { statementOf } from '../statement-of.ts'
import { conditionOf } from '../condition-of.ts'
import { summary } from './summary.ts'

const reasons: Readonly<Record<string, 'seal.failed.size' | 'seal.failed.roster'>> = {
  too_large: 'seal.failed.size',
  roster_invalid: 'seal.failed.roster',
}

const failureOf = (fault: unknown): string => {
  const reason = fault instanceof PageError ? String(fault.details['reason']) : 'other'
  return t('seal.failed', { reason: t(reasons[reason] ?? 'seal.failed.other') })
}

export const sealStep: StepView = (context, move) => {
  const place = h('div', {})
  const run = async (): Promise<void> => {
    const bar = h('progress', { max: 1, value: 0, 'aria-label': t('seal.working') })
    const count = h('p', { class: 'help' })
    show(place, h('p', { role: 'status' }, t('seal.working')), bar, count)
    buttons.hidden = true
    try {
      context.sealed = await sealNow(context, (done, all) => {
        bar.value = done / all
        count.textContent = t('seal.progress', { done, all })
      })
      move('sealed')
    } catch (fault) {
      show(place, h('p', { class: 'error', role: 'alert' }, failureOf(fault)))
      buttons.hidden = false
    }
  }
  const buttons = actions(
    button(t('seal.do'), run),
    button(t('step.back'), () => move('back'), 'quiet'),
  )
  return h(
    'section',
    { class: 'step' },
    heading(t('seal.title')),
    h('p', {}, t('seal.lead')),
    summary(context),
    place,
    buttons,
  )
}

const sealNow = (
  { draft, roster, threshold, words, openWorker }: WriteContext,
  onProgress: (done: number, all: number) => void,
) =>
  runSeal(
    openWorker,
    {
      statement: statementOf(draft),
      attachments: draft.files.map(({ bytes }) => bytes),
      condition: conditionOf(draft.condition)!,
      roster: roster!,
      ...(threshold === undefined ? {} : { threshold }),
      entropy: words!.entropy,
    },
    onProgress,
  )
