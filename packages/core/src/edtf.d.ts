/** The part of `edtf` that is used here; the package brings no types. */
declare module 'edtf' {
  export function parse(text: string, constraints?: { level?: 0 | 1 | 2 }): { type: string; level: number }
}
