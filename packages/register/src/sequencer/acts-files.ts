/** Which files hold the acts of which range of the log. */
import { actsFolder } from '../reads/paths.ts'
import type { Storage } from '../storage/storage.ts'

export interface Range {
  readonly path: string
  readonly start: number
  /** Exclusive. */
  readonly end: number
}

const million = 1_000_000

/** Files of acts that hold something at or after `from`. One that begins in the million before may reach over. */
export async function findRanges(storage: Storage, from: number): Promise<Range[]> {
  const first = Math.max(0, Math.floor(from / million) - 1)
  const folders = (await storage.list('acts')).map(Number).filter((folder) => folder >= first)
  const names = folders.map(async (folder) => {
    const of = actsFolder(folder * million)
    return (await storage.list(of)).map((name) => ({
      path: `${of}/${name}`,
      bounds: name.split(/[-.]/).map(Number),
    }))
  })
  return (await Promise.all(names))
    .flat()
    .map(({ path, bounds }) => ({ path, start: bounds[0]!, end: bounds[1]! }))
    .filter(({ end }) => end > from)
    .sort((a, b) => a.start - b.start || b.end - a.end)
}
