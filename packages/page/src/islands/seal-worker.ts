/** The worker of the sealing page. */
import '../strict.ts'
import { type WorkerScope, serveSealing } from '../seal/worker.ts'

serveSealing(globalThis as unknown as WorkerScope)
