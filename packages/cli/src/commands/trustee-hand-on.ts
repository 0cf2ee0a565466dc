/** `avow trustee hand-on` (docs/operating/trustee.md, "Handing on"). */
import { ClientError } from '@avow/client'
import type { AvowError } from '@avow/core'
import { daemonCommand } from '../daemon-command.ts'
import { fail } from '../error.ts'
import type { Value } from '../io/output.ts'
import { trusteeKeySettings } from '../settings.ts'
import type { MessageKey } from '../translate.ts'
import { confirmHandOn } from '../trustee-passphrase.ts'

/** What is said of a setting that is wrong. */
const wrong: Readonly<Record<string, readonly [MessageKey, option?: string]>> = {
  AVOW_REGISTER: ['usage.register'],
  AVOW_TRUSTEE_FOLDER: ['usage.hand_on_folder'],
  AVOW_TRUSTEE_HAND_ON: ['usage.hash', '--to'],
  AVOW_TRUSTEE_GONE: ['usage.hand_on_gone'],
}

/** In the words of this command, which knows options and not variables. */
function refusal({ code, setting }: Value): AvowError {
  const [key, option] = wrong[String(setting)] ?? []
  if (key) return fail('usage', { key, ...(option && { option }) })
  if (code === 'not_found') return fail('usage', { key: 'usage.hand_on_roster' })
  if (code === 'unreachable' || code === 'malformed') return new ClientError(code, code)
  return new ClientError('refused', 'refused', { code: String(code) })
}

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
  refusal,
  done: ({ shown }) => (shown === true ? 'trustee.hand_on.shown' : 'trustee.hand_on.done'),
  examples: [
    '--register http://127.0.0.1:8440 --to 6f3c… --show',
    '--register http://127.0.0.1:8440 --to 6f3c… --gone 8a41…',
  ],
})
