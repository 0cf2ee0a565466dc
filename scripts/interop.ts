/**
 * `npm run interop`: the log, the witness and the envelope against software that others wrote (interop/).
 * Ends with the line "N passed, N failed"; exit code 0 when nothing failed.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ageChecks } from '../interop/age.ts'
import { type Count, runChecks } from '../interop/checks.ts'
import { goMadeChecks } from '../interop/go-made.ts'
import { buildAll, pinnedVersions, vet, whyNoGo } from '../interop/go.ts'
import { prepareLitewitness } from '../interop/litewitness.ts'
import { registerChecks, startRegister } from '../interop/register-log.ts'
import { tesseraChecks } from '../interop/tessera-log.ts'
import { timelockChecks } from '../interop/timelock.ts'

const count: Count = { passed: 0, failed: 0 }

/** Everything that needs a register: a whole network, with a witness that is not ours. */
async function checkRegister(bin: string, folder: string): Promise<void> {
  const litewitness = await prepareLitewitness(bin, folder)
  const log = await startRegister(join(folder, 'network'), litewitness)
  try {
    await runChecks(registerChecks(bin, folder, log, litewitness), count)
    await runChecks(ageChecks(bin, folder, log), count)
  } finally {
    await log.network.stop()
    await litewitness.stop()
  }
}

async function checkAll(folder: string): Promise<void> {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  await runChecks(
    [
      { name: 'go vet', run: vet },
      { name: 'go build', run: () => buildAll(bin) },
    ],
    count,
  )
  if (count.failed > 0) return
  await runChecks([...goMadeChecks(bin), ...timelockChecks(bin), ...tesseraChecks(bin, folder)], count)
  await runChecks(
    [
      {
        name: 'a network with litewitness',
        run: async () => (await checkRegister(bin, folder), 'ended in order'),
      },
    ],
    count,
  )
}

const missing = await whyNoGo()
if (missing === undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'avow-interop-'))
  try {
    await checkAll(folder)
  } finally {
    // Daemons that were ended by force may still be leaving.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
} else {
  console.log(`Skipped, because ${missing}: ${pinnedVersions()}. Everything else is tested by npm test.`)
}
console.log(`${count.passed} passed, ${count.failed} failed`)
process.exitCode = count.failed === 0 ? 0 : 1
