export { type MadeLog, type MakeLogOptions, entryOfIndex, makeLog } from './make-log.ts'
