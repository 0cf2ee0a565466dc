/** `avow trustee status`: what a daemon on this machine says of its health. */
import { type Options, command } from '../command.ts'
import { fail } from '../error.ts'
import { wholeNumber } from '../options.ts'
import { isMessageKey, t } from '../translate.ts'

const options = {
  port: { type: 'string', value: 'PORT', about: 'setting.trustee_port' },
} as const satisfies Options

/** What the daemon answers to `GET /health`; it may say more. */
interface Health {
  readonly ok: boolean
  readonly alarm: string | null
  readonly failures: number
  readonly cursor: number
  readonly size: number
  /** RFC 3339. */
  readonly observed: string | null
  /** How many deposits are in each state. */
  readonly counts: Readonly<Record<string, number>>
  readonly evidence: number
}

const isText = (value: unknown): boolean => value === null || typeof value === 'string'
const areNumbers = (values: readonly unknown[]): boolean => values.every((value) => Number.isInteger(value))

function isHealth(value: unknown): value is Health {
  if (typeof value !== 'object' || value === null) return false
  const { ok, alarm, failures, cursor, size, observed, counts, evidence } = value as Record<string, unknown>
  const isCounted = typeof counts === 'object' && counts !== null && areNumbers(Object.values(counts))
  const areTexts = isText(alarm) && isText(observed)
  return typeof ok === 'boolean' && areTexts && isCounted && areNumbers([failures, cursor, size, evidence])
}

/** Milliseconds. The daemon is on this machine. */
const patience = 5000

async function bodyOf(address: string): Promise<unknown> {
  try {
    const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(patience) })
    return await answer.json().catch(() => undefined)
  } catch (cause) {
    throw fail('trustee_unreachable', { address }, cause)
  }
}

/** @throws CliError `trustee_unreachable`, `not_health` */
async function askHealth(port: number): Promise<Health> {
  const address = `http://127.0.0.1:${port}/health`
  const health = await bodyOf(address)
  if (isHealth(health)) return health
  throw fail('not_health', { address })
}

function alarmOf({ alarm, failures }: Health): string {
  if (alarm === null) return t('trustee.status.well')
  const key = `alarm.${alarm}`
  return t('trustee.status.alarm', { alarm, failures, sentence: t(isMessageKey(key) ? key : 'alarm.other') })
}

const linesOf = (health: Health): string[] => [
  alarmOf(health),
  t('trustee.status.log', { cursor: health.cursor, size: health.size, observed: health.observed ?? '–' }),
  t('trustee.status.counts', health.counts),
  ...(health.evidence > 0 ? [t('trustee.status.evidence', { evidence: health.evidence })] : []),
]

export default command({
  summary: 'trustee.status.summary',
  about: 'trustee.status.about',
  options,
  examples: ['--port 8470', '--port 8470 --json'],
  async run({ options: given, output }) {
    const port = given.port ?? process.env['AVOW_TRUSTEE_PORT']
    if (!port) throw fail('usage', { key: 'usage.trustee_port' })
    const health = await askHealth(wholeNumber('port', port, { least: 1, most: 65_535, otherwise: 0 }))
    output.say(linesOf(health).join('\n'), { ...health })
    return health.ok ? 0 : 1
  },
})
