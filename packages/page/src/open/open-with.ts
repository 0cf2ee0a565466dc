/** Opens a sealed file with what trustees have given, without any service. */
import { type EnvelopeFile, type OpenedPayload, type OpeningKey, openEnvelope, openPayload } from '@avow/core'
import type { Given } from './shares.ts'

export interface Outcome extends OpenedPayload {
  readonly openingKey: OpeningKey
  /** Whose shares opened it; none when it was the key. */
  readonly trustees: readonly number[]
  /** Whose shares are not the ones that the author made. */
  readonly wrong: readonly number[]
}

/** @throws CoreError as `openEnvelope` and `openPayload` */
export async function openWith(
  { envelope, payload }: EnvelopeFile,
  given: readonly Given[],
): Promise<Outcome> {
  const openingKey = given.find((one) => one.openingKey !== undefined)?.openingKey
  if (openingKey === undefined) {
    const shares = given.flatMap((one) => one.shares)
    return openEnvelope(envelope, payload, shares)
  }
  return { ...(await openPayload(payload, openingKey)), openingKey, trustees: [], wrong: [] }
}
