/** `avow word`: the author says that it may be opened. Only the log can show that, so only the register is told. */
import { authorExamples, authorOptions, giveOnce, yesOption } from '../author-act.ts'
import { command } from '../command.ts'

export default command({
  summary: 'word.summary',
  about: 'word.about',
  options: { ...authorOptions, ...yesOption },
  examples: authorExamples,
  run: ({ options, output, name }) =>
    giveOnce('word', { options: { ...options, 'register-only': true }, output, name }),
})
