/** Where the programs of this project are. Paths are relative to `src/` and to `build/`, which are side by side. */
import { fileURLToPath } from 'node:url'

/** Where what was compiled is kept, for whoever starts next: half of the time of a start. */
// Not in the system's temporary folder: what lies there could have been put there by somebody else, and it is run.
export const compileCache = fileURLToPath(new URL('../../../node_modules/.cache/avow', import.meta.url))

export type Room = 'register' | 'trustee' | 'witness'

/** Daemons are of the same kind as this program: run from the sources, or from what the build made of them. */
const main = import.meta.url.endsWith('.ts') ? 'src/main.ts' : 'build/main.js'

/** The program of a daemon. Daemons are run as processes and never imported: each could stand on another machine. */
export const mainOf = (room: Room): string => fileURLToPath(new URL(`../../${room}/${main}`, import.meta.url))
