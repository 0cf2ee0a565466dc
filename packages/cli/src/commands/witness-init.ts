/** `avow witness init` (docs/operating/witness.md). */
import { daemonCommand } from '../daemon-command.ts'
import { witnessKeySettings } from '../settings.ts'

export default daemonCommand({
  room: 'witness',
  mode: 'init',
  summary: 'witness.init.summary',
  about: 'witness.init.about',
  settings: witnessKeySettings,
  examples: ['--folder /var/lib/avow-witness --name witness.example/w1'],
})
