/** Signs checkpoints as the log. */
import {
  type SignerKey,
  createNoteSigner,
  formatCheckpoint,
  formatVkey,
  signNote,
  verifierKeyOf,
} from '@avow/tlog'

export interface LogSigner {
  readonly vkey: string
  /** @returns the signed note of a checkpoint. @param root 32 bytes */
  sign(size: number, root: Uint8Array): string
}

/** @param key of type Ed25519, named by the log's origin */
export function createLogSigner(key: SignerKey): LogSigner {
  const signer = createNoteSigner(key)
  return {
    vkey: formatVkey(verifierKeyOf(key)),
    sign: (size, root) =>
      signNote(formatCheckpoint({ origin: key.name, size, root, extensions: [] }), [signer]),
  }
}
