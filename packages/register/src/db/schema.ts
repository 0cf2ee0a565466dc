/** Tables of the register. Work in progress and indexes: all but `holdings` can be rebuilt from log and blobs. */
/** One row: where the log stands. */
interface LogTable {
  id: number
  /** Moves with everything that is given a place. */
  turn: number
  /** All places below have been given out; acts may have places beyond, which then wait for their period. */
  next_index: number
  /** All places below are in tiles and in the signed checkpoint. */
  integrated: number
  /** The log's own signed checkpoint of size `integrated`; empty before the first. */
  checkpoint: string
  /** Which process leads, and until when (see leader.ts). */
  leader: string | null
  leader_until: Date | null
}

/** Acts, and the covers that are not in tiles yet. */
interface EntriesTable {
  index: number
  /** 32 bytes, what the public log holds. */
  entry: Uint8Array
  /** What makes an act the same act: a second one with this key is answered with the first. */
  key: string
  kind: string
  statement: string | null
  /** Canonical JSON of the act; of a cover `{"salt"}`. */
  act: string
}

interface DepositsTable {
  statement: string
  index: number
  /** What `envelope.json` holds of the locator. */
  locator: string
  roster: string
  envelope: string
}

interface HoldingsTable {
  statement: string
  /** Hash of the roster in which the trustee has its number; empty for that of the envelope. */
  roster: string
  trustee: number
  state: string
  holding: string
}

/**
 * The earliest checkpoint of each size that has the quorum's cosignatures: the evidence of time. One that covers no
 * act that an earlier one does not is not kept; of those only the newest is here.
 */
interface CosignedTable {
  size: number
  checkpoint: string
  /** Milliseconds since the epoch, by the quorum. */
  time: number
  kept: boolean
}

interface PublicationsTable {
  statement: string
  /** Index of the act `publish`; the list is ordered by it. */
  published_index: number
  deposited_index: number
  /** JSON of `GET /api/v1/statements`, one item. */
  listed: string
  proof_size: number
}

/** Requests for evaluations, for as long as they are answered. */
interface PostedTable {
  blinded: string
  posted: string
  /** In bits. */
  work: number
  until: Date
}

interface EvaluationsTable {
  blinded: string
  trustee: number
  evaluation: string
}

export interface Schema {
  log: LogTable
  entries: EntriesTable
  deposits: DepositsTable
  holdings: HoldingsTable
  cosigned: CosignedTable
  publications: PublicationsTable
  posted: PostedTable
  evaluations: EvaluationsTable
}
