/** `avow witness serve` (docs/operating/witness.md). */
import { daemonCommand } from '../daemon-command.ts'
import { witnessKeySettings, witnessSettings } from '../settings.ts'

export default daemonCommand({
  room: 'witness',
  mode: 'serve',
  summary: 'witness.serve.summary',
  about: 'witness.serve.about',
  settings: { ...witnessKeySettings, ...witnessSettings },
  examples: ['--folder /var/lib/avow-witness --logs LOG_VKEY'],
})
