/** `avow trustee init` (docs/operating/trustee.md). */
import { daemonCommand } from '../daemon-command.ts'
import { trusteeKeySettings } from '../settings.ts'

export default daemonCommand({
  room: 'trustee',
  mode: 'init',
  summary: 'trustee.init.summary',
  about: 'trustee.init.about',
  settings: trusteeKeySettings,
  examples: ['--folder /var/lib/avow-trustee --name "Office of N. N."'],
})
