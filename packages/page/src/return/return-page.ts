/** Coming back with the words: what has become of the statement, the word, the withdrawal. */
import { type Client, refusalOf } from '@avow/client'
import { type AuthorKeys, AvowError, deriveKeys, parseWords } from '@avow/core'
import { lookFor } from '../deposit/look.ts'
import { reasonOf } from '../deposit/reason.ts'
import { focusOn, h, show } from '../dom.ts'
import { PageError } from '../error.ts'
import { t } from '../translate.ts'
import { actions, submit } from '../ui/button.ts'
import { type Field, textField } from '../ui/field.ts'
import { depositPage } from './deposit-page.ts'

/** What is wrong with the words, or with what the register answered to them. */
function sentenceOf(fault: unknown): string {
  if (refusalOf(fault) === 'deposit_unknown') return t('fault.unknown')
  if (!(fault instanceof AvowError)) throw fault
  const params = Object.fromEntries(
    Object.entries(fault.details).map(([name, value]) => [name, String(value)]),
  )
  if (fault.code === 'words_count') return t('fault.words.count', params)
  if (fault.code === 'words_unknown') return t('fault.words.unknown', params)
  if (fault.code === 'words_checksum') return t('fault.words.checksum')
  if (fault instanceof PageError) return t('fault.foreign')
  return reasonOf(fault)
}

interface Asking {
  readonly client: Client
  readonly field: Field<HTMLInputElement | HTMLTextAreaElement>
  readonly status: HTMLElement
  readonly onFound: (keys: AuthorKeys, look: Awaited<ReturnType<typeof lookFor>>) => void
}

async function find({ client, field, status, onFound }: Asking): Promise<void> {
  field.fault()
  status.textContent = t('return.working')
  try {
    const { entropy } = await parseWords(field.control.value)
    const keys = deriveKeys(entropy)
    onFound(keys, await lookFor(client, keys))
  } catch (fault) {
    field.fault(sentenceOf(fault))
    field.control.focus()
  } finally {
    status.textContent = ''
  }
}

function wordsForm(client: Client, onFound: Asking['onFound']): HTMLElement {
  const field = textField({
    label: t('return.words'),
    help: t('return.words.help'),
    value: '',
    lines: 'short',
    onInput: () => field.fault(),
  })
  field.control.setAttribute('autocapitalize', 'none')
  field.control.setAttribute('autocorrect', 'off')
  const status = h('p', { role: 'status' })
  return h(
    'form',
    {
      novalidate: true,
      autocomplete: 'off',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault()
        void find({ client, field, status, onFound })
      },
    },
    field.element,
    status,
    actions(submit(t('return.find'))),
  )
}

export function returnPage(client: Client): HTMLElement {
  const host = h('div', {})
  const begin = (): HTMLElement => {
    const form = wordsForm(client, (keys, look) => {
      show(
        host,
        depositPage({ client, keys, onForget: () => begin().querySelector('textarea')?.focus() }, look),
      )
      focusOn(host.querySelector('h2')!)
    })
    show(host, form)
    return form
  }
  begin()
  return host
}
