/** Finding institutions by what somebody typed (spec/conditions.md, "Looking up"). */
import { type InstitutionId, isInstitutionId } from './condition-terms.ts'
import type { Authority, Institution } from './institution-authority.ts'

/** An institution that may be meant. Somebody must say that it is, even when it is the only one. */
export interface InstitutionCandidate {
  readonly institution: Institution
  /** The name, alias or id that was found. */
  readonly found: string
  /** The institutions of which it is a unit, from the nearest to the whole: they may be meant instead. */
  readonly wholes: readonly Institution[]
}

export interface InstitutionIndex {
  /** Candidates for a name, an alias or an id, in order of their ids; none, one, or several of one name. */
  readonly lookUp: (text: string) => readonly InstitutionCandidate[]
  /** The id that stands for an id: itself, or the one it was merged into; undefined for one that is not in the file. */
  readonly canonicalId: (id: InstitutionId) => InstitutionId | undefined
}

/**
 * What typing does not decide: case, width, accents, Arabic vowel signs and lengthening, kinds of apostrophes, hyphens and spaces.
 * Two names that fall together here are both found.
 */
const keyOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[\u064b-\u065f]|\u0640|\u0670/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()

interface Place {
  readonly institution: Institution
  readonly found: string
}

/** Keys in order of first mention, so that a name is found before an alias that reads alike. */
function placesOf(authority: Authority): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>()
  for (const institution of authority.institutions)
    for (const found of [...institution.names.map(({ text }) => text), ...institution.aliases]) {
      const known = places.get(keyOf(found)) ?? []
      if (known.at(-1)?.institution !== institution) known.push({ institution, found })
      places.set(keyOf(found), known)
    }
  return places
}

/** @param authority as `checkAuthority` gives it */
export function indexInstitutions(authority: Authority): InstitutionIndex {
  const places = placesOf(authority)
  const byId = new Map(
    authority.institutions.flatMap((one) => [one.id, ...one.merged].map((id) => [id, one] as const)),
  )
  const wholesOf = ({ unitOf }: Institution): readonly Institution[] => {
    const whole = unitOf === null ? undefined : byId.get(unitOf)
    return whole ? [whole, ...wholesOf(whole)] : []
  }
  const withWholes = (place: Place): InstitutionCandidate => ({
    ...place,
    wholes: wholesOf(place.institution),
  })
  const ofId = (id: string): readonly Place[] => {
    const institution = isInstitutionId(id) ? byId.get(id) : undefined
    return institution ? [{ institution, found: id }] : []
  }
  return {
    lookUp: (text) => {
      const key = keyOf(text)
      const named = key === '' ? [] : (places.get(key) ?? [])
      return [...ofId(text.trim()), ...named].map(withWholes)
    },
    canonicalId: (id) => byId.get(id)?.id,
  }
}
