/** Asking the trustees for tags, and telling how far it is. */
import type { AskProgress } from '@avow/client/institutions'
import type { Output } from '../io/output.ts'
import { t } from '../translate.ts'

/** Says once how long the work will take, and once that it is done. */
export function progressFor(output: Output): (progress: AskProgress) => void {
  const begun = performance.now()
  const said = new Set<AskProgress['stage']>()
  return (progress) => {
    if (said.has(progress.stage)) return
    said.add(progress.stage)
    if (progress.stage === 'answers') return output.note(t('tag.answers'))
    const { tried, expected } = progress
    const seconds = Math.ceil((((performance.now() - begun) / tried) * expected) / 1000)
    output.note(t('tag.work', { seconds }))
  }
}
