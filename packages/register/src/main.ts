/**
 * The register as a process. `main.ts` serves; `main.ts init` makes the keys and prints their public parts.
 * Prints one JSON line when it is ready, ends cleanly on SIGTERM, SIGINT and, with AVOW_PARENT_PIPE=1, when stdin closes.
 * Exit codes: 0 ended as asked, 1 failed, 2 a setting is wrong, 3 the port is in use.
 */
import { enableCompileCache } from 'node:module'

// Syncs wait in threads of the platform: as many as the syncs that a disk takes at once, not as the cores.
process.env['UV_THREADPOOL_SIZE'] ??= '16'
// Before anything large is loaded: a register that is started again is there in half the time.
enableCompileCache()
const { run } = await import('./run.ts')
process.exit(await run(process.argv[2] ?? 'serve'))
