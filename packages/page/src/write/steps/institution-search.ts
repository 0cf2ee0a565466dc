/** Finding an institution by name in the register's list, on this device (spec/conditions.md, "Looking up"). */
import type { Authority, InstitutionCandidate, InstitutionId, InstitutionIndex } from '@avow/core'
import { indexInstitutions } from '@avow/core'
import { type Child, h, show } from '../../dom.ts'
import { t } from '../../translate.ts'
import { actions, button } from '../../ui/button.ts'
import { choiceGroup } from '../../ui/choices.ts'
import { textField } from '../../ui/field.ts'

/** The register's list, whole; undefined when it has none. */
type FetchAuthority = () => Promise<Authority | undefined>

type Names = InstitutionCandidate['institution']['names']

/** Names of several scripts in one line: each keeps its own direction. */
const line = (texts: readonly string[]): string => texts.map((text) => `\u2068${text}\u2069`).join(' / ')

const textsOf = (names: Names): string[] => names.map(({ text }) => text)

/** What tells a candidate from others of its name. */
function aboutOf({ institution, wholes }: InstitutionCandidate): string {
  const { about, id } = institution
  const of = wholes.map(({ names }) => t('search.part', { whole: line([names[0]!.text]) }))
  return [...(about === null ? [] : [line([about])]), ...of, line([id])].join(' · ')
}

function candidatesView(
  candidates: readonly InstitutionCandidate[],
  onChoose: (id: InstitutionId) => void,
): Child {
  if (candidates.length === 0) return null
  return choiceGroup<InstitutionId | ''>({
    legend: t('search.which'),
    value: '',
    isCompact: true,
    choices: candidates.map((one) => ({
      value: one.institution.id,
      name: line(textsOf(one.institution.names)),
      more: aboutOf(one),
    })),
    onChange: (id) => id !== '' && onChoose(id),
  })
}

const saidOf = (count: number): string => t(count === 0 ? 'search.none' : 'search.found', { count })

/** Fetches the list when it is first needed; again when it did not come. */
function indexBy(fetchAuthority: FetchAuthority): () => Promise<InstitutionIndex> {
  let index: Promise<InstitutionIndex> | undefined
  const fetchIndex = async (): Promise<InstitutionIndex> =>
    indexInstitutions((await fetchAuthority()) ?? { version: 'avow/institutions/v1', institutions: [] })
  return () =>
    (index ??= fetchIndex().catch((cause: unknown) => {
      index = undefined
      throw cause
    }))
}

/** A box to search in. @param onChoose is given what the person says is meant; nothing is chosen for them */
export type SearchBox = (onChoose: (id: InstitutionId) => void) => HTMLElement

/** A maker of search boxes, which share the list. */
export function institutionSearch(fetchAuthority: FetchAuthority): SearchBox {
  const read = indexBy(fetchAuthority)
  return (onChoose) => searchBox(read, onChoose)
}

function searchBox(
  read: () => Promise<InstitutionIndex>,
  onChoose: (id: InstitutionId) => void,
): HTMLElement {
  const said = h('p', { role: 'status' })
  const found = h('div', {})
  let typed = ''
  const search = async (): Promise<void> => {
    show(found)
    said.textContent = t('search.doing')
    const index = await read().catch(() => undefined)
    // What is typed by now: the list may have taken a while.
    const candidates = index?.lookUp(typed) ?? []
    said.textContent = index ? saidOf(candidates.length) : t('search.failed')
    show(found, candidatesView(candidates, onChoose))
  }
  const { element, control } = textField({
    label: t('search.name'),
    help: t('search.help'),
    value: '',
    onInput: (value) => (typed = value),
  })
  // A name in any script is typed.
  control.dir = 'auto'
  control.addEventListener('keydown', (event) => {
    if ((event as KeyboardEvent).key !== 'Enter') return
    // Here it looks up, and does not go on to the next step.
    event.preventDefault()
    void search()
  })
  const start = button(t('search.start'), () => void search(), 'quiet')
  return h('div', { class: 'stack-s' }, element, actions(start), said, found)
}
