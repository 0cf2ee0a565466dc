/** Who holds a statement: the trustees for whom it was sealed, and those to whom it was handed on. */
import type { ActOf, Hash, Roster } from '@avow/core'
import type { RegisterContext } from '../context.ts'

/** Its acts `reshare` that have a place in the log below `size`. */
async function readReshares(
  { db }: RegisterContext,
  statement: string,
  size: number,
): Promise<ActOf<'reshare'>[]> {
  const rows = await db
    .selectFrom('entries')
    .select('act')
    .where('kind', '=', 'reshare')
    .where('statement', '=', statement)
    .where('index', '<', size)
    .orderBy('index')
    .execute()
  return rows.map(({ act }) => JSON.parse(act) as ActOf<'reshare'>)
}

/** The hashes of the rosters to whose trustees a statement was handed on; each once. @param size of the log */
export async function handedOnTo(
  context: RegisterContext,
  statement: string,
  size = context.logHead.head().size,
): Promise<Hash[]> {
  const reshares = await readReshares(context, statement, size)
  return [...new Set(reshares.map(({ body }) => body.path.at(-1)!))]
}

export const numberOf = (roster: Roster | undefined, key: string): number | undefined =>
  (roster?.trustees.findIndex((trustee) => trustee.key === key) ?? -1) + 1 || undefined
