/** What the steps share: the draft, the keepers, the words, and ways to the outside. */
import type { Client } from '@avow/client'
import {
  type Entropy,
  type Roster,
  type Voucher,
  type WordLanguage,
  directionOf,
  isLanguage,
} from '@avow/core'
import type * as vouching from '@avow/core/vouching'
import type { OpenWorker } from '../seal/run.ts'
import type { SealedFile } from '../seal/worker.ts'
import type { Script } from '../ui/field.ts'
import type { AskForTags } from './asking.ts'
import type { Draft } from './draft.ts'
import type { Move } from './machine.ts'
import type { SearchBox } from './steps/institution-search.ts'

export interface Words {
  readonly language: WordLanguage
  readonly words: readonly string[]
  readonly entropy: Entropy
}

/** `unknown` in the offline page, which knows no register. */
export type DateLocks = 'register' | 'unknown'

/** What gets a voucher, of core. */
export type Vouching = typeof vouching

export interface WriteContext {
  draft: Draft
  /** Absent in the offline page, which has no way out. */
  readonly client: Client | undefined
  readonly openWorker: OpenWorker | undefined
  /** Absent where nobody can be asked: a condition then has no `together`. */
  readonly askForTags: AskForTags | undefined
  /** Who fetches the signature that opens a date lock, as far as this page knows; absent where the register does not. */
  readonly dateLocks: DateLocks | undefined
  /** Absent where there is no list of institutions. */
  readonly searchBox: SearchBox | undefined
  /** Absent where no voucher can be got or spent. */
  readonly vouching: Vouching | undefined
  roster?: Roster | undefined
  /** Spent when the condition counts vouched statements only. */
  voucher?: Voucher | undefined
  /** Another threshold than the roster proposes. */
  threshold?: number | undefined
  /** Only the desk of the roster reads it. */
  isForDesk: boolean
  /** Made anew for each statement: nothing may link two statements of one author. */
  words?: Words | undefined
  /** Findings of the condition that the person has said are meant. */
  readonly meant: Set<string>
  sealed?: SealedFile | undefined
  /** Numbers of trustees that answered wrongly when they were asked for tags. */
  wrong: readonly number[]
  /** The sealed file is saved or deposited: leaving the page loses nothing. */
  isSafe: boolean
  /** Begins anew, with an empty form and other words. */
  readonly again: () => void
  /** Aborted when the form is left. */
  readonly left: AbortController
}

/** A step, drawn anew each time it is entered. */
export type StepView = (context: WriteContext, move: (move: Move) => void) => HTMLElement

/** Language and direction of what the author types. */
export const scriptOf = ({ language }: Draft): Script => {
  const lang = isLanguage(language) ? language : 'und'
  return { lang, dir: directionOf(lang) }
}
