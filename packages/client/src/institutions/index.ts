/** Tags of institutions: what authors ask for, and what trustees say to each other. Apart, so that pages that do neither do not carry it. */
export {
  type AnsweredTag,
  type AskOptions,
  type AskProgress,
  type TaggedCondition,
  askForTag,
  tagCondition,
} from './ask.ts'
export { type InstitutionCalls, createInstitutionCalls } from './calls.ts'
export * from './schemas.ts'
