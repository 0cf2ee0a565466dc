/** What anybody can see of a log, at one size. */
import { decodeEntries, formatTilePath, parseCheckpoint, parseNote, tileWidth, countAt } from '@avow/tlog'

export interface View {
  readonly size: number
  /** By path: type, caching and length of the answer. */
  readonly files: Readonly<Record<string, string>>
  readonly entries: readonly Uint8Array[]
}

/** All files that a log of a size has: full tiles, and the partial ones at the right edge. */
function pathsOf(size: number): string[] {
  const tilesOf = (level: number | 'entries', count: number) =>
    Array.from({ length: Math.ceil(count / tileWidth) }, (_, index) =>
      formatTilePath({ level, index, width: Math.min(tileWidth, count - index * tileWidth) }),
    )
  const levels: string[] = tilesOf('entries', size)
  for (let level = 0; countAt(level, size) > 0; level += 1)
    levels.push(...tilesOf(level, countAt(level, size)))
  return levels
}

const said = (answer: Response, length: number): string =>
  [answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control'), length].join(' ')

async function fetchBytes(address: string): Promise<{ answer: Response; bytes: Uint8Array }> {
  const answer = await fetch(address)
  return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) }
}

/** Looks at everything public, as it is for the newest checkpoint. */
export async function look(address: string): Promise<View> {
  const { answer, bytes } = await fetchBytes(`${address}/log/checkpoint`)
  const note = new TextDecoder().decode(bytes)
  const { size } = parseCheckpoint(parseNote(note).text)
  const files: Record<string, string> = { checkpoint: said(answer, note.length) }
  const entries: Uint8Array[] = []
  for (const path of pathsOf(size)) {
    const tile = await fetchBytes(`${address}/log/${path}`)
    files[path] = said(tile.answer, tile.bytes.length)
    if (path.startsWith('tile/entries/')) entries.push(...decodeEntries(tile.bytes, tile.bytes.length / 34))
  }
  return { size, files, entries }
}

/** A page with what differs between any two registers, and between any two sizes of a log, taken out; other numbers stay. */
export async function lookAtPage(address: string, path: string): Promise<string> {
  const text = await (await fetch(address + path)).text()
  // In a checkpoint the size has a line of its own.
  const [size] = /^\d+$/m.exec(text) ?? []
  return text
    .replaceAll(address, '')
    .replaceAll(/([0-9a-f]{4} ){3,}[0-9a-f]{4}/g, '…')
    .replaceAll(/[A-Za-z0-9+/=_-]{24,}/g, '…')
    .replaceAll(new RegExp(`\\b(${size}|${Number(size).toLocaleString('en')})\\b`, 'g'), 'size')
}
