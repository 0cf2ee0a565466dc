/** What a check remembers: how far it came, and the checkpoint that it saw, so that the next one must be its successor. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { faultOf } from './fault.ts'

const stateSchema = z.strictObject({
  version: z.literal(1),
  /** The newest checkpoint that was seen, a signed note. */
  checkpoint: z.string(),
  /** Units of that log, from the first, that were found to be sound; 0 after a check that came to its end. */
  units: z.int().min(0),
})
export type FsckState = z.infer<typeof stateSchema>

const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'

/** @returns undefined when there is no such file. @throws LogFault `state_malformed` */
export function readState(file: string): FsckState | undefined {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw faultOf('state_malformed', { path: file }, cause)
  }
}

/** The file is whole at every moment. */
export function writeState(file: string, state: FsckState): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(state)}\n`, { flush: true })
  renameSync(`${file}.new`, file)
}
