/** The first step: what is said. */
import { type Child, h } from '../../dom.ts'
import { parseTypedDate } from '../../dates.ts'
import { formatDate, formatLanguage } from '../../format.ts'
import { t } from '../../translate.ts'
import { choiceGroup } from '../../ui/choices.ts'
import { type Field, type TextField, checkField, selectField, textField } from '../../ui/field.ts'
import { type StepView, type WriteContext, scriptOf } from '../context.ts'
import type { Kind, Licence } from '../draft.ts'
import { faultsOfText } from '../faults.ts'
import { type FormFields, formFields, stepForm } from '../form.ts'
import { offeredLanguages } from '../languages.ts'
import { attachments } from './attachments.ts'
import { hintsPanel } from './hints-panel.ts'

const kinds: readonly Kind[] = ['renunciation', 'resignation', 'retraction', 'testimony']
const licences: readonly Licence[] = ['CC-BY-4.0', 'CC-BY-ND-4.0', 'CC0-1.0']

const languageOptions = (): (readonly [string, string])[] => {
  const named = offeredLanguages.map((tag) => [tag, formatLanguage(tag)] as const)
  return [...named.toSorted((a, b) => a[1].localeCompare(b[1])), ['other', t('text.language.other')] as const]
}

/** The language as a choice, or as a tag where it is not among those offered. */
function languageFields({ draft }: WriteContext, fields: FormFields, onChange: () => void): Child {
  const isOffered = offeredLanguages.includes(draft.language)
  const set = (language: string): void => {
    draft.language = language
    onChange()
  }
  const tag = fields.add(
    'tag',
    textField({
      label: t('text.tag'),
      help: t('text.tag.help'),
      value: isOffered ? '' : draft.language,
      onInput: (typed) => set(typed.trim()),
    }),
  )
  tag.element.hidden = isOffered
  const choice = selectField({
    label: t('text.language'),
    value: isOffered ? draft.language : 'other',
    options: languageOptions(),
    onChange: (value) => {
      tag.element.hidden = value !== 'other'
      set(value === 'other' ? tag.control.value.trim() : value)
    },
  })
  return [choice.element, tag.element]
}

/** A date as typed, and how it is read. */
export function dateField(options: Omit<TextField, 'after'>): Field<HTMLInputElement | HTMLTextAreaElement> {
  const read = h('p', { class: 'help', role: 'status' })
  const tell = (typed: string): void => {
    const date = parseTypedDate(typed)
    read.textContent = date === undefined ? '' : t('date.read', { date: formatDate(date) })
  }
  tell(options.value)
  return textField({
    ...options,
    after: read,
    onInput: (typed) => {
      tell(typed)
      options.onInput(typed)
    },
  })
}

type Typed = 'title' | 'text' | 'convictions' | 'place'

/** Fields in the language of the statement. */
function scriptFields({ draft }: WriteContext, fields: FormFields, onInput: () => void) {
  const field = (name: Typed, options: Omit<TextField, 'value' | 'onInput'>) =>
    fields.add(
      name,
      textField({
        ...options,
        script: scriptOf(draft),
        value: draft[name],
        onInput: (typed) => {
          draft[name] = typed
          onInput()
        },
      }),
    )
  return {
    title: field('title', { label: t('text.heading'), help: t('text.heading.help') }),
    text: field('text', { label: t('text.body'), help: t('text.body.help'), lines: 'long' }),
    convictions: field('convictions', {
      label: t('text.convictions'),
      help: t('text.convictions.help'),
      lines: 'short',
    }),
    place: field('place', { label: t('text.place') }),
  }
}

function wishes({ draft }: WriteContext): Child {
  const licence = selectField({
    label: t('text.licence'),
    value: draft.licence,
    options: licences.map((one) => [one, t(`licence.${one}`)] as const),
    onChange: (value) => (draft.licence = value as Licence),
  })
  const translate = checkField(
    t('text.translate'),
    draft.translate,
    (isChecked) => (draft.translate = isChecked),
  )
  return [licence.element, translate.element]
}

const kindChoice = ({ draft }: WriteContext): HTMLElement =>
  choiceGroup<Kind>({
    legend: t('text.kind'),
    value: draft.kind,
    isCompact: true,
    choices: kinds.map((value) => ({ value, name: t(`kind.${value}`), more: t(`kind.${value}.more`) })),
    onChange: (value) => (draft.kind = value),
  })

export const textStep: StepView = (context, move) => {
  const { draft } = context
  const fields = formFields()
  const hints = hintsPanel({
    textOf: () => [draft.title, draft.text, draft.convictions, draft.place].join('\n'),
    onClean: (clean) => {
      for (const name of ['title', 'text', 'convictions', 'place'] as const) {
        draft[name] = clean(draft[name])
        typed[name].control.value = draft[name]
      }
    },
  })
  const typed = scriptFields(context, fields, hints.look)
  const language = languageFields(context, fields, () => {
    const { lang, dir } = scriptOf(draft)
    for (const { control } of Object.values(typed)) Object.assign(control, { lang, dir })
  })
  const written = fields.add(
    'written',
    dateField({
      label: t('text.written'),
      help: t('institution.date.help'),
      value: draft.written,
      onInput: (date) => (draft.written = date),
    }),
  )
  return stepForm(
    { title: t('text.title'), onSubmit: () => fields.judge(faultsOfText(draft)) && move('continue') },
    kindChoice(context),
    language,
    typed.title.element,
    typed.text.element,
    hints.element,
    attachments(context, fields),
    h(
      'details',
      { class: 'field' },
      h('summary', {}, t('text.more')),
      typed.convictions.element,
      typed.place.element,
      written.element,
      wishes(context),
    ),
  )
}
