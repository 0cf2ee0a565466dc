/** The members of `statement.json` that the site shows (spec/statement.md). */
export interface Span {
  readonly text: string
  readonly emphasis?: true
  readonly strong?: true
  readonly language?: string
}

export interface Document {
  readonly kind: string
  readonly title: string
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  readonly body: readonly (readonly Span[])[]
  readonly declarant: { readonly as: string; readonly name?: string }
  readonly institutions: readonly { readonly name: string; readonly unit?: string }[]
  readonly affiliations: readonly {
    readonly institution: number
    readonly role?: string
    readonly since?: string
    readonly until?: string
  }[]
  readonly convictions: readonly string[]
  readonly events: readonly { readonly description: string; readonly date?: string }[]
  readonly place?: string
  readonly written?: string
  readonly attachments: readonly {
    readonly name: string
    readonly mediaType: string
    readonly size: number
    readonly state: string
  }[]
  readonly wishes: { readonly licence: string }
}

export const decodeDocument = (bytes: Uint8Array): Document =>
  JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Document
