/** Asking the trustees for tags, and telling how far it is. */
import type { AskProgress } from '@avow/client/institutions'
import type { Output } from '../io/output.ts'
import { t } from '../translate.ts'

interface Begun {
  readonly at: number
  readonly tried: number
}

/** By how much was done since work began: what came before, such as a slow register, is no measure of this machine. */
const secondsFor = (expected: number, begun: Begun, tried: number): number =>
  Math.ceil((((performance.now() - begun.at) / (tried - begun.tried)) * expected) / 1000)

/** Says once how long the work will take, and once that it is done. */
export function progressFor(output: Output): (progress: AskProgress) => void {
  const said = new Set<AskProgress['stage']>()
  let begun: Begun | undefined

  function tell(progress: AskProgress): string | undefined {
    if (progress.stage === 'answers') return t('tag.answers')
    const { tried, expected } = progress
    if (begun) return t('tag.work', { seconds: secondsFor(expected, begun, tried) })
    begun = { at: performance.now(), tried }
    return undefined
  }

  return (progress) => {
    const sentence = said.has(progress.stage) ? undefined : tell(progress)
    if (sentence === undefined) return
    said.add(progress.stage)
    output.note(sentence)
  }
}
