export {
  type Bundle,
  type LoggedAct,
  decodeBundle,
  encodeBundle,
  maximumBundleBytes,
  versionFor,
} from './bundle.ts'
export { bundleCheckpointOf, bundleReceiptOf } from './bundle-receipt.ts'
export { verifyConsistency } from './consistency.ts'
export { type DepositView, verifyDeposit } from './deposit.ts'
export { VerifyError, type VerifyErrorCode } from './error.ts'
export { en as verdictMessages } from './messages/en.ts'
export { withUsefulNotBefore } from './opening.ts'
export {
  type Receipt,
  type ReceiptOptions,
  type ReceiptVerifier,
  type SeenCheckpoint,
  createReceiptVerifier,
  verifyReceipt,
} from './receipt.ts'
export {
  type Finding,
  type FindingCode,
  type Params,
  type Status,
  type Verdict,
  type VerdictMessages,
  type VerifiedAct,
  findings,
  sentenceOf,
  statusOf,
} from './verdict.ts'
export { type VerifyOptions, verifyBundle } from './verify.ts'
