/** Only statements of authors whom the desk knows: the choice, the voucher, and a way to get one (spec/vouching.md). */
import { type Voucher, decodeVoucher } from '@avow/core'
import { h, show } from '../../dom.ts'
import { t } from '../../translate.ts'
import { checkField, fileField } from '../../ui/field.ts'
import type { WriteContext } from '../context.ts'
import type { Part } from './condition-field.ts'
import { readBy } from '../read-by.ts'
import { gettingVoucher } from './voucher-request.ts'

/** The field for the voucher, and what is said of the one that is there. */
function voucherField({ fields }: Part, context: WriteContext) {
  const said = h('p', { role: 'status' })
  const draw = (): void => {
    said.textContent = context.voucher ? t('voucher.taken') : ''
  }
  const take = (voucher: Voucher | undefined): void => {
    context.voucher = voucher
    field.fault(voucher ? undefined : t('fault.voucher.none'))
    draw()
  }
  const field = fields.add(
    'voucher',
    fileField({
      label: t('voucher.file'),
      help: t('voucher.file.help'),
      onFiles: ([file]) => void (file && readBy(file, decodeVoucher).then(take)),
      after: said,
    }),
  )
  draw()
  return { element: field.element, take }
}

export interface VouchedPart {
  readonly element: HTMLElement
  /** It is offered only by a register whose desk vouches, which is known when its roster is. */
  readonly draw: () => void
}

export function vouchedPart(part: Part, context: WriteContext): VouchedPart {
  const { typed, onChange } = part
  const element = h('div', { class: 'field' })
  const inset = (): HTMLElement => {
    const { element: field, take } = voucherField(part, context)
    return h('div', { class: 'inset' }, field, gettingVoucher(context, take))
  }
  const draw = (): void => {
    const isOffered = context.roster?.vouching !== undefined && context.vouching !== undefined
    if (context.roster && !isOffered && typed.vouched) {
      typed.vouched = false
      onChange()
    }
    const box = checkField(t('condition.vouched'), typed.vouched, (isChecked) => {
      typed.vouched = isChecked
      more.hidden = !isChecked
      onChange()
    })
    const more = inset()
    more.hidden = !typed.vouched
    show(
      element,
      ...(isOffered ? [box.element, h('p', { class: 'help' }, t('condition.vouched.help')), more] : []),
    )
  }
  draw()
  return { element, draw }
}
