/** Where the programs of this project are. Paths are relative to `src/` and to `build/`, which are side by side. */
import { fileURLToPath } from 'node:url'

/** Where what was compiled is kept, for whoever starts next: half of the time of a start. */
// Not in the system's temporary folder: what lies there could have been put there by somebody else, and it is run.
export const compileCache = fileURLToPath(new URL('../../../node_modules/.cache/avow', import.meta.url))

export type Room = 'register' | 'trustee' | 'witness'

/** Daemons are of the same kind as this program: run from the sources, or from what the build made of them. */
const main = import.meta.url.endsWith('.ts') ? 'src/main.ts' : 'build/main.js'

/**
 * A trustee holds much for years on a small machine and is busy for a moment: its memory comes before its speed. Node
 * would take three times as much before it looked for what can be given back (docs/measurements.md). It asks for that
 * itself once it has opened its keys, which is what `--expose-gc` is for.
 */
const flags: Readonly<Record<Room, readonly string[]>> = {
  register: [],
  trustee: ['--optimize-for-size', '--expose-gc'],
  witness: [],
}

/**
 * What Node is given to run a daemon: flags and its program. Daemons are run as processes and never imported: each could
 * stand on another machine.
 */
export const programOf = (room: Room): readonly string[] => [
  ...flags[room],
  fileURLToPath(new URL(`../../${room}/${main}`, import.meta.url)),
]
