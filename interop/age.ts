/** age of its author (filippo.io/age), with the keys that trustees and authors have. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { combineShares, decodeEnvelope, openNote, openingKeyOf, type EnvelopeFile } from '@avow/core'
import { type Check, hold } from './checks.ts'
import { sealOne } from './deposits.ts'
import { runWell } from './program.ts'
import type { RegisterLog } from './register-log.ts'

const identityOf = ({ network }: RegisterLog, trustee: number): string =>
  join(network.folder, `trustee-${trustee}`, 'identity.txt')

/** Opened as a threshold of trustees does. */
async function openingKey(log: RegisterLog, { envelope, notes }: EnvelopeFile): Promise<string> {
  const shares = await Promise.all(
    notes.map(async (note, at) => {
      const identity = readFileSync(identityOf(log, at + 1), 'utf8').trim()
      return (await openNote(note, envelope, at + 1, identity)).share
    }),
  )
  return openingKeyOf(await combineShares(shares.slice(0, envelope.threshold)))
}

/** @param bin folder of programs; @param folder for files of the checks */
export function ageChecks(bin: string, folder: string, log: RegisterLog): Check[] {
  const age = join(bin, 'age')
  const sealed = sealOne(log.roster).then(({ file }) => decodeEnvelope(file))
  sealed.catch(() => {})
  return [
    {
      name: "age opens a trustee's note with the trustee's post-quantum identity",
      async run() {
        const { notes } = await sealed
        for (const [at, input] of notes.entries()) {
          const note = await runWell(age, ['--decrypt', '-i', identityOf(log, at + 1)], { input })
          hold(note.toString().includes('"share"'), 'there is no share in it')
        }
        return `${notes.length} notes`
      },
    },
    {
      name: 'age opens the payload with the opening key',
      async run() {
        const file = await sealed
        const identity = join(folder, 'opening.txt')
        writeFileSync(identity, `${await openingKey(log, file)}\n`, { mode: 0o600 })
        const tar = await runWell(age, ['--decrypt', '-i', identity], { input: file.payload })
        const list = await runWell('tar', ['--list', '--file', '-'], { input: tar })
        hold(list.toString().includes('statement.json'), 'there is no statement in it')
        return list.toString().trim().replaceAll('\n', ', ')
      },
    },
  ]
}
