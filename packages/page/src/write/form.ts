/** A step's form: its fields by name, and what happens when it is sent. */
import { type Child, h } from '../dom.ts'
import { formatSize } from '../format.ts'
import { t } from '../translate.ts'
import { actions, heading, submit } from '../ui/button.ts'
import type { Field } from '../ui/field.ts'
import type { Fault, FieldName } from './faults.ts'

export interface FormFields {
  /** Gives the field back, to be put where it belongs. */
  add<F extends Field<HTMLElement>>(name: FieldName, field: F): F
  /** Drops the fields whose name begins so: they are drawn anew. */
  forget(prefix: string): void
  /** Shows every fault at its field and puts the focus on the first; true when there is none. */
  judge(faults: readonly Fault[]): boolean
}

const sentenceOf = ({ key, params = {} }: Fault): string =>
  t(key, { ...params, ...(params['size'] === undefined ? {} : { size: formatSize(Number(params['size'])) }) })

/** What is hidden in closed details cannot take the focus. */
function reveal(control: HTMLElement): void {
  const details = control.closest('details')
  if (details) details.open = true
  control.focus()
}

export function formFields(): FormFields {
  const fields = new Map<FieldName, Field<HTMLElement>>()
  return {
    add(name, field) {
      fields.set(name, field)
      return field
    },
    forget(prefix) {
      for (const name of fields.keys()) if (name.startsWith(prefix)) fields.delete(name)
    },
    judge(faults) {
      for (const [name, field] of fields) {
        const fault = faults.find((one) => one.field === name)
        field.fault(fault && sentenceOf(fault))
      }
      const first = [...fields].find(([name]) => faults.some((one) => one.field === name))
      if (first) reveal(first[1].control)
      return faults.length === 0
    },
  }
}

interface StepForm {
  readonly title: string
  readonly onSubmit: () => void
  /** Beside the button that goes on. */
  readonly also?: Child
  readonly label?: string
}

/** A step whose button judges what was typed and goes on. */
export const stepForm = ({ title, onSubmit, also, label }: StepForm, ...children: Child[]): HTMLElement =>
  h(
    'section',
    { class: 'step' },
    heading(title),
    h(
      'form',
      {
        novalidate: true,
        autocomplete: 'off',
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault()
          onSubmit()
        },
      },
      ...children,
      actions(submit(label ?? t('step.continue')), also),
    ),
  )
