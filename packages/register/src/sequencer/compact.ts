/** Puts small files of acts together. What is in them is in the larger one, on disk, before they are removed. */
import { decodeUtf8 } from '@avow/core'
import { actsPath } from '../reads/paths.ts'
import type { Storage } from '../storage/storage.ts'
import { type Range, findRanges } from './acts-files.ts'

/** How many entries a file holds that is not put together with others any more. */
export const compactedLength = 4096

/** The first small files that follow each other without gap or overlap and are long enough together. */
function runOf(ranges: readonly Range[]): Range[] {
  let run: Range[] = []
  for (const range of ranges.filter(({ start, end }) => end - start < compactedLength)) {
    run = run.at(-1)?.end === range.start ? [...run, range] : [range]
    if (range.end - run[0]!.start >= compactedLength) return run
  }
  return []
}

/** A file without its brackets: one item a line. */
async function linesOf(storage: Storage, { path }: Range): Promise<string> {
  const data = await storage.read(path)
  if (!data) throw new Error('a file that was listed is gone')
  return decodeUtf8(data).slice('[\n'.length, -'\n]\n'.length)
}

/** @param size of the log */
export async function compactActs(storage: Storage, size: number): Promise<void> {
  const run = runOf(await findRanges(storage, Math.max(0, size - 4 * compactedLength)))
  if (run.length < 2) return
  const parts = await Promise.all(run.map((range) => linesOf(storage, range)))
  const data = new TextEncoder().encode(`[\n${parts.join(',\n')}\n]\n`)
  await storage.createMany([{ path: actsPath(run[0]!.start, run.at(-1)!.end), data, write: 'newest' }])
  await storage.removeMany(run.map(({ path }) => path))
}
