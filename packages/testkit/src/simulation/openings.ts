/** The register opens and publishes (register/src/opening/), and a reader verifies what it has published. */
import {
  type ActOf,
  type Hash,
  CoreError,
  createAct,
  openEnvelope,
  policyOf,
  rosterHashOf,
  textHashOf,
} from '@avow/core'
import { actsForBundle, notBeforeFor } from '@avow/register/parts'
import {
  type Bundle,
  type Verdict,
  bundleReceiptOf,
  encodeBundle,
  verifyBundle,
  withUsefulNotBefore,
} from '@avow/verify'
import type { House } from './house.ts'
import type { Indexed, RegisterLog } from './register-log.ts'

export interface OpeningsOptions {
  readonly house: House
  readonly log: RegisterLog
  /** Told of every statement that is published, with what a reader finds. */
  readonly published: (statement: Hash, verdict: Verdict) => void
}

type Release = ActOf<'release'>

const releasesIn = (acts: readonly Indexed[]): Release[] =>
  acts.flatMap(({ act }) => (act.kind === 'release' ? [act] : []))

export function createOpenings({ house, log, published }: OpeningsOptions) {
  const { roster } = house
  const done = new Set<Hash>()

  const actsOf = (statement: Hash) => log.acts().filter(({ act }) => act.statement === statement)

  async function openedWith(statement: Hash, releases: readonly Release[]) {
    const { envelope, payload } = log.deposit(statement)!.sealed.file
    return openEnvelope(
      envelope,
      payload,
      releases.map(({ body }) => body),
    )
  }

  const isLogged = (kind: 'open' | 'publish', statement: Hash): boolean =>
    actsOf(statement).some(({ act }) => act.kind === kind)

  /**
   * Each act is in the log before the next is made. What has a place and is not in the log is sent again, as the register
   * does: a disk that failed in between is tried again.
   */
  async function open(statement: Hash): Promise<void> {
    const releases = releasesIn(actsOf(statement))
    if (log.act(`withdraw:${statement}`) && !log.act(`open:${statement}`)) return
    if (releases.length < log.deposit(statement)!.sealed.threshold) return
    const { openingKey, trustees, statementBytes } = await openedWith(statement, releases)
    const body = { openingKey, trustees: [...trustees] }
    if (!isLogged('open', statement)) log.place(createAct({ kind: 'open', statement, body }, house.register))
    if (isLogged('publish', statement) || !isLogged('open', statement)) return
    const text = textHashOf(statementBytes)
    log.place(createAct({ kind: 'publish', statement, body: { text } }, house.register))
  }

  async function bundleOf(statement: Hash): Promise<Bundle> {
    const acts = actsForBundle(actsOf(statement))
    const { envelope, payload } = log.deposit(statement)!.sealed.file
    const opened = await openedWith(statement, releasesIn(acts))
    const kept = log.notBefore(statement)
    const notBefore = kept && notBeforeFor(kept, acts, roster)
    return withUsefulNotBefore({
      version: 'avow/proof/v1',
      roster,
      policy: policyOf(roster),
      envelope,
      payload,
      openingKey: opened.openingKey,
      statement: opened.statement,
      acts: acts.map(({ act, index }) => ({ act, receipt: bundleReceiptOf(log.receiptOf(index), roster) })),
      ...(notBefore === undefined ? {} : { notBefore }),
    })
  }

  async function publish(statement: Hash): Promise<void> {
    const last = log.act(`publish:${statement}`)
    if (!last || (log.newest()?.size ?? 0) <= last.index || done.has(statement)) return
    done.add(statement)
    const bundle = encodeBundle(await bundleOf(statement))
    published(statement, await verifyBundle(bundle, { trustedRoster: rosterHashOf(roster) }))
  }

  return {
    /** Goes on with everything that can be opened or published. */
    async look(): Promise<void> {
      const released = new Set(releasesIn(log.acts()).map(({ statement }) => statement))
      for (const statement of released) {
        if (done.has(statement)) continue
        try {
          await open(statement)
          await publish(statement)
        } catch (cause) {
          // What does not open is its author's doing.
          if (!(cause instanceof CoreError)) throw cause
        }
      }
    },
  }
}
