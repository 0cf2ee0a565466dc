/** The database's history. A migration that has been released is never changed; the next one is added. */
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const first: Migration = {
  async up(db) {
    await sql`
      create table log (
        id smallint primary key check (id = 1),
        next_index bigint not null,
        integrated bigint not null,
        checkpoint text not null,
        check (0 <= integrated and integrated <= next_index)
      );
      insert into log values (1, 0, 0, '');
      create table entries (
        index bigint primary key,
        entry bytea not null check (length(entry) = 32),
        key text not null unique,
        kind text not null,
        statement text,
        act text not null
      );
      create index entries_statement on entries (statement, index);
      create index entries_kind on entries (kind, index) where kind in ('release', 'open', 'publish');
      create table deposits (
        statement text primary key,
        index bigint not null unique,
        locator text not null,
        roster text not null,
        envelope text not null
      );
      create index deposits_locator on deposits (locator, index);
      create table holdings (
        statement text not null,
        trustee smallint not null,
        state text not null,
        holding text not null,
        primary key (statement, trustee)
      );
      create table cosigned (
        size bigint primary key,
        checkpoint text not null,
        time bigint not null
      );
      create table publications (
        statement text primary key,
        published_index bigint not null unique,
        deposited_index bigint not null,
        listed text not null,
        proof_size integer not null
      )
    `.execute(db)
  },
}

/** Places by compare-and-swap on `turn`, covers, one leader at a time, cosigned checkpoints that nobody needs. */
const periods: Migration = {
  async up(db) {
    await sql`
      alter table log
        add column turn bigint not null default 0,
        add column leader text,
        add column leader_until timestamptz;
      create index entries_covers on entries (index) where kind = 'cover';
      alter table cosigned add column kept boolean not null default true
    `.execute(db)
  },
}

/** The post box: requests for evaluations and their answers, for an hour each. */
const postBox: Migration = {
  async up(db) {
    await sql`
      create table posted (
        blinded text primary key,
        posted text not null,
        work smallint not null,
        until timestamptz not null
      );
      create index posted_until on posted (until);
      create table evaluations (
        blinded text not null references posted on delete cascade,
        trustee smallint not null,
        evaluation text not null,
        primary key (blinded, trustee)
      )
    `.execute(db)
  },
}

/** Statements that are handed on to the trustees of other rosters. */
const resharing: Migration = {
  async up(db) {
    await sql`
      alter table holdings add column roster text not null default '';
      alter table holdings drop constraint holdings_pkey;
      alter table holdings add primary key (statement, roster, trustee);
      create index entries_reshares on entries (statement, index) where kind = 'reshare';
      create index entries_released on entries (index) where kind in ('release', 'release-parts')
    `.execute(db)
  },
}

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-periods': periods,
  '0003-post-box': postBox,
  '0004-resharing': resharing,
}
