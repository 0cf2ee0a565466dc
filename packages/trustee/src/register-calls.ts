import { type Client, ClientError } from '@avow/client'

/** What a trustee asks of a register; the calls of `@avow/client`. */
export type RegisterCalls = Pick<Client, 'roster' | 'rosterOf' | 'feed' | 'act' | 'holding'>

const tooManyRequests = 429

/** Whether the register will say the same again to the same request. */
export const isFinal = (error: unknown): boolean =>
  error instanceof ClientError &&
  error.code === 'refused' &&
  Number(error.details['status']) < 500 &&
  Number(error.details['status']) !== tooManyRequests
