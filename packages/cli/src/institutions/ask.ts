/** Asking the trustees for tags, and telling how far it is. */
import type { AskProgress } from '@avow/client/institutions'
import type { Output } from '../io/output.ts'
import { t } from '../translate.ts'

const sentenceOf = (progress: AskProgress): string =>
  progress.stage === 'answers' ? t('tag.answers') : t('tag.work', { seconds: progress.seconds })

/** Says once how long the work will take, and once that it is done. */
export function progressFor(output: Output): (progress: AskProgress) => void {
  const said = new Set<AskProgress['stage']>()
  return (progress) => {
    if (said.has(progress.stage)) return
    said.add(progress.stage)
    output.note(sentenceOf(progress))
  }
}
