/** Where blobs are. */

/** @param statement identifier, hex */
export const envelopePath = (statement: string): string =>
  `envelopes/${statement.slice(0, 2)}/${statement}.avow`

export const proofPath = (statement: string): string => `published/${statement}.avowproof`

/** The acts of a range of the log, from which the indexes can be rebuilt. @param end exclusive */
export const actsPath = (start: number, end: number): string => `acts/${start}-${end}.json`

/** @param path as C2SP tlog-tiles names it, such as `tile/0/000.p/7` */
export const logPath = (path: string): string => `log/${path}`

/** For a condition `at`: the cosigned checkpoint by which the first release was accepted. */
export const notBeforePath = (statement: string): string => `not-before/${statement}`
