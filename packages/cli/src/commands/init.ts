/** `avow init`: the keys of a register, made once (docs/operating/register.md). */
import { daemonCommand } from '../daemon-command.ts'
import { stateSettings } from '../settings.ts'

export default daemonCommand({
  room: 'register',
  mode: 'init',
  summary: 'init.summary',
  about: 'init.about',
  settings: stateSettings,
  examples: ['', '--state /var/lib/avow --origin register.example'],
})
