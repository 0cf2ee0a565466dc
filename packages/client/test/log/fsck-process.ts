/** Checks a log and says each unit that is done; stands still after the first, so that it can be killed there. */
import { fsck, policyOfVkey } from '../../src/log/index.ts'

const [place, stateFile, vkey] = process.argv.slice(2)

await fsck({
  place: place!,
  stateFile,
  policy: policyOfVkey(vkey!),
  threads: 0,
  onProgress: ({ entries }) => {
    process.stdout.write(`${entries}\n`)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  },
})
