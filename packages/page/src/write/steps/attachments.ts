/** Files that go with the statement, as they are. */
import { describeAttachment, tidy } from '@avow/core'
import { h, show } from '../../dom.ts'
import { formatSize } from '../../format.ts'
import { t } from '../../translate.ts'
import { button } from '../../ui/button.ts'
import { fileField } from '../../ui/field.ts'
import type { WriteContext } from '../context.ts'
import type { AttachedFile } from '../draft.ts'
import { faultsOfFiles } from '../faults.ts'
import type { FormFields } from '../form.ts'

/** What a browser says of a file may be anything; what it cannot name is bytes. */
const mediaTypeOf = (type: string): string => {
  const plain = type.toLowerCase().split(';')[0]!.trim()
  return /^[a-z0-9][a-z0-9.+-]{0,63}\/[a-z0-9][a-z0-9.+-]{0,126}$/.test(plain)
    ? plain
    : 'application/octet-stream'
}

async function read(file: File): Promise<AttachedFile> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  return { about: describeAttachment(tidy(file.name), mediaTypeOf(file.type), bytes, 'original'), bytes }
}

export function attachments({ draft }: WriteContext, fields: FormFields): HTMLElement {
  const list = h('ul', { class: 'plain sans' })
  const status = h('p', { class: 'help', role: 'status' })
  const field = fields.add(
    'files',
    fileField({
      label: t('text.files'),
      help: t('text.files.help'),
      isMultiple: true,
      onFiles: (files) => void take(files),
      after: [status, list],
    }),
  )
  const draw = (): void => {
    const count = draft.files.length
    status.textContent = count > 0 ? t('text.files.added', { count }) : ''
    show(
      list,
      draft.files.map((one) =>
        h(
          'li',
          { class: 'file' },
          h(
            'span',
            {},
            h('bdi', {}, one.about.name),
            ' ',
            h('span', { class: 'soft' }, formatSize(one.about.size)),
          ),
          button(t('text.files.remove', { name: one.about.name }), () => remove(one), 'quiet'),
        ),
      ),
    )
  }
  const remove = (gone: AttachedFile): void => {
    draft.files = draft.files.filter((one) => one !== gone)
    draw()
    fields.judge(faultsOfFiles(draft))
    field.control.focus()
  }
  const take = async (files: readonly File[]): Promise<void> => {
    field.fault()
    for (const file of files)
      try {
        draft.files.push(await read(file))
      } catch {
        field.fault(t('fault.files.read', { name: file.name }))
      }
    // So that the same file can be chosen again after it was removed.
    field.control.value = ''
    draw()
  }
  draw()
  return field.element
}
