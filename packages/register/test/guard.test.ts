/** A register that starts beside others, which go on meanwhile. */
import { randomBytes, utf8 } from '@avow/core'
import { type SignerKey, keyType } from '@avow/tlog'
import { expect, test } from 'vitest'
import { checkAgainstBlobs } from '../src/sequencer/guard.ts'
import { createLogHead } from '../src/sequencer/head.ts'
import { createLogSigner } from '../src/sequencer/signer.ts'
import type { Tree } from '../src/sequencer/tree.ts'
import type { Storage } from '../src/storage/storage.ts'

const key: SignerKey = { name: 'register.example', type: keyType.ed25519, seed: randomBytes(32) }
const signer = createLogSigner(key)
const rootOf = (size: number, history = 0): Uint8Array => new Uint8Array(32).fill(size).fill(history, 31)

/** A log that grows by one whenever anything of it is read. @param history another has other roots */
function startLog(history = 0) {
  const logHead = createLogHead()
  let size = 1
  const after = <T>(value: T): T => {
    size += 1
    return value
  }
  return {
    logHead,
    vkey: signer.vkey,
    storage: {
      read: async () => after(utf8(signer.sign(size, rootOf(size, history)))),
    } as Partial<Storage> as Storage,
    tree: { root: async (of: number) => after(rootOf(of)) } as Partial<Tree> as Tree,
    refresh: async () => after(logHead.setHead({ size, checkpoint: signer.sign(size, rootOf(size)) })),
  }
}

test('what others publish meanwhile is no other log', async () => {
  const log = startLog()
  await log.refresh()
  await expect(checkAgainstBlobs(log)).resolves.toBeUndefined()
})

test('another log is, and one that the database does not reach', async () => {
  await expect(checkAgainstBlobs(startLog(7))).rejects.toMatchObject({ code: 'log_inconsistent' })
  const behind = { ...startLog(), refresh: async () => {} }
  await expect(checkAgainstBlobs(behind)).rejects.toMatchObject({ code: 'log_inconsistent' })
})
