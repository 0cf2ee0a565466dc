/** The four signs of a finding. They differ in outline as well as in colour. */
import type { Status } from '@avow/verify'
import { type Child, type Props, s } from '../dom.ts'

/** The outline of a notary's seal on a field of 64 by 64, the same as in the register's mark. */
export const sealOutline =
  'M32 3.4A5.2 5.2 0 0 1 40.8 4.8A5.2 5.2 0 0 1 48.8 8.9A5.2 5.2 0 0 1 55.1 15.2A5.2 5.2 0 0 1 59.2 23.2A5.2 5.2 0 0 1 60.6 32A5.2 5.2 0 0 1 59.2 40.8A5.2 5.2 0 0 1 55.1 48.8A5.2 5.2 0 0 1 48.8 55.1A5.2 5.2 0 0 1 40.8 59.2A5.2 5.2 0 0 1 32 60.6A5.2 5.2 0 0 1 23.2 59.2A5.2 5.2 0 0 1 15.2 55.1A5.2 5.2 0 0 1 8.9 48.8A5.2 5.2 0 0 1 4.8 40.8A5.2 5.2 0 0 1 3.4 32A5.2 5.2 0 0 1 4.8 23.2A5.2 5.2 0 0 1 8.9 15.2A5.2 5.2 0 0 1 15.2 8.9A5.2 5.2 0 0 1 23.2 4.8A5.2 5.2 0 0 1 32 3.4Z'

const outlines: Readonly<Record<Status, string>> = {
  proven: sealOutline,
  pending: 'M32 5a27 27 0 1 0 0 54a27 27 0 1 0 0-54Z',
  'could-not-check': 'M32 3L61 32L32 61L3 32Z',
  mismatch: 'M20 4H44L60 20V44L44 60H20L4 44V20Z',
}

const glyphs: Readonly<Record<Status, string>> = {
  proven: 'M20 33L29 42L45 24',
  pending: 'M32 18V33L42 39',
  'could-not-check': 'M25 26a7 7 0 1 1 9.500 6.500Q32 34 32 37.500M32 45V45.100',
  mismatch: 'M22 22L42 42M42 22L22 42',
}

const picture = (props: Props, ...children: Child[]): SVGElement =>
  s('svg', { viewBox: '0 0 64 64', 'aria-hidden': 'true', focusable: 'false', ...props }, ...children)

/** For what has not begun yet. */
export const emptySign = (): SVGElement =>
  picture({ class: 'sign' }, s('circle', { class: 'ring', cx: 32, cy: 32, r: 24 }))

/** A picture beside words that say the same. @param isFresh pressed into the page as it appears */
export const signOf = (status: Status, isFresh = false): SVGElement =>
  picture(
    { class: isFresh ? 'sign fresh' : 'sign', 'data-status': status },
    s('path', { d: outlines[status], fill: 'currentColor' }),
    s('path', { d: glyphs[status], class: 'glyph' }),
  )
