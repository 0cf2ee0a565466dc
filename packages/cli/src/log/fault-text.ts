/** What is wrong with a log, as sentences. */
import type { LogFault } from '@avow/client/log'
import type { Output, Value } from '../io/output.ts'
import { sentenceOf } from '../errors.ts'

export const faultText = (fault: LogFault): string => sentenceOf(fault, '')

export const faultValue = ({ code, details }: LogFault): Value => ({ fault: code, ...details })

/** More would not help anybody. */
const most = 100

export function sayFaults(output: Output, faults: readonly LogFault[]): void {
  for (const fault of faults.slice(0, most)) output.say(faultText(fault), faultValue(fault))
}
