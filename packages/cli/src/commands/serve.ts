/** `avow serve`: a register (docs/operating/register.md). */
import { daemonCommand } from '../daemon-command.ts'
import { registerSettings, stateSettings } from '../settings.ts'

export default daemonCommand({
  room: 'register',
  mode: 'serve',
  summary: 'serve.summary',
  about: 'serve.about',
  settings: { ...stateSettings, ...registerSettings },
  examples: [
    '--trustees trustees.json --witnesses witnesses.json',
    '--state /var/lib/avow --port 8440 --origin register.example --trustees trustees.json --witnesses witnesses.json',
  ],
})
