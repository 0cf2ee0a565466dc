/** Asks the trustees for tags while somebody looks, who may stop it. */
import type { TaggedCondition } from '@avow/client/institutions'
import type { Condition } from '@avow/core'
import { h, show } from '../../dom.ts'
import { PageError } from '../../error.ts'
import { t } from '../../translate.ts'
import { actions, button } from '../../ui/button.ts'
import { tellAsking } from '../asking.ts'
import type { WriteContext } from '../context.ts'

/** Seconds to wait for answers; the sentence `asking.answers.more` says so. */
const patience = 120

function askingView(onCancel: () => void) {
  const doing = h('p', { role: 'status' }, t('asking.begin'))
  const bar = h('progress', { max: 1, value: 0, 'aria-label': t('asking.progress') })
  const more = h('p', { class: 'help' })
  const cancel = button(t('asking.cancel'), onCancel, 'quiet')
  return {
    elements: [doing, bar, more, actions(cancel)],
    cancel,
    draw(told: ReturnType<typeof tellAsking>): void {
      if (doing.textContent !== told.doing) doing.textContent = told.doing
      bar.value = told.part
      more.textContent = told.more
    },
  }
}

/**
 * The condition with tags for its institutions.
 * @param place where it says how far it is
 * @returns undefined when it was cancelled
 * @throws PageError `tag_failed`
 */
export async function askForTags(
  { askForTags: ask, roster }: WriteContext,
  condition: Condition,
  place: HTMLElement,
): Promise<TaggedCondition | undefined> {
  const stop = new AbortController()
  const view = askingView(() => stop.abort())
  show(place, view.elements)
  view.cancel.focus()
  try {
    const onProgress = (progress: Parameters<typeof tellAsking>[0]): void => view.draw(tellAsking(progress))
    return await ask!(condition, { roster: roster!, onProgress, signal: stop.signal, patience })
  } catch (cause) {
    if (stop.signal.aborted) return undefined
    throw new PageError('tag_failed', 'the trustees gave no tag', {}, cause)
  }
}
