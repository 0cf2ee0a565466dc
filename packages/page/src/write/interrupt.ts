/** Saving a draft and going on with it, when the person asks for it. */
import { h, saveFile } from '../dom.ts'
import { PageError } from '../error.ts'
import { t } from '../translate.ts'
import { actions, button } from '../ui/button.ts'
import { fileField } from '../ui/field.ts'
import { type Draft, decodeDraft, encodeDraft } from './draft.ts'

const largestDraft = 4_000_000

async function read(file: File): Promise<Draft> {
  if (file.size > largestDraft) throw new PageError('draft_invalid', 'not a draft that was saved here')
  return decodeDraft(new Uint8Array(await file.arrayBuffer()))
}

export function interrupt(draftNow: () => Draft, onOpen: (draft: Draft) => void): HTMLElement {
  const take = async (file: File): Promise<void> => {
    try {
      onOpen(await read(file))
    } catch (fault) {
      if (!(fault instanceof PageError) && !(fault instanceof DOMException)) throw fault
      field.fault(t('draft.invalid'))
    }
  }
  const field = fileField({ label: t('draft.open'), onFiles: ([file]) => void (file && take(file)) })
  const save = (): void => saveFile('draft.json', encodeDraft(draftNow()), 'application/json')
  return h(
    'details',
    { class: 'field' },
    h('summary', {}, t('draft.more')),
    h('p', { class: 'help' }, t('draft.text')),
    actions(button(t('draft.save'), save, 'quiet')),
    field.element,
  )
}
