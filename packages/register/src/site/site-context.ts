/**
 * What the site asks of the register. The register's own context satisfies it with reads of its indexes and blobs;
 * the site never writes and never sees anything that is not public.
 */

/** A statement in the list: the same members as in `GET /api/v1/statements`. Times are RFC 3339 in UTC. */
export interface ListedStatement {
  readonly statement: string
  /** index of the act `deposit` in the log */
  readonly index: number
  readonly title: string
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  readonly kind: string
  readonly declarant: { readonly as: string; readonly name?: string | undefined }
  readonly institutions: readonly { readonly name: string }[]
  /** no later than: time of the witnessed checkpoint that covers the deposit */
  readonly deposited: string
  readonly published: string
}

export interface StatementPage {
  readonly statements: readonly ListedStatement[]
  /** the `before` of the next, older page; null on the last one */
  readonly next: number | null
}

/** One act of a statement as the site shows it. `time` is witnessed (no later than), RFC 3339 in UTC. */
export interface ShownAct {
  readonly kind: string
  readonly index: number
  readonly time: string | null
}

export interface ShownStatement {
  readonly statement: string
  /** `statement.json`, as in the proof bundle */
  readonly document: Uint8Array
  /** the condition under which the trustees released */
  readonly condition: { readonly type: string; readonly time?: string | undefined } | null
  /** in the order of the log: deposit, word?, release…, open, publish */
  readonly acts: readonly ShownAct[]
  /** how many releases opened it, and how many trustees there are */
  readonly released: number
  readonly trustees: number
  /** size of the proof bundle in bytes */
  readonly proofSize: number
}

export interface ShownRoster {
  readonly hash: string
  readonly origin: string
  readonly register: string
  readonly log: string
  readonly quorum: number
  readonly threshold: number
  readonly trustees: readonly {
    readonly name: string
    readonly key: string
    readonly recipient: string
    readonly inbox?: string | undefined
  }[]
  readonly witnesses: readonly { readonly name: string; readonly vkey: string }[]
}

export interface SiteContext {
  /** origin of the log */
  readonly origin: string
  /** newest first; `before` is the `next` of the page before */
  statements(before: number | undefined, limit: number): Promise<StatementPage>
  statement(id: string): Promise<ShownStatement | undefined>
  /** the current roster */
  roster(): Promise<ShownRoster>
  /** addresses at which trustees take signs of life themselves, of every roster that was ever current */
  inboxes(): readonly string[]
  /** the newest checkpoint with the quorum's cosignatures, as a signed note; undefined before there is one */
  checkpoint(): Promise<string | undefined>
  /** whether it has a list in which institutions are looked up */
  readonly hasInstitutions: boolean
  /** whether it fetches the signatures that open date locks */
  readonly opensDateLocks: boolean
  /** folder that the build of packages/page wrote: `web/` with its manifest, `offline/avow.html` */
  readonly pageFolder: string
}
