/** Tiles of a register's log. What comes is not trusted: proofs made of it are verified against the checkpoint. */
import { type Client, refusalOf } from '@avow/client'
import { type TilePlace, type TileReader, formatTilePath, hashLength, tileWidth } from '@avow/tlog'

/** A partial tile gives way to the full one when that is there (C2SP tlog-tiles); what it held is the beginning of it. */
async function readPlace(client: Client, place: TilePlace): Promise<{ bytes: Uint8Array; width: number }> {
  try {
    return { bytes: await client.tile(formatTilePath(place)), width: place.width }
  } catch (cause) {
    if (place.width === tileWidth || refusalOf(cause) !== 'not_found') throw cause
    return { bytes: await client.tile(formatTilePath({ ...place, width: tileWidth })), width: tileWidth }
  }
}

export const tileReaderOf = (client: Client): TileReader => ({
  async readTile(level, index, width) {
    const { bytes } = await readPlace(client, { level, index, width })
    return bytes.subarray(0, width * hashLength)
  },
})

export const readEntryBundle = (client: Client, index: number, width: number) =>
  readPlace(client, { level: 'entries', index, width })
