/** Opens a sealed file with what trustees have given, without any service. */
import {
  type EnvelopeFile,
  type OpenedPayload,
  type OpeningKey,
  type RoundSignature,
  openEnvelope,
  openPayload,
} from '@avow/core'
import type { Given } from './shares.ts'

export interface Outcome extends OpenedPayload {
  readonly openingKey: OpeningKey
  /** Whose shares opened it; none when it was the key. */
  readonly trustees: readonly number[]
  /** Names of the files whose shares are not ones that the author made. */
  readonly wrong: readonly string[]
}

/** What a file gave, and its name. */
export type GivenFile = Given & { readonly name: string }

/**
 * @param signature of the round for which a date lock waits
 * @throws CoreError as `openEnvelope` and `openPayload`
 */
export async function openWith(
  { envelope, payload }: EnvelopeFile,
  given: readonly GivenFile[],
  signature?: RoundSignature,
): Promise<Outcome> {
  const openingKey = given.find((one) => one.openingKey !== undefined)?.openingKey
  const desk = given.find((one) => one.desk !== undefined)?.desk
  if (openingKey === undefined) {
    const disclosed = given.flatMap(({ name, shares }) => shares.map((share) => ({ ...share, name })))
    const acts = given.flatMap((one) => one.acts ?? [])
    const opened = await openEnvelope(envelope, payload, disclosed, { acts, signature, desk })
    return { ...opened, wrong: opened.wrong.map((place) => disclosed[place]!.name) }
  }
  const opened = await openPayload(payload, openingKey, { signature, desk })
  return { ...opened, openingKey, trustees: [], wrong: [] }
}
