/** Shares from files: a trustee's act `release`, the note that a trustee opened with `age`, or the three members alone. */
import {
  type Act,
  type DisclosedShare,
  AvowError,
  CoreError,
  checkAct,
  decodeNote,
  decodeUtf8,
  encodeBase64,
  decodeBase64,
} from '@avow/core'
import { fail } from './error.ts'
import { readFile } from './io/files.ts'

const isShare = (value: unknown): boolean => {
  try {
    return (
      typeof value === 'string' &&
      decodeBase64(value).length === 33 &&
      encodeBase64(decodeBase64(value)) === value
    )
  } catch {
    return false
  }
}

function sharesOf(value: unknown): DisclosedShare | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { trustee, share, shareSalt } = ('body' in value ? value.body : value) as Record<string, unknown>
  const isNumber = Number.isInteger(trustee) && Number(trustee) >= 1 && Number(trustee) <= 32
  const isWhole =
    isNumber && isShare(share) && typeof shareSalt === 'string' && /^[0-9a-f]{64}$/.test(shareSalt)
  return isWhole ? ({ trustee, share, shareSalt } as DisclosedShare) : undefined
}

/** As `age --decrypt` gives it, with its padding. */
function noteOf(bytes: Uint8Array): DisclosedShare | undefined {
  try {
    return decodeNote(bytes)
  } catch (cause) {
    if (cause instanceof AvowError) return undefined
    throw cause
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes))
  } catch {
    // The parser quotes its input, which may be a share: its error is not passed on.
    return undefined
  }
}

const handingOn: ReadonlySet<string> = new Set(['reshare', 'release-parts'])

/** An act by which a statement was handed on, or what was handed on is disclosed; undefined where it is none, or not signed. */
function actOf(value: unknown): Act | undefined {
  try {
    const act = checkAct(value)
    return handingOn.has(act.kind) ? act : undefined
  } catch (cause) {
    if (cause instanceof CoreError) return undefined
    throw cause
  }
}

/** What one file gives. @throws CliError `shares_malformed`, `file_unreadable` */
export function readShare(path: string): DisclosedShare | Act {
  const bytes = readFile(path)
  const found = noteOf(bytes) ?? actOf(parsed(bytes)) ?? sharesOf(parsed(bytes))
  if (!found) throw fail('shares_malformed', { file: path })
  return found
}

export const isAct = (given: DisclosedShare | Act): given is Act => 'kind' in given

/** The acts `release` among the files, whole and signed: only those can count against the trustee that they name. */
export const readReleases = (paths: readonly string[]): Act[] =>
  paths.flatMap((path) => {
    try {
      return [checkAct(parsed(readFile(path)))]
    } catch (cause) {
      if (cause instanceof CoreError) return []
      throw cause
    }
  })
