/** `avow withdraw`: the author takes the deposit back, as long as it is closed. */
import { authorExamples, authorOptions, giveOnce, yesOption } from '../author-act.ts'
import { command } from '../command.ts'
import { inboxOptions } from '../subject.ts'

export default command({
  summary: 'withdraw.summary',
  about: 'withdraw.about',
  options: { ...authorOptions, ...yesOption, ...inboxOptions },
  examples: [...authorExamples, '--register http://127.0.0.1:8440 --sealed letter.avow --roster roster.json'],
  run: (call) => giveOnce('withdraw', call),
})
