/** What a trustee keeps of the institution key: its share above all, which nobody can give it again. */
import type {
  DealerSecret,
  DkgMessage,
  DkgPhase,
  DkgSetup,
  Hash,
  InstitutionKey,
  SecretScalar,
} from '@avow/core'
import type { Sql } from '../sqlite.ts'

/** A ceremony in which this trustee takes part. */
export interface KeptCeremony {
  readonly session: Hash
  readonly setup: DkgSetup
  /** What it deals; null before it has committed, and where it is no dealer. */
  readonly secret: DealerSecret | null
  /** The messages of each closed phase, as this trustee read them first. */
  readonly closed: readonly (readonly DkgMessage[])[]
  /** What it says, each made once and kept before it is sent. */
  readonly said: readonly DkgMessage[]
}

/** This trustee's share of a key, under its number in it. */
export interface KeptShare {
  readonly trustee: number
  readonly share: SecretScalar
}

/** What comes into being together with a message, and must be kept with it. */
export interface Beside {
  readonly secret?: DealerSecret
  readonly share?: KeptShare
}

export interface InstitutionStore {
  /** The newest key in use that this trustee knows. */
  key(): InstitutionKey | undefined
  /** Takes a key in use. Every share but that of this key, and what was dealt for it, is destroyed. */
  useKey(key: InstitutionKey): void
  share(session: Hash): KeptShare | undefined
  ceremony(session: Hash): KeptCeremony | undefined
  /** @param roster hash of the roster for which the key is made */
  begin(session: Hash, setup: DkgSetup, roster: Hash): void
  close(session: Hash, phase: DkgPhase, messages: readonly DkgMessage[]): void
  say(message: DkgMessage, beside: Beside): void
  /** Whether a key was the one to be handed on in a ceremony in which this trustee took part. */
  wasHandedOn(session: Hash): boolean
  /** Session of the new key that this trustee has confirmed for a roster. */
  confirmedFor(roster: Hash): Hash | undefined
}

export const institutionSchema = `
CREATE TABLE institution_key (only INTEGER PRIMARY KEY CHECK (only = 1), document TEXT NOT NULL) STRICT;
CREATE TABLE institution_shares (session TEXT PRIMARY KEY, trustee INTEGER NOT NULL, share TEXT NOT NULL) STRICT;
CREATE TABLE ceremonies (session TEXT PRIMARY KEY, setup TEXT NOT NULL, roster TEXT NOT NULL, secret TEXT) STRICT;
CREATE TABLE ceremony_phases (session TEXT NOT NULL, phase TEXT NOT NULL, messages TEXT NOT NULL,
  PRIMARY KEY (session, phase)) STRICT;
CREATE TABLE ceremony_messages (session TEXT NOT NULL, phase TEXT NOT NULL, message TEXT NOT NULL,
  PRIMARY KEY (session, phase)) STRICT;
`

const jsonIn = <T>(row: Record<string, unknown> | undefined, column: string): T | undefined =>
  typeof row?.[column] === 'string' ? (JSON.parse(row[column]) as T) : undefined

/** Overwrites, then deletes, what may not outlast its use: a threshold of old shares is still the key. */
function destroyOthers({ run }: Sql, session: Hash): void {
  run(`UPDATE institution_shares SET share = hex(zeroblob(32)) WHERE session <> ?`, session)
  run('DELETE FROM institution_shares WHERE session <> ?', session)
  run(`UPDATE ceremonies SET secret = hex(zeroblob(length(secret) / 2)) WHERE secret IS NOT NULL`)
  run('UPDATE ceremonies SET secret = NULL')
}

function useKey(sql: Sql, key: InstitutionKey): void {
  sql.transaction(() => {
    sql.run(
      'INSERT INTO institution_key VALUES (1, ?) ON CONFLICT DO UPDATE SET document = excluded.document',
      JSON.stringify(key),
    )
    destroyOthers(sql, key.session)
  })
  // Old pages of the write-ahead file would keep what was overwritten.
  sql.truncateLog()
}

function ceremonyIn({ one, all }: Sql, session: Hash): KeptCeremony | undefined {
  const row = one('SELECT setup, secret FROM ceremonies WHERE session = ?', session)
  if (!row) return undefined
  const closed = all('SELECT messages FROM ceremony_phases WHERE session = ? ORDER BY rowid', session)
  const said = all('SELECT message FROM ceremony_messages WHERE session = ? ORDER BY rowid', session)
  return {
    session,
    setup: jsonIn(row, 'setup')!,
    secret: jsonIn(row, 'secret') ?? null,
    closed: closed.map((phase) => jsonIn<DkgMessage[]>(phase, 'messages')!),
    said: said.map((one) => jsonIn<DkgMessage>(one, 'message')!),
  }
}

function say({ run, transaction }: Sql, message: DkgMessage, { secret, share }: Beside): void {
  const { session, phase } = message
  transaction(() => {
    if (secret) run('UPDATE ceremonies SET secret = ? WHERE session = ?', JSON.stringify(secret), session)
    if (share)
      run('INSERT OR IGNORE INTO institution_shares VALUES (?, ?, ?)', session, share.trustee, share.share)
    run('INSERT OR IGNORE INTO ceremony_messages VALUES (?, ?, ?)', session, phase, JSON.stringify(message))
  })
}

/** Each change is one transaction, durable when it returns. */
export const institutionsIn = (sql: Sql): InstitutionStore => ({
  key: () => jsonIn(sql.one('SELECT document FROM institution_key'), 'document'),
  useKey: (key) => useKey(sql, key),
  share: (session) =>
    sql.one('SELECT trustee, share FROM institution_shares WHERE session = ?', session) as
      | KeptShare
      | undefined,
  ceremony: (session) => ceremonyIn(sql, session),
  begin(session, setup, roster) {
    sql.run('INSERT INTO ceremonies VALUES (?, ?, ?, NULL)', session, JSON.stringify(setup), roster)
  },
  close(session, phase, messages) {
    sql.run('INSERT INTO ceremony_phases VALUES (?, ?, ?)', session, phase, JSON.stringify(messages))
  },
  say: (message, beside) => say(sql, message, beside),
  wasHandedOn: (session) =>
    sql.one(`SELECT 1 FROM ceremonies WHERE json_extract(setup, '$.previous.session') = ?`, session) !==
    undefined,
  confirmedFor: (roster) =>
    sql.one(
      `SELECT session FROM ceremonies JOIN ceremony_messages USING (session)
       WHERE roster = ? AND phase = 'confirm' AND json_extract(setup, '$.previous') IS NULL`,
      roster,
    )?.['session'] as Hash | undefined,
})
