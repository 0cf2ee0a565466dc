/** Files of vouching that a command is given (spec/vouching.md). */
import {
  AvowError,
  type Condition,
  type Roster,
  type Voucher,
  checkVoucher,
  decodeVoucher,
  leavesOf,
} from '@avow/core'
import { fail } from '../error.ts'
import { readWith } from '../io/files.ts'

async function checkCounts(
  voucher: Voucher | undefined,
  condition: Condition,
  roster: Roster,
): Promise<void> {
  try {
    await checkVoucher(voucher, condition, roster)
  } catch (cause) {
    if (cause instanceof AvowError) throw fail('input_invalid', {}, cause)
    throw cause
  }
}

/**
 * The voucher that is to be spent on a statement, checked before anybody is asked for anything.
 * @throws CliError `usage` where the condition waits for no others, so that it would be spent for nothing; `file_unreadable`, `input_invalid`
 */
export async function voucherFor(
  path: string | undefined,
  condition: Condition,
  roster: Roster,
): Promise<Voucher | undefined> {
  const voucher = path === undefined ? undefined : readWith(path, decodeVoucher)
  if (voucher && !leavesOf(condition).some(({ leaf }) => leaf.type === 'together'))
    throw fail('usage', { key: 'usage.voucher_unused' })
  await checkCounts(voucher, condition, roster)
  return voucher
}
