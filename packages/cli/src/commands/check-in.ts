/** `avow check-in`: the author says that they are there, and silence begins anew. */
import { formatInstant } from '@avow/core'
import { authorExamples, authorOptions, timeoutOf } from '../author-act.ts'
import { command } from '../command.ts'
import { clientOf } from '../register.ts'
import { giveSign } from '../sign-of-life.ts'
import { inboxOptions, subjectOf } from '../subject.ts'
import { readKeys } from '../words.ts'

export default command({
  summary: 'check-in.summary',
  about: 'check-in.about',
  options: { ...authorOptions, ...inboxOptions },
  examples: [...authorExamples, '--register http://127.0.0.1:8440 --sealed letter.avow --roster roster.json'],
  async run({ options: given, output, name }) {
    const client = clientOf(given.register)
    const seconds = timeoutOf(given.timeout)
    const keys = await readKeys(given.words)
    const subject = await subjectOf(client, keys, given)
    const act = { kind: 'check-in', body: { time: formatInstant(Date.now()) } } as const
    await giveSign({
      client,
      keys,
      output,
      subject,
      given: act,
      seconds,
      name,
      isAwaited: given.wait ?? false,
    })
    return 0
  },
})
