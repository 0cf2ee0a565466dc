/** Opens a sealed file with shares, without any service. */
import { AvowError, type RoundSignature, decodeEnvelope, parseRoundSignature } from '@avow/core'
import { type Child, focusOn, h, saveFile, show } from '../dom.ts'
import { formatTime } from '../format.ts'
import { t } from '../translate.ts'
import { actions, button, heading, submit } from '../ui/button.ts'
import { type Field, fileField, textField } from '../ui/field.ts'
import { statementArticle } from '../verdict/statement-view.ts'
import { type GivenFile, type Outcome, openWith } from './open-with.ts'
import { decodeGiven } from './shares.ts'

/** Why it did not open, as a sentence. */
function sentenceOf(fault: unknown): string {
  if (!(fault instanceof AvowError)) throw fault
  const { code, details } = fault
  if (code === 'shares_too_few')
    return t('fault.open.few', {
      threshold: Number(details['threshold'] ?? 2),
      right: Number(details['right'] ?? 0),
    })
  if (code === 'date_lock_closed')
    return t('fault.open.locked', {
      time: formatTime(String(details['time'])),
      round: String(details['round']),
    })
  if (code === 'round_signature_invalid') return t('fault.open.round')
  if (code === 'statement_for_desk') return t('fault.open.desk')
  return t(code === 'opening_key_wrong' ? 'fault.open.key' : 'fault.open.payload')
}

const outcomeView = ({ statement, attachments, openingKey, trustees, wrong }: Outcome): HTMLElement =>
  h(
    'section',
    { class: 'stack' },
    h(
      'div',
      { class: 'aside good stack-s' },
      heading(t('open.done')),
      h(
        'p',
        {},
        trustees.length > 0 ? t('open.done.lead', { trustees: trustees.length }) : t('open.done.key'),
      ),
      wrong.map((name) => h('p', {}, t('open.wrong', { name }))),
      h('p', { class: 'small' }, t('open.key.help')),
      actions(
        button(
          t('open.key.save'),
          () => saveFile('opening-key.txt', `${openingKey}\n`, 'text/plain'),
          'quiet',
        ),
      ),
    ),
    statementArticle(statement, attachments),
  )

const bytesOf = async (file: File): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer())

/** Reads one of the files; what is wrong with it is said at its field. */
async function decoded<T>(
  file: File,
  decode: (bytes: Uint8Array) => T,
  field: Field<HTMLInputElement>,
  sentence: string,
): Promise<T | undefined> {
  try {
    return decode(await bytesOf(file))
  } catch (fault) {
    if (!(fault instanceof AvowError) && !(fault instanceof DOMException)) throw fault
    field.fault(sentence)
    field.control.focus()
    return undefined
  }
}

interface Fields {
  readonly sealed: Field<HTMLInputElement>
  readonly shares: Field<HTMLInputElement>
  /** The signature of a round; not shown before a date lock asks for it. */
  readonly round: Field<HTMLInputElement | HTMLTextAreaElement>
}

/** What was typed for the date lock; undefined for nothing. @throws CoreError `round_signature_invalid` */
function typedSignature({ round }: Fields): RoundSignature | undefined {
  const text = round.control.value.trim()
  return text === '' ? undefined : parseRoundSignature(text)
}

/** At the field by which it can be put right. */
function showFault({ shares, round }: Fields, fault: unknown): void {
  const sentence = sentenceOf(fault)
  const isOfRound = ['date_lock_closed', 'round_signature_invalid'].includes((fault as AvowError).code)
  if (isOfRound) round.element.hidden = false
  const field = isOfRound ? round : shares
  field.fault(sentence)
  field.control.focus()
}

function missing(field: Field<HTMLInputElement>, sentence: string): undefined {
  field.fault(sentence)
  field.control.focus()
}

/** The files that were chosen, read; undefined when one is missing or is none. */
async function readFiles({ sealed, shares }: Fields) {
  const [file] = [...(sealed.control.files ?? [])]
  const given = [...(shares.control.files ?? [])]
  if (!file) return missing(sealed, t('fault.open.file'))
  const envelope = await decoded(file, decodeEnvelope, sealed, t('fault.open.file.invalid'))
  if (!envelope) return undefined
  if (given.length === 0) return missing(shares, t('fault.open.shares'))
  const read: GivenFile[] = []
  for (const one of given) {
    const share = await decoded(one, decodeGiven, shares, t('fault.open.share.invalid', { name: one.name }))
    if (!share) return undefined
    read.push({ ...share, name: one.name })
  }
  return { envelope, given: read }
}

async function open(fields: Fields, say: (child: Child) => void): Promise<void> {
  say(h('p', { role: 'status' }, t('open.working')))
  const files = await readFiles(fields)
  if (!files) return say(null)
  try {
    const view = outcomeView(await openWith(files.envelope, files.given, typedSignature(fields)))
    say(view)
    focusOn(view.querySelector('h2')!)
  } catch (fault) {
    say(null)
    showFault(fields, fault)
  }
}

export function openPanel(): HTMLElement {
  const place = h('div', {})
  const sealed: Field<HTMLInputElement> = fileField({
    label: t('open.file'),
    help: t('open.file.help'),
    onFiles: () => sealed.fault(),
  })
  const shares: Field<HTMLInputElement> = fileField({
    label: t('open.shares'),
    help: t('open.shares.help'),
    isMultiple: true,
    onFiles: () => shares.fault(),
  })
  const round = textField({
    label: t('open.round'),
    help: t('open.round.help'),
    value: '',
    onInput: () => {},
    lines: 'short',
  })
  round.element.hidden = true
  const onsubmit = (event: SubmitEvent): void => {
    event.preventDefault()
    void open({ sealed, shares, round }, (child) => show(place, child))
  }
  return h(
    'div',
    { class: 'stack' },
    h(
      'form',
      { novalidate: true, onsubmit },
      sealed.element,
      shares.element,
      round.element,
      actions(submit(t('open.do'))),
    ),
    place,
  )
}
