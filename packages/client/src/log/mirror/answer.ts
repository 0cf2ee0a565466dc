/** What a mirror answers to a request that wants to change something. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** @param reason for people; whoever asked may read it */
export const refusal = (status: number, reason: string, headers: Answer['headers'] = {}): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${reason}\n`,
  headers,
})
