/** Where blobs are. */

/** @param statement identifier, hex */
export const envelopePath = (statement: string): string =>
  `envelopes/${statement.slice(0, 2)}/${statement}.avow`

/** The notes that came with an act `reshare`, one for each trustee of the next roster. @param entry of the act, hex */
export const partNotesPath = (statement: string, entry: string): string =>
  `reshares/${statement.slice(0, 2)}/${statement}/${entry}.json`

export const proofPath = (statement: string): string => `published/${statement}.avowproof`

/** What was opened for the desk only, encrypted to the desk. */
export const deskPath = (statement: string): string => `desk/${statement}.age`

/** Ranges that begin in the same million lie in one folder. */
export const actsFolder = (start: number): string => `acts/${Math.floor(start / 1_000_000)}`

/** The acts of a range of the log, from which the indexes can be rebuilt. @param end exclusive */
export const actsPath = (start: number, end: number): string => `${actsFolder(start)}/${start}-${end}.json`

export const rosterPath = (hash: string): string => `rosters/${hash}.json`

const numbered = (number: number): string => String(number).padStart(6, '0')

/** The messages of a ceremony's phases, and a file for each phase that is closed. @param number from 1 */
export const ceremonyFolder = (number: number): string => `ceremonies/${numbered(number)}`

/** The document of the key that a ceremony made. @param number of the ceremony */
export const institutionKeyPath = (number: number): string => `institution-keys/${numbered(number)}.json`

/** @param path as C2SP tlog-tiles names it, such as `tile/0/000.p/7` */
export const logPath = (path: string): string => `log/${path}`

/** For a condition `at`: the cosigned checkpoint by which the first release was accepted. */
export const notBeforePath = (statement: string): string => `not-before/${statement}`

/** The signature of a drand round with which something was opened. */
export const roundPath = (round: number): string => `rounds/${round}`
