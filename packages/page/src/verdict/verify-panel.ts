/** Choose or drop a proof bundle, get the verdict. */
import { verifyBundle } from '@avow/verify'
import { type Child, focusOn, h, show, unique } from '../dom.ts'
import { t } from '../translate.ts'
import { verdictView } from './view.ts'

async function judge(file: File, say: (child: Child) => void): Promise<void> {
  say(h('p', {}, t('verify.working', { name: file.name })))
  try {
    const verdict = await verifyBundle(new Uint8Array(await file.arrayBuffer()))
    const view = verdictView(verdict, t('verdict.of', { name: file.name }))
    say(view)
    focusOn(view.querySelector('h2')!)
  } catch {
    say(h('p', { class: 'error' }, t('verify.unreadable')))
  }
}

/** The whole of the verify page, on the site and offline. */
export function verifyPanel(): HTMLElement {
  const id = unique('file')
  const answer = h('div', { 'aria-live': 'polite' })
  const input = h('input', { id, type: 'file', 'aria-describedby': `${id}-help` })
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    if (file) void judge(file, (child) => show(answer, child))
  })
  const field = h(
    'div',
    { class: 'drop field' },
    h('label', { for: id }, t('verify.file')),
    h('p', { class: 'help', id: `${id}-help` }, t('verify.file.help')),
    input,
  )
  return h('div', { class: 'stack' }, field, answer)
}
