/** Measured in the browser: the verdict on a bundle, and beside it the bare primitives that it needs at least. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { verifyBundle } from '@avow/verify'

const rounds = 40

export async function measure({ bundle, signatures }: { bundle: string; signatures: number }) {
  const bytes = new TextEncoder().encode(bundle)
  const seed = new Uint8Array(32).fill(1)
  const message = new Uint8Array(200)
  const signature = ed25519.sign(message, seed)
  const key = ed25519.getPublicKey(seed)
  const verdicts: number[] = []
  const limits: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now()
    const verdict = await verifyBundle(bytes)
    verdicts.push(performance.now() - start)
    if (verdict.text.status !== 'proven') throw new Error(`the bundle does not verify: ${verdict.text.code}`)
    const bare = performance.now()
    for (let n = 0; n < signatures; n += 1) ed25519.verify(signature, message, key)
    sha256(bytes)
    limits.push(performance.now() - bare)
  }
  return { verdicts, limits }
}
