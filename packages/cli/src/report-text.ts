/** What trustees report to the author, as lines. */
import type { Delivery } from '@avow/client'
import { type Report, formatCondition } from '@avow/core'
import type { Former, Found, Holder } from './register.ts'
import { t } from './translate.ts'

type Silence = Report['silences'][number]

function silenceLine({ warned, until }: Silence): string {
  if (until === null) return t('report.silence_unknown')
  return warned === null ? t('report.silence', { until }) : t('report.grace', { warned, until })
}

function reportLines({ time, checkIn, silences, warning }: Report): string[] {
  if (silences.length === 0) return []
  return [
    checkIn === null ? t('report.no_check_in') : t('report.check_in', { time: checkIn }),
    ...silences.map(silenceLine),
    ...(warning === null ? [] : [t('report.warning', warning)]),
    ...(time === null ? [] : [t('report.as_of', { time })]),
  ]
}

/** What a trustee has answered, and below it what it reports. */
export const holderLines = ({ trustee, name, state, code, report }: Holder): string[] => [
  `  ${t('status.holder', { trustee, name, answer: t(`status.${state ?? 'silent'}`, { code: code ?? '' }) })}`,
  ...(report === null ? [] : reportLines(report).map((line) => `    ${line}`)),
]

const formerLine = ({ name, state }: Former): string =>
  `  ${t('status.former', { name, answer: t(`status.${state ?? 'silent'}`, { code: '' }) })}`

/** That others hold a deposit than those for whom it was sealed, or will; nothing where nobody has handed it on. */
export function handedOnLines({
  handedOn,
  holding,
  former,
}: Pick<Found, 'handedOn' | 'holding' | 'former'>): string[] {
  if (handedOn.length === 0) return []
  const heading =
    holding === handedOn.at(-1) ? t('status.handed_on', { times: handedOn.length }) : t('status.handing_on')
  return [heading, ...former.map(formerLine)]
}

/**
 * What became of an act that trustees were told directly. Nothing where no trustee has an inbox: then there was nothing to do. Where it is
 * handed on, a number may be that of trustees in different rosters: then their names alone are said.
 */
export function deliveryLines(deliveries: readonly Delivery[]): string[] {
  if (deliveries.every(({ state }) => state === 'no_inbox')) return []
  const isClear = new Set(deliveries.map(({ trustee }) => trustee)).size === deliveries.length
  const lines = deliveries.map(({ trustee, name, state, code = '' }) => {
    const who = isClear ? t('inbox.numbered', { trustee, name }) : name
    return `  ${t(`inbox.${state}`, { who, code })}`
  })
  return [t('inbox.heading'), ...lines]
}

/** The condition, as trustees report it; nothing where none does. All hold the same: its commitment is in the envelope. */
export function conditionLine(holders: readonly Holder[]): string[] {
  const report = holders.find((holder) => holder.report !== null)?.report
  return report ? [t('report.condition', { sentence: formatCondition(report.condition) })] : []
}
