/** Getting a voucher on this device: a request for the desk, and a voucher of its answer (spec/vouching.md, "Request and answer"). */
import { type Voucher, encodeCanonical } from '@avow/core'
import type { VoucherAnswer, VoucherSecret } from '@avow/core/vouching'
import { h, saveFile, show } from '../../dom.ts'
import { t } from '../../translate.ts'
import { actions, button } from '../../ui/button.ts'
import { type Field, fileField } from '../../ui/field.ts'
import type { WriteContext } from '../context.ts'
import { readBy } from '../read-by.ts'

const save = (name: string, value: unknown): void =>
  saveFile(name, encodeCanonical(value), 'application/json')

/** A request, and what belongs to it: both are files, for the page forgets them. */
function asking({ vouching, roster }: WriteContext): HTMLElement {
  const place = h('div', { class: 'stack-s', role: 'status' })
  const make = async (): Promise<void> => {
    const { request, secret } = await vouching!.createVoucherRequest(roster!)
    show(
      place,
      h('p', {}, t('voucher.made')),
      actions(
        button(t('voucher.save.secret'), () => save('voucher-secret.json', secret)),
        button(t('voucher.save.request'), () => save('voucher-request.json', request)),
      ),
    )
  }
  return h(
    'div',
    { class: 'stack-s' },
    h('p', {}, t('voucher.request.lead')),
    h('p', { class: 'help' }, t('voucher.request.time')),
    actions(button(t('voucher.request'), make, 'quiet')),
    place,
  )
}

/** Makes the voucher when the answer and what was kept are both there. */
function answering({ vouching }: WriteContext, take: (voucher: Voucher) => void): HTMLElement {
  const place = h('div', { class: 'stack-s', role: 'status' })
  let [secret, answer]: [VoucherSecret?, VoucherAnswer?] = []
  const finish = async (): Promise<void> => {
    if (!secret || !answer) return
    const voucher = await vouching!.finishVoucher(answer, secret).catch(() => undefined)
    if (!voucher) return void answerField.fault(t('fault.voucher.answer'))
    take(voucher)
    show(
      place,
      h('p', {}, t('voucher.finished')),
      actions(button(t('voucher.save'), () => save('voucher.json', voucher))),
    )
  }
  const taking = async <T>(
    field: Field<HTMLElement>,
    value: Promise<T | undefined>,
  ): Promise<T | undefined> => {
    const read = await value
    field.fault(read === undefined ? t('fault.voucher.file') : undefined)
    return read
  }
  const secretField = fileField({
    label: t('voucher.secret'),
    onFiles: async ([file]) => {
      secret = file && (await taking(secretField, readBy(file, vouching!.decodeVoucherSecret)))
      await finish()
    },
  })
  const answerField = fileField({
    label: t('voucher.answer'),
    onFiles: async ([file]) => {
      answer = file && (await taking(answerField, readBy(file, vouching!.decodeVoucherAnswer)))
      await finish()
    },
  })
  return h('div', { class: 'stack-s' }, secretField.element, answerField.element, place)
}

/** @param take is given the voucher that was made */
export const gettingVoucher = (context: WriteContext, take: (voucher: Voucher) => void): HTMLElement =>
  h(
    'details',
    {},
    h('summary', {}, t('voucher.get')),
    asking(context),
    h('p', { class: 'label' }, t('voucher.answered')),
    answering(context, take),
  )
