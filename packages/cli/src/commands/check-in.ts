/** `avow check-in`: the author says that they are there, and silence begins anew. */
import { formatInstant } from '@avow/core'
import { actingBy, authorExamples, authorOptions } from '../author-act.ts'
import { command } from '../command.ts'
import { giveSign } from '../sign-of-life.ts'
import { inboxOptions } from '../subject.ts'

export default command({
  summary: 'check-in.summary',
  about: 'check-in.about',
  options: { ...authorOptions, ...inboxOptions },
  examples: [...authorExamples, '--register http://127.0.0.1:8440 --sealed letter.avow --roster roster.json'],
  async run({ options: given, output, name }) {
    const acting = await actingBy(given)
    const act = { kind: 'check-in', body: { time: formatInstant(Date.now()) } } as const
    await giveSign({ ...acting, output, given: act, name, isAwaited: given.wait ?? false })
    return 0
  },
})
