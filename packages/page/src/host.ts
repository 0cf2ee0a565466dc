import { PageError } from './error.ts'

/** The element of the page in which an island puts itself. @throws PageError `place_missing` */
export function hostOf(name: string): HTMLElement {
  const host = document.querySelector<HTMLElement>(`[data-island="${name}"]`)
  if (!host) throw new PageError('place_missing', 'the page has no place for this island', { name })
  return host
}
