/** `avow trustee serve` (docs/operating/trustee.md). */
import { daemonCommand } from '../daemon-command.ts'
import { trusteeKeySettings, trusteeSettings } from '../settings.ts'

export default daemonCommand({
  room: 'trustee',
  mode: 'serve',
  summary: 'trustee.serve.summary',
  about: 'trustee.serve.about',
  settings: { ...trusteeKeySettings, ...trusteeSettings },
  examples: [
    '--folder /var/lib/avow-trustee --name "Office of N. N." --register https://register.example --roster HASH',
  ],
})
