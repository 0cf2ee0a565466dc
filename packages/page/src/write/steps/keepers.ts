/** Who keeps a statement: the roster, what its keepers promise, and what nobody can. */
import { AvowError, type Roster, decodeRoster, rosterHashOf } from '@avow/core'
import { type Child, h, show } from '../../dom.ts'
import { formatGroups } from '../../format.ts'
import { t } from '../../translate.ts'
import { actions, button } from '../../ui/button.ts'
import { choiceGroup } from '../../ui/choices.ts'
import { fileField, selectField } from '../../ui/field.ts'
import type { WriteContext } from '../context.ts'

const keeper = (number: number, name: string, key: string): HTMLElement =>
  h(
    'li',
    {},
    h('span', { class: 'number' }, number),
    h(
      'div',
      {},
      h('p', { class: 'name' }, h('bdi', {}, name)),
      h(
        'p',
        { class: 'soft small' },
        t('keepers.key'),
        ' ',
        h('span', { class: 'print' }, `${formatGroups(key.slice(0, 16))} …`),
      ),
    ),
  )

const listOf = (title: string, keepers: readonly (readonly [name: string, key: string])[]): Child => [
  h('h4', {}, title),
  h(
    'ol',
    { class: 'keepers', 'aria-label': title },
    keepers.map(([name, key], at) => keeper(at + 1, name, key)),
  ),
]

/** Between the fewest that make sense and all. */
function thresholdField(context: WriteContext, roster: Roster, onChange: () => void): HTMLElement {
  const trustees = roster.trustees.length
  const options = Array.from({ length: trustees - 1 }, (_, at) => at + 2)
  return selectField({
    label: t('keepers.threshold'),
    help: t('keepers.threshold.help', { threshold: roster.threshold }),
    value: String(context.threshold ?? roster.threshold),
    options: options.map((threshold) => [
      String(threshold),
      t('keepers.threshold.option', { threshold, trustees }),
    ]),
    onChange: (value) => {
      context.threshold = Number(value)
      onChange()
    },
  }).element
}

/** Everybody, or the desk alone; no choice where the register has no desk. */
function readersField(context: WriteContext, { desk }: Roster): Child {
  if (desk.length === 0) return null
  return choiceGroup<'all' | 'desk'>({
    legend: t('readers.title'),
    value: context.isForDesk ? 'desk' : 'all',
    isCompact: true,
    choices: (['all', 'desk'] as const).map((value) => ({
      value,
      name: t(`readers.${value}`),
      more: t(`readers.${value}.more`),
    })),
    onChange: (value) => (context.isForDesk = value === 'desk'),
  })
}

const bulleted = (title: string, lines: readonly string[]): HTMLElement =>
  h(
    'div',
    { class: 'part' },
    h('h4', {}, title),
    h(
      'ul',
      { class: 'bulleted small' },
      lines.map((line) => h('li', {}, line)),
    ),
  )

function promises({ client, threshold: chosen }: WriteContext, roster: Roster): Child {
  const threshold = chosen ?? roster.threshold
  const trustees = roster.trustees.length
  return [
    h('p', {}, t('keepers.lead', { threshold, trustees, origin: roster.origin })),
    h(
      'div',
      { class: 'aside stack-s' },
      bulleted(t('keepers.does'), [
        t('keepers.does.sealed'),
        t('keepers.does.early', { threshold }),
        t('keepers.does.outage'),
        t('keepers.does.changed'),
      ]),
      bulleted(t('keepers.not'), [
        t('keepers.not.conspire', { threshold }),
        t('keepers.not.lost', { lost: trustees - threshold + 1 }),
        t('keepers.not.handed_on'),
        t('keepers.not.words'),
        ...(client ? [t('keepers.not.address'), t('keepers.not.page')] : [t('keepers.not.page.offline')]),
        t('keepers.not.time'),
        t('keepers.not.device'),
      ]),
    ),
  ]
}

function rosterView(context: WriteContext, roster: Roster): HTMLElement {
  const said = h('div', { class: 'stack' })
  const draw = (): void => show(said, promises(context, roster))
  draw()
  return h(
    'div',
    { class: 'stack' },
    said,
    thresholdField(context, roster, draw),
    readersField(context, roster),
    h(
      'div',
      { class: 'pair' },
      h(
        'div',
        { class: 'part' },
        listOf(
          t('keepers.trustees'),
          roster.trustees.map(({ name, key }) => [name, key]),
        ),
      ),
      h('div', { class: 'part' }, witnesses(roster)),
    ),
    h(
      'div',
      {},
      h('p', { class: 'label' }, t('keepers.hash')),
      h('p', { class: 'help' }, t('keepers.hash.help')),
      h('p', { class: 'print' }, formatGroups(rosterHashOf(roster))),
    ),
  )
}

const keyOfVkey = (vkey: string): string => vkey.split('+').slice(1, 2).join('')

const witnesses = (roster: Roster): Child =>
  roster.witnesses.length === 0
    ? h('p', { class: 'aside caution' }, t('keepers.witnesses.none'))
    : listOf(
        t('keepers.witnesses'),
        roster.witnesses.map(({ name, vkey }) => [name, keyOfVkey(vkey)]),
      )

interface Keepers {
  readonly element: HTMLElement
  /** Whether there is a roster; says so and takes the focus where there is none. */
  judge(): boolean
}

/** @param onRoster the roster has come, or another one */
export function keepers(context: WriteContext, onRoster: () => void): Keepers {
  const place = h('div', { 'aria-live': 'polite' })
  const fault = h('p', { class: 'error', tabindex: '-1', hidden: true })
  const take = (roster: Roster): void => {
    if (context.roster !== undefined && rosterHashOf(context.roster) !== rosterHashOf(roster))
      context.threshold = undefined
    context.roster = roster
    // Another roster may have no desk, or another one.
    if (roster.desk.length === 0) context.isForDesk = false
    fault.hidden = true
    show(place, rosterView(context, roster))
    onRoster()
  }
  if (context.roster) take(context.roster)
  else if (context.client) void ask(context, place, take)
  const element = h(
    'section',
    { class: 'field' },
    h('h3', {}, t('keepers.title')),
    context.client ? null : rosterFile(take),
    place,
    fault,
  )
  return {
    element,
    judge() {
      fault.hidden = context.roster !== undefined
      fault.textContent = t('fault.roster')
      if (!fault.hidden) fault.focus()
      return fault.hidden
    },
  }
}

/** Asks the register; whether its answer is to be trusted the person decides by the hash. */
async function ask(context: WriteContext, place: HTMLElement, take: (roster: Roster) => void): Promise<void> {
  show(place, h('p', {}, t('keepers.loading')))
  try {
    take(await context.client!.roster())
  } catch {
    show(
      place,
      h('p', { class: 'error' }, t('keepers.failed')),
      actions(button(t('keepers.again'), () => ask(context, place, take), 'quiet')),
    )
  }
}

function rosterFile(take: (roster: Roster) => void): HTMLElement {
  const field = fileField({
    label: t('roster.file'),
    help: t('roster.file.help'),
    onFiles: ([file]) => void (file && read(file)),
  })
  const read = async (file: File): Promise<void> => {
    try {
      const roster = decodeRoster(new Uint8Array(await file.arrayBuffer()))
      field.fault()
      take(roster)
    } catch (fault) {
      if (!(fault instanceof AvowError) && !(fault instanceof DOMException)) throw fault
      field.fault(t('roster.invalid'))
    }
  }
  return field.element
}
