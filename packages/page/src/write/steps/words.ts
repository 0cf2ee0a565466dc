/** The fourth step: twelve words, shown, written down, and entered from paper. */
import { type WordLanguage, generateWords, wordLanguages } from '@avow/core'
import { h, show, unique } from '../../dom.ts'
import { t } from '../../translate.ts'
import { actions, button, heading } from '../../ui/button.ts'
import { faultOf, selectField } from '../../ui/field.ts'
import type { StepView, Words } from '../context.ts'
import { stepForm } from '../form.ts'
import { tagOfWords, wordLanguageFor } from '../languages.ts'
import { splitWords, wordFaults } from '../words.ts'

async function makeWords(language: WordLanguage): Promise<Words> {
  const { words, entropy } = await generateWords(language)
  return { language, words, entropy }
}

const wordList = ({ words, language }: Words): HTMLElement =>
  h(
    'ol',
    { class: 'words', 'aria-label': t('words.list') },
    words.map((word, at) =>
      h(
        'li',
        {},
        h('span', { class: 'n' }, at + 1),
        h('span', { class: 'word', lang: tagOfWords(language) }, word),
      ),
    ),
  )

export const wordsStep: StepView = (context, move) => {
  const place = h('div', { 'aria-live': 'polite' })
  const written = button(t('words.written'), () => move('written'))
  const draw = (words: Words, isAnew: boolean): void =>
    show(place, isAnew && h('p', { class: 'help' }, t('words.new')), wordList(words))
  const make = async (language: WordLanguage, isAnew: boolean): Promise<void> => {
    written.disabled = true
    context.words = await makeWords(language)
    written.disabled = false
    draw(context.words, isAnew)
  }
  const preferred = wordLanguageFor(context.draft.language)
  const language = selectField({
    label: t('words.language'),
    value: context.words?.language ?? preferred,
    options: wordLanguages.map((one) => [one, t(`wordlist.${one}`)]),
    onChange: (value) => void make(value as WordLanguage, true),
  })
  if (context.words) draw(context.words, false)
  else void make(preferred, false)
  return h(
    'section',
    { class: 'step words-sheet' },
    heading(t('words.title')),
    h('p', {}, t('words.lead')),
    place,
    h('p', { class: 'aside caution no-print' }, t('words.caution')),
    h('div', { class: 'no-print' }, language.element),
    actions(
      written,
      button(t('words.print'), () => window.print(), 'quiet'),
      button(t('step.back'), () => move('back'), 'quiet'),
    ),
  )
}

interface Entry {
  readonly element: HTMLElement
  readonly control: HTMLInputElement
  fault(sentence?: string): void
}

function entryOf(at: number, language: WordLanguage, onPaste: (text: string) => boolean): Entry {
  const id = unique('word')
  const control = h('input', {
    id,
    type: 'text',
    autocomplete: 'off',
    autocapitalize: 'none',
    autocorrect: 'off',
    spellcheck: 'false',
    lang: tagOfWords(language),
    'aria-label': t('confirm.word', { n: at + 1 }),
    onpaste: (event: ClipboardEvent) => {
      if (onPaste(event.clipboardData?.getData('text') ?? '')) event.preventDefault()
    },
  })
  const { element: error, fault } = faultOf(control)
  return { element: h('li', {}, h('label', { class: 'n', for: id }, at + 1), control, error), control, fault }
}

/** Twelve fields; who pastes all words into one of them fills the ones that follow. */
function entryFields({ words, language }: Words): Entry[] {
  const entries: Entry[] = words.map((_, at) =>
    entryOf(at, language, (text) => {
      const pasted = splitWords(text)
      if (pasted.length < 2) return false
      for (const [offset, word] of pasted.entries()) {
        const entry = entries[at + offset]
        if (entry) entry.control.value = word
      }
      return true
    }),
  )
  return entries
}

function judge(shown: readonly string[], entries: readonly Entry[]): boolean {
  const faults = wordFaults(
    shown,
    entries.map(({ control }) => control.value),
  )
  for (const [at, entry] of entries.entries()) {
    const fault = faults[at]
    entry.fault(fault && t(`confirm.${fault}`, { n: at + 1 }))
  }
  const first = faults.findIndex((fault) => fault !== undefined)
  entries[first]?.control.focus()
  return first < 0
}

export const confirmStep: StepView = (context, move) => {
  const words = context.words!
  const entries = entryFields(words)
  return stepForm(
    {
      title: t('confirm.title'),
      label: t('confirm.check'),
      onSubmit: () => judge(words.words, entries) && move('confirmed'),
      also: button(t('words.again'), () => move('again'), 'quiet'),
    },
    h('p', {}, t('confirm.lead')),
    h(
      'ol',
      { class: 'words entry' },
      entries.map(({ element }) => element),
    ),
  )
}
