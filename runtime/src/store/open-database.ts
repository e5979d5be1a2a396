/** Opens a history file: its tables, a session of our own, and what sessions that are over left open. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { ExecutionResult } from "../executor/reduce.ts";
import { createTables, readVersion, schemaVersion } from "./schema.ts";
import { isBusy, takeLock, type SessionLock } from "./session-lock.ts";

/** What keeps a history file from being used: one sentence for the user that names the file. */
export class StoreMistake extends Error {
  override readonly name = "StoreMistake";
}

export interface OpenDatabase {
  readonly db: DatabaseSync;
  /** Row of this session. */
  readonly session: number;
  readonly lock: SessionLock;
}

/** How long to wait for another process that writes, in ms. */
const patience = 5000;

const lockFile = (file: string, session: number): string => `${file}-session-${session}`;

export function openDatabase(Database: typeof DatabaseSync, file: string, resumes: boolean): OpenDatabase {
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    db = new Database(file, { timeout: patience });
    if (isForeign(db)) throw new StoreMistake(`${file} is a database of another program; name another file for the history`);
    useWriteAheadLog(db);
    return { db, ...beginSession(Database, db, file, resumes) };
  } catch (error) {
    db?.close();
    throw toMistake(error, file);
  }
}

/**
 * It has tables, and none of our versions made them: not even its journal is ours to change. Tables first: another process
 * may create ours just now, and their version comes with them.
 */
function isForeign(db: DatabaseSync): boolean {
  return db.prepare("SELECT 1 FROM sqlite_master LIMIT 1").get() !== undefined && readVersion(db) === 0;
}

/** Two processes that create the file at once do not wait for each other here, whatever the timeout. */
function useWriteAheadLog(db: DatabaseSync): void {
  const until = Date.now() + patience;
  for (;;) {
    try {
      db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 16777216");
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** All in one transaction, which only one process is in at a time. */
function beginSession(Database: typeof DatabaseSync, db: DatabaseSync, file: string, resumes: boolean): Omit<OpenDatabase, "db"> {
  db.exec("BEGIN IMMEDIATE");
  let lock: SessionLock | undefined;
  try {
    const version = readVersion(db);
    if (version > schemaVersion) throw new StoreMistake(`the history ${file} was written by a later version of Stepwise; update Stepwise, or name another file`);
    if (version === 0) createTables(db);
    const others = db.prepare("SELECT id, resumes FROM sessions").all();
    const session = Number(db.prepare("INSERT INTO sessions (resumes) VALUES (?)").run(resumes ? 1 : 0).lastInsertRowid);
    lock = takeLock(Database, lockFile(file, session));
    if (lock === undefined) throw new Error("the lock of a new session is taken");
    for (const other of others) takeOver(Database, db, file, { id: Number(other["id"]), resumes: other["resumes"] === 1 }, { id: session, resumes });
    db.exec("COMMIT");
    return { session, lock };
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    lock?.release();
    throw error;
  }
}

interface Session {
  readonly id: number;
  readonly resumes: boolean;
}

/** A session that nobody holds any more: we go on with its runs; runs of a session that does not resume end with it. */
function takeOver(Database: typeof DatabaseSync, db: DatabaseSync, file: string, other: Session, mine: Session): void {
  const lock = takeLock(Database, lockFile(file, other.id));
  if (lock === undefined) return;
  // Where we do not resume either, a session that does will.
  if (other.resumes && !mine.resumes) return lock.release();
  if (other.resumes) {
    db.prepare("UPDATE runs SET session = ? WHERE session = ? AND open = 1").run(mine.id, other.id);
    db.prepare("INSERT OR REPLACE INTO kept SELECT ?, part, key, value FROM kept WHERE session = ?").run(mine.id, other.id);
  } else {
    cancelOpenRuns(db, other.id);
  }
  db.prepare("DELETE FROM kept WHERE session = ?").run(other.id);
  db.prepare("DELETE FROM sessions WHERE id = ?").run(other.id);
  lock.release();
}

function cancelOpenRuns(db: DatabaseSync, session: number): void {
  const at = Date.now();
  const result = { kind: "cancelled", at, cancellation: { because: "its session ended" } } satisfies ExecutionResult;
  const addResult = db.prepare("INSERT INTO results SELECT ?1, coalesce(max(seq), -1) + 1, ?2 FROM results WHERE run = ?1");
  const endRun = db.prepare("UPDATE runs SET open = 0, status = 'cancelled', ended_at = ? WHERE seq = ?");
  for (const { seq } of db.prepare("SELECT seq FROM runs WHERE session = ? AND open = 1").all(session)) {
    addResult.run(Number(seq), JSON.stringify(result));
    endRun.run(at, Number(seq));
  }
}

/** SQLite's primary result code. */
const codeOf = (error: Error): number | undefined => ("errcode" in error ? Number(error.errcode) & 0xff : undefined);

/** Of what went wrong while a history that is open was written. */
export function toWriteMistake(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof StoreMistake) return error;
  if (codeOf(error) === 13) return new StoreMistake(`the history ${file} cannot be written, because its disk is full; make room there`);
  if (isBusy(error)) return new StoreMistake(`the history ${file} is being written by another program that does not let go of it; close that program`);
  return new StoreMistake(`the history ${file} cannot be written (${error.message}); see to it that its folder can be`);
}

function toMistake(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof StoreMistake) return error;
  const code = codeOf(error);
  if (code === 13) return new StoreMistake(`the history ${file} cannot be opened, because its disk is full; make room there, or name another file`);
  if (code === 11 || code === 26) return new StoreMistake(`the history ${file} is damaged or is no history (${error.message}); move it away or name another file`);
  if (isBusy(error)) return new StoreMistake(`the history ${file} is being written by another program that does not let go of it; close that program, or name another file`);
  return new StoreMistake(`the history ${file} cannot be opened (${error.message}); name a file in a folder that can be written`);
}
