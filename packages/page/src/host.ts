/** The element of the page in which an island puts itself. */
export function hostOf(name: string): HTMLElement {
  const host = document.querySelector<HTMLElement>(`[data-island="${name}"]`)
  if (!host) throw new Error(`the page has no place for the island ${name}`)
  return host
}
