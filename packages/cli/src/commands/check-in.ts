/** `avow check-in`: the author says that they are there, and silence begins anew. */
import { formatInstant } from '@avow/core'
import { authorOptions, timeoutOf } from '../author-act.ts'
import { command } from '../command.ts'
import { clientOf } from '../register.ts'
import { giveSign } from '../sign-of-life.ts'
import { readKeys } from '../words.ts'

export default command({
  summary: 'check-in.summary',
  about: 'check-in.about',
  options: authorOptions,
  examples: [
    '--register http://127.0.0.1:8440',
    '--register http://127.0.0.1:8440 --words words.txt --wait --json',
  ],
  async run({ options: { register, words, wait, timeout }, output }) {
    const client = clientOf(register)
    const seconds = timeoutOf(timeout)
    const keys = await readKeys(words)
    const fields = { kind: 'check-in', body: { time: formatInstant(Date.now()) } } as const
    await giveSign({ client, keys, output, fields, wait: wait ? seconds : undefined })
    return 0
  },
})
