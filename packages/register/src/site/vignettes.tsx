import type { Child } from 'hono/jsx'
import { sealPath } from './mark.tsx'

/** The pictures of "How it works". Decoration: what they show is said in the text beside them. */
const Picture = ({ children }: { children?: Child }) => (
  <svg
    viewBox="0 0 72 72"
    width="72"
    height="72"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {children}
  </svg>
)

const Seal = ({ x, y, size }: { x: number; y: number; size: number }) => (
  <path class="svg-wax" transform={`translate(${x} ${y}) scale(${size / 64})`} d={sealPath} />
)

/** A sheet with the ledger's double rule, and a pen on it. */
export const WritePicture = () => (
  <Picture>
    <path class="svg-paper" d="M16 8H56V64H16Z" />
    <path class="svg-rule" d="M23.5 8V64M26 8V64" />
    <path class="svg-soft" d="M31 20H50M31 28H47M31 36H41" />
    <path class="svg-paper" d="M42 45.5L60.5 27L65 31.5L46.5 50L40.5 51.5Z" />
    <path d="M57 30.5L61.5 35" />
  </Picture>
)

/** A closed envelope under a seal. */
export const SealPicture = () => (
  <Picture>
    <path class="svg-paper" d="M8 20H64V58H8Z" />
    <path d="M8 20L36 41L64 20" />
    <path class="svg-soft" d="M8 58L28.5 36M64 58L43.5 36" />
    <Seal x={25} y={28} size={22} />
  </Picture>
)

const Keeper = ({ x, y }: { x: number; y: number }) => (
  <g transform={`translate(${x} ${y})`}>
    <path class="svg-paper" d="M0 16C0 8 4 5 9 5C14 5 18 8 18 16Z" />
    <circle class="svg-paper" cx="9" cy="0" r="5" />
  </g>
)

/** One key in three parts, each with a keeper. */
export const HoldPicture = () => (
  <Picture>
    <path class="svg-cord" d="M36 20V30M36 30L15 40M36 30V40M36 30L57 40" />
    <Seal x={25} y={3} size={22} />
    <Keeper x={6} y={46} />
    <Keeper x={27} y={46} />
    <Keeper x={48} y={46} />
  </Picture>
)

/** The envelope open, the sheet coming out: an A. */
export const OpenPicture = () => (
  <Picture>
    <path class="svg-paper" d="M8 32L36 10L64 32V64H8Z" />
    <path class="svg-paper" d="M18 18H54V50H18Z" />
    <path class="svg-rule" d="M23 18V46M25 18V46" />
    <path class="svg-soft" d="M30 26H48M30 33H44" />
    <path class="svg-paper" d="M8 32L36 51L64 32V64H8Z" />
    <path class="svg-soft" d="M8 64L28 46M64 64L44 46" />
  </Picture>
)

/** The published sheet with its seal, and the line of entries that it stands in. */
export const CheckPicture = () => (
  <Picture>
    <path class="svg-paper" d="M12 8H52V64H12Z" />
    <path class="svg-rule" d="M19.5 8V64M22 8V64" />
    <path class="svg-soft" d="M27 19H46M27 27H46M27 35H38" />
    <Seal x={34} y={34} size={30} />
    <path class="svg-on-wax" stroke-width="2.6" d="M43 49.5L47.5 54L55.5 44.5" />
  </Picture>
)
