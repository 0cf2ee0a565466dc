export { type CallOptions, type Client, type ClientOptions, createClient } from './client.ts'
export {
  ClientError,
  type ClientErrorCode,
  type RefusalCode,
  clientErrorCodes,
  refusalCodes,
  refusalOf,
} from './error.ts'
export { type Fetch, readBody, within } from './http.ts'
export {
  type Delivery,
  type DeliveryState,
  type DeliverOptions,
  type Inbox,
  type InboxRefusalCode,
  type Circle,
  type Telling,
  deliver,
  inboxRefusalCodes,
  inboxesOf,
  isEnough,
} from './inbox.ts'
export { answersByKey, fetchHandedOn, holdingRoster, tellingOf } from './handed-on.ts'
export * from './schemas.ts'
