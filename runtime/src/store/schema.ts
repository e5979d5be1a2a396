import type { DatabaseSync } from "node:sqlite";

/** Raised with every change of the tables; a file of a later version is left alone. */
export const schemaVersion = 1;

/**
 * Every session that is open has a row and holds a lock of its own. `events` and `runs` are everybody's to read; a run
 * that is open belongs to its session, and so does what is kept by key.
 */
const tables = `
CREATE TABLE sessions (id INTEGER PRIMARY KEY AUTOINCREMENT, resumes INTEGER NOT NULL) STRICT;
CREATE TABLE events (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, received_at INTEGER NOT NULL, body TEXT NOT NULL, bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_name ON events (name);
CREATE TABLE runs (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session INTEGER NOT NULL, function_id TEXT NOT NULL, invoked_by TEXT, status TEXT NOT NULL, open INTEGER NOT NULL,
  created_at INTEGER NOT NULL, ended_at INTEGER, first TEXT NOT NULL, bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX runs_by_open ON runs (open, session);
CREATE INDEX runs_by_invoker ON runs (invoked_by) WHERE invoked_by IS NOT NULL;
CREATE TABLE results (run INTEGER NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (run, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE started_by (event TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY (event, run)) STRICT, WITHOUT ROWID;
CREATE INDEX started_by_run ON started_by (run);
CREATE TABLE kept (session INTEGER NOT NULL, part TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (session, part, key)) STRICT, WITHOUT ROWID;
`;

/** The version of the tables in a database; 0 for one that is new. */
export function readVersion(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
}

/** Within a transaction. */
export function createTables(db: DatabaseSync): void {
  db.exec(`${tables} PRAGMA user_version = ${schemaVersion};`);
}
