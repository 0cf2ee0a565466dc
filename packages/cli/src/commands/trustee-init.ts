/** `avow trustee init` (docs/operating/trustee.md). */
import { daemonCommand } from '../daemon-command.ts'
import { passphraseSetting, trusteeKeySettings } from '../settings.ts'
import { askToInit } from '../trustee-passphrase.ts'

export default daemonCommand({
  room: 'trustee',
  mode: 'init',
  summary: 'trustee.init.summary',
  about: 'trustee.init.about',
  settings: {
    ...trusteeKeySettings,
    ...passphraseSetting,
    plain: { variable: 'AVOW_TRUSTEE_PLAIN', about: 'trustee.init.plain' },
  },
  ask: askToInit,
  examples: ['--folder /var/lib/avow-trustee --name "Office of N. N."'],
})
