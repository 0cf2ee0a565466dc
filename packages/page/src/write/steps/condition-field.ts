/** What the parts of the condition's form share. */
import { type TextField, textField } from '../../ui/field.ts'
import { t } from '../../translate.ts'
import type { TypedCondition } from '../draft.ts'
import type { FormFields } from '../form.ts'

export interface Part {
  readonly typed: TypedCondition
  readonly fields: FormFields
  /** Something was typed or chosen. */
  readonly onChange: () => void
}

type Typed = 'date' | 'time' | 'duration' | 'grace' | 'size' | 'institution'

/** A field that is called after a member of what is typed. */
export const conditionField = (
  { typed, fields, onChange }: Part,
  name: Typed,
  options: Partial<TextField> = {},
): HTMLElement =>
  fields.add(
    name,
    textField({
      ...options,
      label: t(`condition.${name}`),
      value: typed[name],
      onInput: (value) => {
        typed[name] = value
        onChange()
      },
    }),
  ).element
