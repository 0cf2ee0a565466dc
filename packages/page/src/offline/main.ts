/** The offline page: everything in one file, opened from a disk or a stick, without a network. */
import '../strict.ts'
import { show } from '../dom.ts'
import { type WorkerScope, serveSealing } from '../seal/worker.ts'
import { offlinePage } from './offline-page.ts'

// The file starts its own script once more to seal in a thread of its own; there is no page in there.
if (typeof document === 'undefined') serveSealing(globalThis as unknown as WorkerScope)
else show(document.body, offlinePage())
