/** Which statements are about which institution, and how many of them open together (spec/conditions.md, "Together"). */
import { type Condition, type InstitutionTag, type Hash, type Match, leavesOf } from '@avow/core'
import type { Sql } from './sqlite.ts'
import type { Terms } from './reshare/store.ts'
import type { Deposit } from './store.ts'

/** What a condition asks of the others, by institution: the least size where it asks for several. */
interface Ask {
  readonly institution: InstitutionTag
  readonly size: number
}

/** A count of the largest stable set, from the observed time at which it was reached; null where there is none. */
export interface Count {
  readonly institution: InstitutionTag
  readonly all: number
  readonly vouched: number
}

export interface TogetherStore {
  /** Institutions about which something is due at `time`. */
  dueInstitutions(time: number): InstitutionTag[]
  /** This institution and all that are asked about by a statement that asks about one of them. */
  linkedWith(institution: InstitutionTag): InstitutionTag[]
  /** Whether so many authors have sealed something about it that the smallest size may be reached, or was. */
  mayMatch(institution: InstitutionTag): boolean
  /** Deposits about any of them that are held or released. */
  about(institutions: readonly InstitutionTag[]): Deposit[]
  asksOf(statement: Hash): InstitutionTag[]
  countOf(institution: InstitutionTag): Count
  /** Takes new counts, and makes everything due that is about these institutions. */
  setCounts(counts: readonly Count[], time: number | null): void
  matchesOf(statement: Hash): Match[]
}

export const togetherSchema = `
CREATE TABLE asks (institution TEXT NOT NULL, statement TEXT NOT NULL, size INTEGER NOT NULL,
  PRIMARY KEY (institution, statement)) STRICT, WITHOUT ROWID;
CREATE INDEX asks_statement ON asks (statement);
CREATE TABLE matches (institution TEXT NOT NULL, count INTEGER NOT NULL, time INTEGER,
  PRIMARY KEY (institution, count)) STRICT, WITHOUT ROWID;
`

/** Vouchers that are spent, and counts of those for whom a desk has vouched beside those of all. */
export const vouchedSchema = `
ALTER TABLE deposits ADD COLUMN credential TEXT;
CREATE UNIQUE INDEX deposits_credential ON deposits (credential) WHERE credential IS NOT NULL;
ALTER TABLE matches RENAME TO matches_of_all;
CREATE TABLE matches (institution TEXT NOT NULL, vouched INTEGER NOT NULL, count INTEGER NOT NULL, time INTEGER,
  PRIMARY KEY (institution, vouched, count)) STRICT, WITHOUT ROWID;
INSERT INTO matches SELECT institution, 0, count, time FROM matches_of_all;
DROP TABLE matches_of_all;
`

function asksIn(condition: Condition): readonly Ask[] {
  const sizes = new Map<InstitutionTag, number>()
  for (const { leaf } of leavesOf(condition))
    if (leaf.type === 'together') {
      const institution = leaf.institution as InstitutionTag
      sizes.set(institution, Math.min(leaf.size, sizes.get(institution) ?? leaf.size))
    }
  return [...sizes].map(([institution, size]) => ({ institution, size }))
}

/** Keeps what a new deposit asks of others. @returns whether it asks anything: then it is due, and so are they */
export function addAsks({ run }: Sql, statement: Hash, { condition }: Pick<Terms, 'condition'>): boolean {
  const asks = asksIn(condition)
  for (const { institution, size } of asks)
    run('INSERT OR IGNORE INTO asks VALUES (?, ?, ?)', institution, statement, size)
  return asks.length > 0
}

const counted = `state IN ('holds', 'releasing', 'released')`

function mayMatch(sql: Sql, institution: InstitutionTag): boolean {
  const row = sql.one(
    `SELECT count(DISTINCT author) AS authors, coalesce(min(size), 0) AS least
     FROM asks JOIN deposits USING (statement) WHERE institution = ? AND ${counted}`,
    institution,
  )!
  const least = Number(row['least'])
  return least > 0 && (Number(row['authors']) >= least || countIn(sql, institution).all >= least)
}

function countIn({ one }: Sql, institution: InstitutionTag): Count {
  const of = (vouched: 0 | 1): number =>
    Number(
      one(
        'SELECT coalesce(max(count), 0) AS count FROM matches WHERE institution = ? AND vouched = ?',
        institution,
        vouched,
      )!['count'],
    )
  return { institution, all: of(0), vouched: of(1) }
}

const textsIn = <T extends string>(rows: readonly Record<string, unknown>[], column: string): T[] =>
  rows.map((row) => row[column] as T)

/** All at once would be as many as there are; from one to the next is as many as are linked. */
function linkedWith({ all }: Sql, first: InstitutionTag): InstitutionTag[] {
  const linked = new Set([first])
  for (const institution of linked)
    for (const other of textsIn<InstitutionTag>(
      all(
        `SELECT DISTINCT others.institution FROM asks JOIN asks AS others USING (statement)
         JOIN deposits USING (statement) WHERE asks.institution = ? AND ${counted}`,
        institution,
      ),
      'institution',
    ))
      linked.add(other)
  return [...linked]
}

function setCounts({ run, transaction }: Sql, counts: readonly Count[], time: number | null): void {
  transaction(() => {
    for (const { institution, all, vouched } of counts) {
      for (const [kind, count] of [all, vouched].entries()) {
        run(
          'DELETE FROM matches WHERE institution = ? AND vouched = ? AND count > ?',
          institution,
          kind,
          count,
        )
        run('INSERT OR IGNORE INTO matches VALUES (?, ?, ?, ?)', institution, kind, count, time)
      }
      run(
        `UPDATE deposits SET due = 0 WHERE state IN ('holds', 'releasing')
         AND statement IN (SELECT statement FROM asks WHERE institution = ?)`,
        institution,
      )
    }
  })
}

/** @param columns of a deposit, as `Store` gives it */
export const togetherIn = (sql: Sql, columns: string): TogetherStore => ({
  dueInstitutions: (time) =>
    textsIn(
      sql.all(
        `SELECT DISTINCT institution FROM deposits JOIN asks USING (statement)
         WHERE state IN ('holds', 'releasing') AND due <= ?`,
        time,
      ),
      'institution',
    ),
  linkedWith: (institution) => linkedWith(sql, institution),
  mayMatch: (institution) => mayMatch(sql, institution),
  about: (institutions) =>
    sql.all(
      `SELECT ${columns} FROM deposits WHERE ${counted}
       AND statement IN (SELECT statement FROM asks JOIN json_each(?) ON institution = value)`,
      JSON.stringify(institutions),
    ) as unknown as Deposit[],
  asksOf: (statement) =>
    textsIn(sql.all('SELECT institution FROM asks WHERE statement = ?', statement), 'institution'),
  countOf: (institution) => countIn(sql, institution),
  setCounts: (counts, time) => setCounts(sql, counts, time),
  matchesOf: (statement) =>
    sql
      .all(
        'SELECT institution, vouched, count, matches.time FROM asks JOIN matches USING (institution) WHERE statement = ?',
        statement,
      )
      .map((row) => ({
        kind: 'match',
        institution: row['institution'] as InstitutionTag,
        all: Number(row['count']),
        // So many of all there are then too.
        vouched: row['vouched'] === 1 ? Number(row['count']) : 0,
        time: row['time'] as number | null,
      })),
})
