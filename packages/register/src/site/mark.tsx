/** The outline of a notary's seal on a field of 64 by 64. */
const seal =
  'M32 3.4A5.2 5.2 0 0 1 40.8 4.8A5.2 5.2 0 0 1 48.8 8.9A5.2 5.2 0 0 1 55.1 15.2A5.2 5.2 0 0 1 59.2 23.2A5.2 5.2 0 0 1 60.6 32A5.2 5.2 0 0 1 59.2 40.8A5.2 5.2 0 0 1 55.1 48.8A5.2 5.2 0 0 1 48.8 55.1A5.2 5.2 0 0 1 40.8 59.2A5.2 5.2 0 0 1 32 60.6A5.2 5.2 0 0 1 23.2 59.2A5.2 5.2 0 0 1 15.2 55.1A5.2 5.2 0 0 1 8.9 48.8A5.2 5.2 0 0 1 4.8 40.8A5.2 5.2 0 0 1 3.4 32A5.2 5.2 0 0 1 4.8 23.2A5.2 5.2 0 0 1 8.9 15.2A5.2 5.2 0 0 1 15.2 8.9A5.2 5.2 0 0 1 23.2 4.8A5.2 5.2 0 0 1 32 3.4Z'

/** A roman A in inscriptional weights whose crossbar is a point: the first letter, and a drop of wax. */
const letter = 'M31 13.5H35.6L49.6 49H41.2L31.6 23.8L21.2 49H16.6Z'

export const sealPath = seal

export const Mark = () => (
  <svg viewBox="0 0 64 64" width="34" height="34" aria-hidden="true" focusable="false">
    <path fill="currentColor" d={seal} />
    <path class="mark-letter" d={letter} />
    <circle class="mark-letter" cx="31.2" cy="40.6" r="3.3" />
  </svg>
)

/** The same as a file for the browser's tab. */
export const iconSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path fill="#15604a" d="${seal}"/><g fill="#fff"><path d="${letter}"/><circle cx="31.2" cy="40.6" r="3.3"/></g></svg>`
