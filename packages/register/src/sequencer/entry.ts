/** What is to be sequenced, and what makes two acts the same act. */
import { type Act, type ActKind, type EnvelopeFile, encodeCanonical } from '@avow/core'

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

/** An act is accepted once for each key (spec/acts.md: "once for each kind and statement"; a release once a trustee). */
export function keyOf(act: Act): string {
  switch (act.kind) {
    case 'roster':
      return `roster:${act.body.roster}`
    case 'page':
      return `page:${act.body.build}`
    case 'release':
      return `release:${act.statement}:${act.body.trustee}`
    default:
      return `${act.kind}:${act.statement}`
  }
}

/** Acts that may not follow others in the log: an author may withdraw until the opening, and then nothing opens. */
export const refusedBy: Readonly<Partial<Record<ActKind, readonly ActKind[]>>> = {
  word: ['withdraw', 'open'],
  withdraw: ['open'],
  release: ['withdraw'],
  open: ['withdraw'],
}

export const textOf = (value: unknown): string => new TextDecoder().decode(encodeCanonical(value))

export const depositRowOf = ({ envelope }: EnvelopeFile): DepositRow => ({
  locator: envelope.locator,
  roster: envelope.roster,
  envelope: textOf(envelope),
})
