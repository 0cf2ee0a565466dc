import { type Roster, policyOf } from '@avow/core'
import {
  type Policy,
  type SignedNote,
  formatNote,
  formatProof,
  isSignatureBy,
  parseNote,
  parsePolicy,
  parseProof,
} from '@avow/tlog'

/** The signatures that a bundle may hold, in their order; of several by one key the first. */
function trimmed(note: SignedNote, policy: Policy): SignedNote {
  const keys = [...policy.logs, ...policy.witnesses].map(({ key }) => key)
  const signatures = keys.flatMap((key) =>
    note.signatures.filter((line) => isSignatureBy(line, key)).slice(0, 1),
  )
  return { text: note.text, signatures }
}

/**
 * A checkpoint in the form that a bundle holds (spec/opening.md, "Proof bundle"): without signatures that the roster's
 * policy does not name. For whoever writes bundles.
 * @throws TlogError `note_malformed`
 */
export const bundleCheckpointOf = (checkpoint: string, roster: Roster): string =>
  formatNote(trimmed(parseNote(checkpoint), parsePolicy(policyOf(roster))))

/** A receipt in the form that a bundle holds. @throws TlogError `proof_malformed`, `note_malformed` */
export function bundleReceiptOf(receipt: string, roster: Roster): string {
  const { index, path, checkpoint } = parseProof(receipt)
  return formatProof({ index, path, checkpoint: bundleCheckpointOf(checkpoint, roster) })
}
