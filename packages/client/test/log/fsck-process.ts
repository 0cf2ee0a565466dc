/** Checks a log; says so and stands still as soon as something of it is remembered, so that it can be killed there. */
import { existsSync } from 'node:fs'
import { fsck, policyOfVkey } from '../../src/log/index.ts'

const [place, stateFile, vkey] = process.argv.slice(2)

await fsck({
  place: place!,
  stateFile,
  policy: policyOfVkey(vkey!),
  threads: 0,
  onProgress: ({ entries }) => {
    if (!existsSync(stateFile!)) return
    process.stdout.write(`${entries}\n`)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  },
})
