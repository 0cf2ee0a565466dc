/** Whether a page shows the very text that its proof holds. */
import type { Statement } from '@avow/core'
import type { Verdict } from '@avow/verify'
import { t } from '../translate.ts'
import type { Extra } from './view.ts'

/** The text of a page as its elements hold it. */
export interface ShownText {
  readonly title: string
  readonly paragraphs: readonly string[]
}

/** Reads title and paragraphs of the statement that a page shows. */
export function readShownText(page: ParentNode): ShownText {
  const textOf = (element: Element | null): string => element?.textContent ?? ''
  return {
    title: textOf(page.querySelector('article h1')),
    paragraphs: [...page.querySelectorAll('article .body > p')].map(textOf),
  }
}

const isSame = (shown: ShownText, { title, body }: Statement): boolean =>
  shown.title === title &&
  shown.paragraphs.length === body.length &&
  body.every((spans, at) => spans.map(({ text }) => text).join('') === shown.paragraphs[at])

/** A server could show one text and serve the proof of another; this is what tells. */
export function compareShown(shown: ShownText, { statement }: Verdict): Extra {
  const status = !statement ? 'could-not-check' : isSame(shown, statement) ? 'proven' : 'mismatch'
  return { name: t('finding.shown'), status, sentence: t(`shown.${status}`) }
}
