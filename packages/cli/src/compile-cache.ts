/** Where what was compiled is kept, for whoever starts next: half of the time of a start. */
import { fileURLToPath } from 'node:url'

// Not in the system's temporary folder: what lies there could have been put there by somebody else, and it is run.
export const compileCache = fileURLToPath(new URL('../../../node_modules/.cache/avow', import.meta.url))
