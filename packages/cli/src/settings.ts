/** Settings of daemons as options (docs/operating/). What is set in the environment holds where no option is given. */
import type { Setting } from './daemon-command.ts'

type Settings = Readonly<Record<string, Setting>>

export const stateSettings: Settings = {
  state: { variable: 'AVOW_STATE', value: 'FOLDER', about: 'setting.state' },
  origin: { variable: 'AVOW_ORIGIN', value: 'NAME', about: 'setting.origin' },
}

export const registerSettings: Settings = {
  host: { variable: 'AVOW_HOST', value: 'HOST', about: 'setting.host' },
  port: { variable: 'AVOW_PORT', value: 'PORT', about: 'setting.port' },
  trustees: { variable: 'AVOW_TRUSTEES', value: 'FILE', about: 'setting.trustees' },
  witnesses: { variable: 'AVOW_WITNESSES', value: 'FILE', about: 'setting.witnesses' },
  vouching: { variable: 'AVOW_VOUCHING', value: 'FILE', about: 'setting.vouching' },
  institutions: { variable: 'AVOW_INSTITUTIONS', value: 'FILE', about: 'setting.institutions' },
  drand: { variable: 'AVOW_DRAND_URL', value: 'ADDRESS', about: 'setting.drand' },
  desk: { variable: 'AVOW_DESK', value: 'FILE', about: 'setting.desk' },
  quorum: { variable: 'AVOW_QUORUM', value: 'NUMBER', about: 'setting.quorum' },
  threshold: { variable: 'AVOW_THRESHOLD', value: 'NUMBER', about: 'setting.threshold' },
}

export const trusteeKeySettings: Settings = {
  folder: { variable: 'AVOW_TRUSTEE_FOLDER', value: 'FOLDER', about: 'setting.folder' },
  name: { variable: 'AVOW_TRUSTEE_NAME', value: 'NAME', about: 'setting.trustee_name' },
}

export const passphraseSetting: Settings = {
  passphrase: {
    variable: 'AVOW_TRUSTEE_PASSPHRASE_FILE',
    value: 'FILE',
    about: 'setting.trustee_passphrase',
  },
}

export const trusteeSettings: Settings = {
  register: { variable: 'AVOW_REGISTER', value: 'ADDRESS', about: 'option.register' },
  'roster-hash': { variable: 'AVOW_TRUSTEE_ROSTER', value: 'HASH', about: 'setting.trustee_roster' },
  port: { variable: 'AVOW_TRUSTEE_PORT', value: 'PORT', about: 'setting.trustee_port' },
  'inbox-port': { variable: 'AVOW_TRUSTEE_INBOX_PORT', value: 'PORT', about: 'setting.trustee_inbox_port' },
  webhook: { variable: 'AVOW_TRUSTEE_WEBHOOK', value: 'ADDRESS', about: 'setting.trustee_webhook' },
}

export const witnessKeySettings: Settings = {
  folder: { variable: 'AVOW_WITNESS_FOLDER', value: 'FOLDER', about: 'setting.folder' },
  name: { variable: 'AVOW_WITNESS_NAME', value: 'NAME', about: 'setting.witness_name' },
  'ml-dsa': { variable: 'AVOW_WITNESS_ML_DSA', about: 'setting.witness_ml_dsa' },
}

export const witnessSettings: Settings = {
  logs: { variable: 'AVOW_WITNESS_LOGS', value: 'VKEYS', about: 'setting.witness_logs' },
  policy: { variable: 'AVOW_WITNESS_POLICY', value: 'FILE', about: 'setting.witness_policy' },
  host: { variable: 'AVOW_WITNESS_HOST', value: 'HOST', about: 'setting.host' },
  port: { variable: 'AVOW_WITNESS_PORT', value: 'PORT', about: 'setting.witness_port' },
}
