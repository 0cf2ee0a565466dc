/** From what was typed to the id of an institution (spec/conditions.md, "Terms"). */
import { type InstitutionId, isInstitutionId } from '@avow/core'
import { withLatinDigits } from '../dates.ts'

/** A number of Wikidata as people have it: alone, as an id, or in the address of its page. */
const wikidata =
  /^(?:wikidata:|(?:https?:\/\/)?(?:www\.|m\.)?wikidata\.org\/(?:wiki|entity)\/)?(Q\d+)(?:[?#].*)?$/i

/** `Q42`, its address at Wikidata, or any id of an authority file; undefined when it is none. */
export function parseInstitution(typed: string): InstitutionId | undefined {
  const text = withLatinDigits(typed)
  const number = wikidata.exec(text)?.[1]
  const id = number === undefined ? text : `wikidata:${number.toUpperCase()}`
  return isInstitutionId(id) ? id : undefined
}
