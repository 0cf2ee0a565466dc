/** `avow trustee hand-on` (docs/operating/trustee.md, "Handing on"). */
import { daemonCommand } from '../daemon-command.ts'
import { trusteeKeySettings } from '../settings.ts'
import { confirmHandOn } from '../trustee-passphrase.ts'

export default daemonCommand({
  room: 'trustee',
  mode: 'agree',
  summary: 'trustee.hand_on.summary',
  about: 'trustee.hand_on.about',
  settings: {
    folder: trusteeKeySettings['folder']!,
    register: { variable: 'AVOW_REGISTER', value: 'ADDRESS', about: 'option.register' },
    to: { variable: 'AVOW_TRUSTEE_HAND_ON', value: 'HASH', about: 'trustee.hand_on.to' },
    gone: { variable: 'AVOW_TRUSTEE_GONE', value: 'KEYS', about: 'trustee.hand_on.gone' },
    instead: { variable: 'AVOW_TRUSTEE_INSTEAD', about: 'trustee.hand_on.instead' },
    show: { variable: 'AVOW_TRUSTEE_SHOW', about: 'trustee.hand_on.show' },
    agreed: { variable: 'AVOW_TRUSTEE_AGREED', about: 'trustee.hand_on.agreed' },
  },
  ask: confirmHandOn,
  done: ({ shown }) => (shown === true ? 'trustee.hand_on.shown' : 'trustee.hand_on.done'),
  examples: [
    '--register http://127.0.0.1:8440 --to 6f3c… --show',
    '--register http://127.0.0.1:8440 --to 6f3c… --gone 8a41…',
  ],
})
