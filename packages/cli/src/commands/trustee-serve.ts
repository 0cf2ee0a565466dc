/** `avow trustee serve` (docs/operating/trustee.md). */
import { daemonCommand } from '../daemon-command.ts'
import { passphraseSetting, trusteeKeySettings, trusteeSettings } from '../settings.ts'
import { askToServe } from '../trustee-passphrase.ts'

export default daemonCommand({
  room: 'trustee',
  mode: 'serve',
  summary: 'trustee.serve.summary',
  about: 'trustee.serve.about',
  settings: { ...trusteeKeySettings, ...passphraseSetting, ...trusteeSettings },
  ask: askToServe,
  examples: [
    '--folder /var/lib/avow-trustee --name "Office of N. N." --register https://register.example --roster-hash HASH',
  ],
})
