/** `avow trustee recover` (docs/operating/trustee.md, "Backup"). */
import { daemonCommand } from '../daemon-command.ts'
import { passphraseSetting, trusteeKeySettings } from '../settings.ts'
import { askToRecover } from '../trustee-passphrase.ts'

export default daemonCommand({
  room: 'trustee',
  mode: 'recover',
  summary: 'trustee.recover.summary',
  about: 'trustee.recover.about',
  settings: {
    ...trusteeKeySettings,
    ...passphraseSetting,
    from: { variable: 'AVOW_TRUSTEE_BACKUP', value: 'FILE', about: 'trustee.recover.from' },
    alone: { variable: 'AVOW_TRUSTEE_ALONE', about: 'trustee.recover.alone' },
  },
  ask: askToRecover,
  done: () => 'trustee.recover.done',
  examples: ['--from /media/stick/trustee-2027-01-01.age --folder /var/lib/avow-trustee'],
})
