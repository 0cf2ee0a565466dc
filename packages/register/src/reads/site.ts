/** What the pages are given: reads of what is public, and nothing else. */
import { type Hash, type Roster, encodeStatement, rosterHashOf } from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import type { ShownRoster, ShownStatement, SiteContext } from '../site/site-context.ts'
import { listStatements, readBundle } from './statements.ts'

async function readShown(context: RegisterContext, id: string): Promise<ShownStatement> {
  const { bundle, size, acts } = await readBundle(context, id as Hash)
  const releases = bundle.acts.flatMap(({ act }) =>
    act.kind === 'release' || act.kind === 'release-parts' ? [act] : [],
  )
  return {
    statement: id,
    document: encodeStatement(bundle.statement),
    condition: releases[0]?.body.condition ?? null,
    acts: acts.map(({ kind, index, time }) => ({ kind, index, time })),
    released: releases.length,
    trustees: (bundle.rosters?.at(-1) ?? bundle.roster).trustees.length,
    proofSize: size,
  }
}

function isUnknown(cause: unknown): undefined {
  if (cause instanceof RegisterError && cause.code === 'statement_unknown') return undefined
  throw cause
}

/** Rosters hold nothing that could mean more than one address in a policy. */
const inboxesIn = (rosters: Iterable<Roster>): string[] => [
  ...new Set([...rosters].flatMap(({ trustees }) => trustees.flatMap(({ inbox }) => inbox ?? []))),
]

export function createSiteContext(context: RegisterContext): SiteContext {
  const { roster, rosters, config } = context
  const inboxes = inboxesIn(rosters.values())
  const shown: ShownRoster = { hash: rosterHashOf(roster), ...roster }
  return {
    origin: config.origin,
    pageFolder: config.pageFolder,
    hasInstitutions: config.institutions !== undefined,
    opensDateLocks: config.drandUrl !== undefined,
    statements: (before, limit) => listStatements(context, { before, limit }),
    statement: (id) => readShown(context, id).catch(isUnknown),
    roster: async () => shown,
    inboxes: () => inboxes,
    checkpoint: async () => context.logHead.cosigned()?.checkpoint,
  }
}
