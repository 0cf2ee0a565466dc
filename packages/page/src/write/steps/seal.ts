/** The fifth step: read it once more, and seal. */
import { type Condition, formatBody } from '@avow/core'
import { h, show } from '../../dom.ts'
import { parseInstant } from '../../dates.ts'
import { PageError } from '../../error.ts'
import { formatLanguage, formatSize, formatTime } from '../../format.ts'
import { runSeal } from '../../seal/run.ts'
import { t } from '../../translate.ts'
import { actions, button, heading } from '../../ui/button.ts'
import { type StepView, type WriteContext, scriptOf } from '../context.ts'
import type { Draft } from '../draft.ts'
import { statementOf } from '../statement-of.ts'

export const conditionOf = ({ condition, date, time }: Draft): Condition =>
  condition === 'at' ? { type: 'at', time: parseInstant(date, time)! } : { type: condition }

const conditionText = (draft: Draft): string => {
  const condition = conditionOf(draft)
  return t(
    `seal.condition.${condition.type}`,
    condition.type === 'at' ? { time: formatTime(condition.time) } : {},
  )
}

const namedAs = ({ as, name }: Draft): string =>
  as === 'nobody' ? t('seal.as.nobody') : as === 'pseudonym' ? t('seal.as.pseudonym', { name }) : name

/** The statement as it will stand, and what was decided about it. */
function summary(context: WriteContext): HTMLElement {
  const { draft, roster, threshold } = context
  const statement = statementOf(draft)
  const script = { lang: draft.language, dir: scriptOf(draft).dir }
  const row = (term: string, ...values: (string | HTMLElement)[]) => [
    h('dt', {}, term),
    h(
      'dd',
      {},
      values.map((value) => h('div', {}, value)),
    ),
  ]
  const own = (text: string): HTMLElement => h('bdi', script, text)
  const files = draft.files.map(({ about }) =>
    t('seal.files.line', { name: about.name, size: formatSize(about.size) }),
  )
  const kept = {
    threshold: threshold ?? roster!.threshold,
    trustees: roster!.trustees.length,
    origin: roster!.origin,
  }
  return h(
    'div',
    {},
    h(
      'dl',
      { class: 'table' },
      row(
        t('seal.statement'),
        own(statement.title),
        t('seal.kind', { kind: t(`kind.${draft.kind}`), language: formatLanguage(draft.language) }),
      ),
      row(t('seal.as'), own(namedAs(draft))),
      row(
        t('seal.institutions'),
        ...statement.institutions.map(({ name, unit }) => own(unit ? `${name}, ${unit}` : name)),
      ),
      files.length > 0 && row(t('seal.files'), ...files),
      row(t('seal.condition'), conditionText(draft)),
      row(t('seal.keepers'), t('seal.keepers.line', kept)),
    ),
    h(
      'details',
      { class: 'field' },
      h('summary', {}, t('text.body')),
      h(
        'div',
        { class: 'body', ...script },
        formatBody(statement.body)
          .split('\n\n')
          .map((paragraph) => h('p', {}, paragraph)),
      ),
    ),
  )
}

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
    show(place, h('p', { role: 'status' }, t('seal.working')), bar)
    buttons.hidden = true
    try {
      context.sealed = await sealNow(context, (done, all) => (bar.value = done / all))
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
      condition: conditionOf(draft),
      roster: roster!,
      ...(threshold === undefined ? {} : { threshold }),
      entropy: words!.entropy,
    },
    onProgress,
  )
