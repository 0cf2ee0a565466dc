/** Deposits a file that was sealed elsewhere: offline, or with the command line. Whoever carries it cannot read it. */
import type { Client } from '@avow/client'
import { AvowError, type EnvelopeFile, decodeEnvelope } from '@avow/core'
import { reasonOf } from '../deposit/reason.ts'
import { type Known, stagesOfDeposit } from '../deposit/stages.ts'
import { knownAfter, knownOnTheWay, takeToRegister } from '../deposit/take.ts'
import { stagesView } from '../deposit/view.ts'
import { type Child, h, show } from '../dom.ts'
import { formatSize } from '../format.ts'
import { t } from '../translate.ts'
import { actions, button } from '../ui/button.ts'
import { type Field, fileField } from '../ui/field.ts'

async function decode(file: File): Promise<EnvelopeFile & { readonly bytes: Uint8Array }> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  return { ...decodeEnvelope(bytes), bytes }
}

/** The stages that can be seen without the words. */
const seenStages = (known: Known) => stagesOfDeposit(known, false).slice(1, 4)

async function deposit(
  client: Client,
  sealed: EnvelopeFile & { readonly bytes: Uint8Array },
  say: (...children: Child[]) => void,
): Promise<void> {
  const view = stagesView()
  say(view.element)
  const again = (name: string) => actions(button(name, () => deposit(client, sealed, say), 'quiet'))
  try {
    const roster = await client.rosterOf(sealed.envelope.roster)
    const begin = knownOnTheWay(roster, sealed.envelope.threshold)
    view.draw(seenStages(begin))
    const parcel = { file: sealed.bytes, statement: sealed.statement, roster }
    const taken = await takeToRegister(client, parcel, 'logged')
    view.draw(seenStages(knownAfter(begin, taken)))
    const isDated = taken.deposit !== undefined && taken.deposit.time !== null
    say(
      view.element,
      h('p', { role: 'status' }, t(taken.deposit ? 'byhand.done' : 'byhand.received')),
      !isDated && again(t('byhand.look')),
    )
  } catch (fault) {
    say(
      h('p', { class: 'error', role: 'alert' }, t('deposit.failed', { reason: reasonOf(fault) })),
      again(t('deposit.again')),
    )
  }
}

export function byHand(client: Client): HTMLElement {
  const place = h('div', {})
  const say = (...children: Child[]): void => show(place, ...children)
  const take = async (file: File, field: Field<HTMLInputElement>): Promise<void> => {
    try {
      const sealed = await decode(file)
      field.fault()
      say(
        h(
          'p',
          {},
          t('byhand.line', { origin: sealed.envelope.origin, size: formatSize(sealed.bytes.length) }),
        ),
        actions(button(t('byhand.deposit'), () => deposit(client, sealed, say))),
      )
    } catch (fault) {
      if (!(fault instanceof AvowError) && !(fault instanceof DOMException)) throw fault
      say()
      field.fault(t('byhand.invalid'))
    }
  }
  const field = fileField({
    label: t('byhand.file'),
    help: t('byhand.file.help'),
    onFiles: ([file]) => void (file && take(file, field)),
  })
  return h('details', { class: 'field' }, h('summary', {}, t('byhand.summary')), field.element, place)
}
