/** `avow trustee export` (docs/operating/trustee.md, "Backup"). */
import { daemonCommand } from '../daemon-command.ts'
import { passphraseSetting, trusteeKeySettings } from '../settings.ts'
import { askToExport } from '../trustee-passphrase.ts'

export default daemonCommand({
  room: 'trustee',
  mode: 'export',
  summary: 'trustee.export.summary',
  about: 'trustee.export.about',
  settings: {
    ...trusteeKeySettings,
    ...passphraseSetting,
    out: { variable: 'AVOW_TRUSTEE_BACKUP', value: 'FILE', about: 'trustee.export.out' },
    retire: { variable: 'AVOW_TRUSTEE_RETIRE', about: 'trustee.export.retire' },
  },
  ask: askToExport,
  done: () => 'trustee.export.done',
  examples: ['--folder /var/lib/avow-trustee --out /media/stick/trustee-2027-01-01.age'],
})
