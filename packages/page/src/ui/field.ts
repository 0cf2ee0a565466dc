/** Fields with their label, help and fault tied to the control, so that a screen reader reads them together. */
import { type Child, h, unique } from '../dom.ts'

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

export interface Field<C extends HTMLElement = Control> {
  readonly element: HTMLElement
  readonly control: C
  /** Shows what is wrong, or nothing when it is right. */
  fault(sentence?: string): void
}

/** The language and direction of what is typed. */
export interface Script {
  readonly lang: string
  readonly dir: string
}

interface Common {
  readonly label: string
  readonly help?: string
}

/** The paragraph that says what is wrong, and the control's ties to it and to its help. */
export function faultOf(
  control: HTMLElement,
  help?: string,
): { element: HTMLElement; fault: Field['fault'] } {
  const id = unique('fault')
  const element = h('p', { class: 'error', id, hidden: true })
  const describe = (isFaulty: boolean): void => {
    const ids = [isFaulty && id, help].filter(Boolean).join(' ')
    if (ids) control.setAttribute('aria-describedby', ids)
    else control.removeAttribute('aria-describedby')
  }
  describe(false)
  return {
    element,
    fault(sentence) {
      element.textContent = sentence ?? ''
      element.hidden = sentence === undefined
      if (control.tagName !== 'FIELDSET') control.setAttribute('aria-invalid', String(sentence !== undefined))
      describe(sentence !== undefined)
    },
  }
}

function framed<C extends Control>(control: C, { label, help }: Common, after?: Child): Field<C> {
  const id = unique('field')
  control.id = id
  // What was said of it is no longer true once it changes.
  control.addEventListener('input', () => fault())
  const { element: error, fault } = faultOf(control, help === undefined ? undefined : `${id}-help`)
  const element = h(
    'div',
    { class: 'field' },
    h('label', { for: id }, label),
    help !== undefined && h('p', { class: 'help', id: `${id}-help` }, help),
    control,
    error,
    after,
  )
  return { element, control, fault }
}

export interface TextField extends Common {
  readonly value: string
  readonly onInput: (value: string) => void
  readonly type?: 'text' | 'date' | 'time'
  /** Digits are typed: a phone shows its keys for them. */
  readonly isNumber?: boolean
  /** Several lines; `short` for a few. */
  readonly lines?: 'short' | 'long'
  readonly script?: Script | undefined
  /** Follows the control. */
  readonly after?: Child
  /** Whether the browser may look at spelling; off where the text is not language. */
  readonly spelling?: boolean
}

export function textField(options: TextField): Field<HTMLInputElement | HTMLTextAreaElement> {
  const { value, onInput, type = 'text', isNumber, lines, script, after, spelling = false } = options
  const props = {
    value,
    inputmode: isNumber ? 'numeric' : undefined,
    autocomplete: 'off',
    // A browser's spelling service may send the text away.
    spellcheck: spelling ? undefined : 'false',
    lang: script?.lang,
    dir: script?.dir,
    oninput: () => onInput(control.value),
  }
  const control: HTMLInputElement | HTMLTextAreaElement = lines
    ? h('textarea', { ...props, class: lines === 'short' ? 'short' : undefined })
    : h('input', { ...props, type })
  return framed(control, options, after)
}

export interface SelectField extends Common {
  readonly value: string
  readonly options: readonly (readonly [value: string, name: string])[]
  readonly onChange: (value: string) => void
}

export function selectField(options: SelectField): Field<HTMLSelectElement> {
  const control: HTMLSelectElement = h(
    'select',
    { autocomplete: 'off', onchange: () => options.onChange(control.value) },
    options.options.map(([value, name]) => h('option', { value }, name)),
  )
  control.value = options.value
  return framed(control, options)
}

export interface FileField extends Common {
  readonly isMultiple?: boolean
  readonly onFiles: (files: readonly File[]) => void
  readonly after?: Child
}

export function fileField(options: FileField): Field<HTMLInputElement> {
  const control: HTMLInputElement = h('input', {
    type: 'file',
    multiple: options.isMultiple,
    onchange: () => options.onFiles([...(control.files ?? [])]),
  })
  return framed(control, options, options.after)
}

export function checkField(label: string, isChecked: boolean, onChange: (isChecked: boolean) => void) {
  const control: HTMLInputElement = h('input', {
    type: 'checkbox',
    checked: isChecked,
    onchange: () => onChange(control.checked),
  })
  const { element: error, fault } = faultOf(control)
  const element = h('div', {}, h('label', { class: 'check' }, control, h('span', {}, label)), error)
  return { element, control, fault } satisfies Field<HTMLInputElement>
}
