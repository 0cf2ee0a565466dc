/** What is to be sequenced, and what makes two acts the same act. */
import { type Act, type ActKind, type EnvelopeFile, type Sign, encodeCanonical } from '@avow/core'

/** What the indexes keep of a deposit. */
export interface DepositRow {
  readonly locator: string
  readonly roster: string
  /** Canonical JSON of `envelope.json`. */
  readonly envelope: string
}

export interface NewEntry {
  readonly act: Act
  readonly deposit?: DepositRow
}

export interface Logged {
  readonly index: number
  /** What was logged; of a repeated act, what was logged the first time. */
  readonly act: Act
  readonly isRepeated: boolean
}

/** Milliseconds: of an author's signs of life one is logged in so much time, so that nobody fills the log with them. */
const signSpacing = 600_000

const keyOfSign = ({ kind, statement, body }: Sign): string =>
  `${kind}:${statement}:${Math.floor(Date.parse(body.time) / signSpacing)}`

/** An act is accepted once for each key (spec/acts.md: "once for each kind and statement"; a release once a trustee, and once for each path; a sign of life once in ten minutes). */
export function keyOf(act: Act): string {
  switch (act.kind) {
    case 'roster':
      return `roster:${act.body.roster}`
    case 'page':
      return `page:${act.body.build}`
    case 'release':
      return `release:${act.statement}:${act.body.trustee}`
    case 'reshare':
    case 'release-parts':
      return `${act.kind}:${act.statement}:${act.body.path.join(',')}:${act.body.trustee}`
    case 'hold':
      return `hold:${act.statement}:${act.body.path.join(',')}:${act.body.trustee}:${act.body.of.join(',')}`
    case 'check-in':
    case 'pause':
      return keyOfSign(act)
    default:
      return `${act.kind}:${act.statement}`
  }
}

/** Acts that may not follow others in the log: an author may withdraw until the opening, and then nothing opens. */
export const refusedBy: Readonly<Partial<Record<ActKind, readonly ActKind[]>>> = {
  word: ['withdraw', 'open'],
  withdraw: ['open'],
  'check-in': ['withdraw', 'open'],
  pause: ['withdraw', 'open'],
  release: ['withdraw'],
  reshare: ['withdraw', 'open'],
  hold: ['withdraw', 'open'],
  'release-parts': ['withdraw'],
  open: ['withdraw'],
}

const decoder = new TextDecoder()

export const textOf = (value: unknown): string => decoder.decode(encodeCanonical(value))

export const depositRowOf = ({ envelope }: Pick<EnvelopeFile, 'envelope'>): DepositRow => ({
  locator: envelope.locator,
  roster: envelope.roster,
  envelope: textOf(envelope),
})
