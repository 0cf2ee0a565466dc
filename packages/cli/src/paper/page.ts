/** The printable page for a trustee by hand: one HTML file that loads nothing. */
import { type Roster, rosterHashOf } from '@avow/core'
import { encodeQR } from 'qr'
import { type MessageKey, t } from '../translate.ts'
import { commands } from './commands.ts'

/** What `init` prints, and the register's list of trustees holds. */
export interface PublicLine {
  readonly name: string
  /** Ed25519 public key, hex. */
  readonly key: string
  /** `age1pq1…`. */
  readonly recipient: string
}

export interface PageOptions {
  readonly line: PublicLine
  readonly roster: Roster | undefined
  /** From 1; 0 without a roster. */
  readonly number: number
}

const special: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => special[one]!)

const style = `@page{size:A4;margin:12mm 15mm}
body{font:9.5pt/1.3 Georgia,serif;color:#000;background:#fff;max-width:46rem;margin:1rem auto;padding:0 1rem}
h1{font-size:16pt;margin:0 0 .3em}h2{font-size:11pt;margin:.7em 0 .15em}p{margin:.2em 0}
pre{font:7.2pt/1.25 monospace;white-space:pre-wrap;overflow-wrap:anywhere;border-left:2pt solid #000;padding:.1em 0 .1em .6em;margin:.3em 0}
.keys{break-before:page}figure{margin:.6em 0}svg{display:block;height:auto}.large svg{width:128mm}.small svg{width:28mm}
code{font:7pt/1.25 monospace;overflow-wrap:anywhere}
@media print{body{margin:0;padding:0;max-width:none}}`

const heading = (key: MessageKey): string => `<h2>${escaped(t(key))}</h2>`
const paragraph = (key: MessageKey): string => `<p>${escaped(t(key))}</p>`
const block = (name: keyof typeof commands): string => `<pre id="${name}">${escaped(commands[name])}</pre>`

function placeOf({ roster, number }: PageOptions): string {
  if (!roster) return paragraph('paper.number.blank')
  const { origin, threshold, trustees } = roster
  const values = { number, count: trustees.length, origin, threshold, hash: rosterHashOf(roster) }
  return `<p>${escaped(t('paper.number', values))}</p>`
}

const steps = (): string[] => [
  heading('paper.keys'),
  paragraph('paper.keys.text'),
  block('keys'),
  heading('paper.open'),
  paragraph('paper.open.text'),
  block('open'),
  heading('paper.check'),
  paragraph('paper.check.text'),
  block('check'),
  heading('paper.judge'),
  paragraph('paper.judge.text'),
  block('judge'),
  paragraph('paper.judge.act'),
  block('act'),
  heading('paper.release'),
  paragraph('paper.release.text'),
  block('release'),
  block('send'),
  paragraph('paper.hand'),
  block('hand'),
  heading('paper.destroy'),
  block('destroy'),
  paragraph('paper.destroy.text'),
]

/** As text it can be typed, as a code it can be scanned without a slip. */
const keyFigure = (caption: MessageKey, value: string, size: 'large' | 'small'): string =>
  `<figure class="${size}"><figcaption>${escaped(t(caption))}</figcaption>${encodeQR(value, 'svg', { ecc: 'low' })}<code>${escaped(value)}</code></figure>`

const keysPage = ({ name, key, recipient }: PublicLine): string[] => [
  `<section class="keys"><h2>${escaped(t('paper.public', { name }))}</h2>`,
  paragraph('paper.public.text'),
  keyFigure('paper.key', key, 'small'),
  keyFigure('paper.recipient', recipient, 'large'),
  '</section>',
]

/** @returns the page as HTML */
export function paperOf(options: PageOptions): string {
  const title = escaped(t('paper.title', { name: options.line.name }))
  const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${style}</style></head>`
  const body = [paragraph('paper.lead'), placeOf(options), ...steps(), ...keysPage(options.line)]
  return `${head}<body><h1>${title}</h1>\n${body.join('\n')}\n</body></html>\n`
}
