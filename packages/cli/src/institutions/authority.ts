/** Institutions by an authority file, which stays on this machine (spec/conditions.md, "Institutions"). */
import {
  type Authority,
  type InstitutionCandidate,
  type InstitutionId,
  type Term,
  decodeAuthority,
  indexInstitutions,
  isInstitutionId,
  mapLeaves,
} from '@avow/core'
import { fail } from '../error.ts'
import { readWith } from '../io/files.ts'

export const authorityOption = { type: 'string', value: 'FILE', about: 'option.authority' } as const

/** @throws CliError `input_invalid` for a file that is none, `file_unreadable` */
export const readAuthority = (path: string): Authority => readWith(path, decodeAuthority)

const namesOf = ({ institution }: InstitutionCandidate) => institution.names.map(({ text }) => text)

/** For programs. */
export const candidateValue = (candidate: InstitutionCandidate) => ({
  id: candidate.institution.id,
  found: candidate.found,
  names: candidate.institution.names,
  about: candidate.institution.about,
  wholes: candidate.wholes.map(({ id, names }) => ({ id, name: names[0]!.text })),
})

/** For people: one institution a line, with what tells it from others and the wholes of which it is a unit. */
export function candidateLine(candidate: InstitutionCandidate): string {
  const { id, about } = candidate.institution
  const wholes = candidate.wholes.map(({ names, id: whole }) => `${names[0]!.text} (${whole})`)
  const parts = [namesOf(candidate).join(' / '), ...wholes]
  return `${id}  ${parts.join(' < ')}${about === null ? '' : `, ${about}`}`
}

/**
 * A condition whose institutions are those of the file: an id that was merged into another becomes that one.
 * @throws CliError `usage` for an id that is not in it
 */
export function withAuthority(condition: Term, authority: Authority): Term {
  const { canonicalId } = indexInstitutions(authority)
  const known = (id: InstitutionId): InstitutionId => {
    const found = canonicalId(id)
    if (!found) throw fail('usage', { key: 'usage.institution_unknown', id })
    return found
  }
  return mapLeaves(condition, (leaf) =>
    leaf.type === 'together' && isInstitutionId(leaf.institution)
      ? { ...leaf, institution: known(leaf.institution) }
      : leaf,
  )
}
