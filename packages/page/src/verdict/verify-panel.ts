/** Choose or drop a proof bundle, get the verdict and what is in it. */
import type { Hash } from '@avow/core'
import { verifyBundle } from '@avow/verify'
import { focusOn, h, show } from '../dom.ts'
import { t } from '../translate.ts'
import { fileField, textField } from '../ui/field.ts'
import { onDrop } from '../ui/drop.ts'
import { actsView } from './acts-view.ts'
import { parseRosterHash } from './roster-hash.ts'
import { statementView } from './statement-view.ts'
import { verdictView } from './view.ts'

interface Asked {
  readonly file: File
  readonly trustedRoster: Hash | undefined
}

/** @param place where the answer is put */
async function judge({ file, trustedRoster }: Asked, place: HTMLElement): Promise<void> {
  show(place, h('p', { role: 'status' }, t('verify.working', { name: file.name })))
  const verdict = await verifyBundle(new Uint8Array(await file.arrayBuffer()), { trustedRoster })
  const view = verdictView(verdict, t('verdict.of', { name: file.name }), { isTitleSeen: true })
  show(place, view, statementView(verdict), actsView(verdict))
  focusOn(view.querySelector('h2')!)
}

/** The hash that was typed; undefined when nothing was. Says so when it is none. */
function rosterField(onChange: () => void) {
  let typed = ''
  const field = textField({
    label: t('verify.roster'),
    help: t('verify.roster.help'),
    value: '',
    onInput: (value) => (typed = value),
  })
  field.control.addEventListener('change', onChange)
  const judgeHash = (): { isRight: boolean; hash: Hash | undefined } => {
    const hash = parseRosterHash(typed)
    const isRight = hash !== undefined || typed.trim() === ''
    field.fault(isRight ? undefined : t('verify.roster.invalid'))
    return { isRight, hash }
  }
  return { element: field.element, judge: judgeHash }
}

/** The whole of the verify page, on the site and offline. */
export function verifyPanel(): HTMLElement {
  const place = h('div', { class: 'stack' })
  let chosen: File | undefined
  const look = async (): Promise<void> => {
    const { isRight, hash: trustedRoster } = roster.judge()
    if (chosen === undefined || !isRight) return
    try {
      await judge({ file: chosen, trustedRoster }, place)
    } catch {
      // The file is gone, or may not be read: what it holds cannot make this fail.
      show(place)
      file.fault(t('verify.unreadable'))
    }
  }
  const take = ([first]: readonly File[]): void => {
    chosen = first
    if (first) void look()
    else show(place)
  }
  const roster = rosterField(() => void look())
  const file = fileField({ label: t('verify.file'), help: t('verify.file.help'), onFiles: take })
  const drop = h('div', { class: 'drop' }, file.element)
  onDrop(drop, (files) => {
    file.control.value = ''
    take(files)
  })
  return h('div', { class: 'stack' }, drop, roster.element, place)
}
