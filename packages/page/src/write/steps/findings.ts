/** What the condition says, as one sentence, and what is to be thought of before it is sealed. */
import {
  type Condition,
  type ConditionLanguage,
  type Finding,
  conditionLanguages,
  directionOf,
  explainCondition,
  formatCondition,
  formatFinding,
} from '@avow/core'
import { h, showWhenChanged, unique } from '../../dom.ts'
import { t } from '../../translate.ts'
import { type Field, checkField } from '../../ui/field.ts'

/** The language of the statement, where a condition can be said in it and the page is in another. */
const otherLanguage = (language: string): ConditionLanguage | undefined =>
  conditionLanguages.find((one) => one === language.split('-')[0] && one !== 'en')

/** The sentence, and the same in the language of the statement. */
export function sentenceView(condition: Condition, language: string): HTMLElement {
  const other = otherLanguage(language)
  return h(
    'div',
    {},
    h('p', {}, t('condition.sentence', { sentence: formatCondition(condition, 'en') })),
    other && h('p', { lang: other, dir: directionOf(other) }, formatCondition(condition, other)),
  )
}

/** A finding is meant of one condition: of another it has to be meant again. */
const keyOf = (condition: Condition, { code, path }: Finding): string =>
  JSON.stringify([condition, code, path])

function findingView(finding: Finding, box: Field<HTMLInputElement> | undefined): HTMLElement {
  const id = unique('finding')
  box?.control.setAttribute('aria-describedby', id)
  return h(
    'div',
    { class: box ? 'aside caution' : 'aside' },
    h('p', { id }, formatFinding(finding)),
    box?.element,
  )
}

export interface FindingsPanel {
  readonly element: HTMLElement
  /**
   * @param condition undefined as long as something is missing
   * @param more findings that are not of the condition itself
   */
  draw(condition: Condition | undefined, more?: readonly Finding[]): void
  /** Whether everything that must be meant is; the focus goes to the first that is not. */
  judge(): boolean
}

/** @param meant what the person has said is meant; kept while they go back and forth */
export function findingsPanel(languageOf: () => string, meant: Set<string>): FindingsPanel {
  const sentence = h('div', { class: 'sentence', role: 'status' })
  const findings = h('div', { class: 'findings stack-s' })
  const say = showWhenChanged(sentence)
  const list = showWhenChanged(findings)
  let boxes: Field<HTMLInputElement>[] = []
  const boxOf = (condition: Condition, finding: Finding): Field<HTMLInputElement> => {
    const key = keyOf(condition, finding)
    const box = checkField(t('condition.meant'), meant.has(key), (isChecked) => {
      box.fault()
      if (isChecked) meant.add(key)
      else meant.delete(key)
    })
    boxes.push(box)
    return box
  }
  const drawFindings = (condition: Condition, more: readonly Finding[]): void => {
    const found = [...explainCondition(condition, Date.now()), ...more]
    list([condition, found], () => {
      boxes = []
      return found.map((one) =>
        findingView(one, one.weight === 'confirm' ? boxOf(condition, one) : undefined),
      )
    })
  }
  return {
    element: h('section', { class: 'part', 'aria-label': t('condition.said') }, sentence, findings),
    draw(condition, more = []) {
      say([condition, languageOf()], () =>
        condition
          ? sentenceView(condition, languageOf())
          : h('p', { class: 'soft' }, t('condition.incomplete')),
      )
      if (condition) drawFindings(condition, more)
      else list(undefined, () => ((boxes = []), null))
    },
    judge() {
      const open = boxes.filter(({ control }) => !control.checked)
      for (const box of open) box.fault(t('condition.meant.needed'))
      open[0]?.control.focus()
      return open.length === 0
    },
  }
}
