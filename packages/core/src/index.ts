export * from './acknowledgement.ts'
export * from './act.ts'
export {
  type OpeningKey,
  decryptWith,
  decryptWithPassphrase,
  encryptTo,
  encryptWithPassphrase,
  generateHybridIdentity,
  identityToRecipient,
  openingKeyOf,
} from './age.ts'
export * from './bytes.ts'
export {
  base64Of,
  checkShape,
  decodeCanonical,
  encodeCanonical,
  hashSchema,
  isNormalised,
  publicKeySchema,
  saltSchema,
  signatureSchema,
} from './canonical.ts'
export { type Reminders, formatCalendar, remindersOf, shortestSilence } from './calendar.ts'
export * from './condition.ts'
export {
  type Duration,
  type DurationParts,
  formatDuration,
  millisecondsOf,
  parseDuration,
} from './condition-duration.ts'
export { type Fact, type KnownFacts, type Match, checkFacts, gatherFacts } from './condition-facts.ts'
export { type Finding, dateLockFinding, explainCondition, formatFinding } from './condition-findings.ts'
export { earliestOpening, neverBefore } from './condition-forecast.ts'
export { type Interval, hearingGap, mergeIntervals, recordContact } from './condition-hearing.ts'
export { type ConditionLanguage, conditionLanguages } from './condition-messages/index.ts'
export { parseCondition } from './condition-parse.ts'
export * from './condition-terms.ts'
export { type ConditionTextOptions, formatCondition } from './condition-text.ts'
export { type TermVerdict, type Verdict, type Why, judgeCondition } from './condition-verdict.ts'
export {
  type DkgFault,
  type DkgFaultCode,
  type DkgOutcome,
  type DkgState,
  closeDkgPhase,
  confirmedKey,
  dkgOutcome,
  openDkg,
  receiveDkgMessage,
} from './dkg.ts'
export {
  type DkgMessage,
  type DkgMessageOf,
  type DkgPhase,
  createDkgMessage,
  decodeDkgMessage,
  dkgMessageHash,
  dkgMessageSchema,
  dkgPhases,
  speakersOf,
} from './dkg-message.ts'
export {
  type DealerSecret,
  type ReceivedShares,
  createAnswer,
  createCommit,
  createComplaint,
  createConfirmation,
  createDeal,
  finishShare,
  openShares,
  prepareDeal,
} from './dkg-party.ts'
export { type DkgSetup, checkDkgSetup, decodeDkgSetup, dkgSessionOf, dkgSetupSchema } from './dkg-setup.ts'
export { type DateLock, dateLockFor, verifyRound } from './date-lock.ts'
export { openDesk, openForDesk } from './desk.ts'
export { directionOf, isLanguage } from './direction.ts'
export { type DisclosedShare, isCommitted } from './disclosed.ts'
export {
  type RoundSignature,
  parseRoundSignature,
  quicknet,
  roundAt,
  roundSignatureSchema,
  timeOfRound,
} from './drand.ts'
export { hashOf, hashWithDomain, publicKeyOf, sign, verifySignature } from './domain.ts'
export * from './envelope.ts'
export * from './error.ts'
export * from './exchange.ts'
export * from './feed.ts'
export * from './holding.ts'
export {
  type Authority,
  type Institution,
  checkAuthority,
  decodeAuthority,
  encodeAuthority,
} from './institution-authority.ts'
export {
  type InstitutionKey,
  type UnsignedInstitutionKey,
  checkInstitutionKey,
  confirmKey,
  decodeInstitutionKey,
  institutionKeySchema,
} from './institution-key.ts'
export {
  checkKeyInUse,
  confirmationsNeeded,
  isConfirmedBy,
  isHeldBy,
  isInUse,
  isSetupFor,
} from './institution-use.ts'
export { type InstitutionCandidate, type InstitutionIndex, indexInstitutions } from './institution-lookup.ts'
export * from './message.ts'
export { type Note, checkCommitted, decodeNote, encodeNote, openNote } from './note.ts'
export * from './open.ts'
export {
  type OpenedPayload,
  describeAttachment,
  hashOfAttachment,
  isForDesk,
  readPayload,
} from './payload.ts'
export {
  type Blinding,
  type CombinedEvaluation,
  type PartialEvaluation,
  blindInput,
  combineEvaluations,
  evaluateBlinded,
  finalizeOutput,
  institutionInput,
  institutionTag,
  publicShareFor,
  verifyEvaluation,
} from './oprf.ts'
export { type Element, type SecretScalar, elementSchema } from './oprf-group.ts'
export {
  type Evaluation,
  type EvaluationRequest,
  checkEvaluation,
  createEvaluation,
  createEvaluationRequest,
  decodeEvaluation,
  decodeEvaluationRequest,
  evaluationSchema,
} from './oprf-wire.ts'
export {
  type PostedRequest,
  checkPostedRequest,
  decodePostedRequest,
  postedFor,
  postedRequestSchema,
  searchWork,
  workOf,
} from './posted-request.ts'
export { type Report, openReport, sealReport } from './report.ts'
export { type Recombined, type ReshareFault, recombine } from './recombine.ts'
export {
  type Held,
  type PartNote,
  type ReshareInput,
  checkPartNotes,
  hashOfPartNote,
  isPartOf,
  openPartNote,
  reshare,
} from './reshare.ts'
export * from './roster.ts'
export * from './seal.ts'
export { type Sign, factsOfSign, isPause, signSkew, signTimeOf } from './sign-of-life.ts'
export {
  type Part,
  type Share,
  combineShares,
  partCommitment,
  shareCommitment,
  splitOpeningKey,
} from './shares.ts'
export { type Candidate, type Count, type StableSet, largestStableSet } from './stable-set.ts'
export * from './statement.ts'
export { tidy } from './text.ts'
export { type TarMember, decodeTar, encodeTar } from './ustar.ts'
export {
  type SpentVoucher,
  type Voucher,
  checkVoucher,
  credentialOf,
  decodeVoucher,
  isVoucherFor,
  spendVoucher,
} from './voucher.ts'
export { importVouchingKey, vouchingKeySchema } from './vouching-key.ts'
export * from './words.ts'
