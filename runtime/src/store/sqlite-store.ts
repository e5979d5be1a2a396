/** History in a SQLite file, which several processes may share: each goes on with its own runs, all read everything. */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { AcceptedEvent, JournalEntry, KeptValue, Recording } from "../executor/journal.ts";
import type { JsonValue, RunState, RunStatus } from "../executor/model.ts";
import type { ExecutionResult } from "../executor/reduce.ts";
import { openDatabase, toWriteMistake } from "./open-database.ts";
import { createPruner } from "./prune.ts";
import { defaultStoreLimits, type RunSummary, type Store, type StoreLimits } from "./store.ts";
import { createEntryWriter } from "./write-entries.ts";

export interface SqliteStoreOptions {
  readonly Database: typeof DatabaseSync;
  /** Absolute path. */
  readonly file: string;
  /** False: open runs end with the session, and nobody goes on with them. */
  readonly resumes: boolean;
  readonly limits: Partial<StoreLimits>;
  /** The machine's time; default `performance.now`. */
  readonly now?: () => number;
}

/** So long after a failure nothing is tried again, in ms: what waits to be written only grows. */
const restMs = 250;

type Row = Readonly<Record<string, unknown>>;

const parse = (text: unknown): unknown => JSON.parse(String(text));

/** Throws a `StoreMistake` when the file cannot be used. */
export function createSqliteStore({ Database, file, resumes, limits: given, now = () => performance.now() }: SqliteStoreOptions): Store {
  const limits = { ...defaultStoreLimits, ...given };
  const { db, session, lock } = openDatabase(Database, file, resumes);
  const writer = createEntryWriter(db, session);
  const prune = createPruner(db, limits);
  /** To be pruned after so many entries: counting costs more than writing one. */
  const pruneAfter = Math.max(1, Math.floor(Math.min(limits.runs, limits.events) / 50));
  let sincePruned = 0;
  let noted: JournalEntry[] = [];
  let closed = false;
  let failed: { readonly at: number; readonly error: unknown } | undefined;

  function commit(): void {
    if (noted.length === 0 || closed) return;
    if (failed !== undefined && now() - failed.at < restMs) throw failed.error;
    try {
      db.exec("BEGIN IMMEDIATE");
      for (const entry of noted) writer.write(entry);
      sincePruned += noted.length;
      if (sincePruned >= pruneAfter) prune();
      db.exec("COMMIT");
    } catch (error) {
      writer.reset();
      if (db.isTransaction) db.exec("ROLLBACK");
      failed = { at: now(), error: toWriteMistake(error, file) };
      throw failed.error;
    }
    failed = undefined;
    noted = [];
    if (sincePruned >= pruneAfter) sincePruned = 0;
  }

  const read = (text: string, ...values: SQLInputValue[]): Row[] => {
    // What is there can be read also where nothing can be written.
    try {
      commit();
    } catch { /* who wrote it is told */ }
    return db.prepare(text).all(...values);
  };
  const toEvent = (row: Row): AcceptedEvent => parse(row["body"]) as AcceptedEvent;
  const toRecording = (row: Row): Recording => ({
    first: parse(row["first"]) as RunState,
    results: db.prepare("SELECT body FROM results WHERE run = ? ORDER BY seq").all(Number(row["seq"])).map(({ body }) => parse(body) as ExecutionResult),
  });
  const toSummary = (row: Row): RunSummary => ({
    runId: String(row["id"]), functionId: String(row["function_id"]), status: row["status"] as RunStatus,
    createdAt: Number(row["created_at"]), endedAt: row["ended_at"] === null ? undefined : Number(row["ended_at"]),
  });

  return {
    durable: true,
    note: (entry) => { noted.push(entry); },
    commit,
    event: (internalId) => read("SELECT body FROM events WHERE id = ?", internalId).map(toEvent)[0],
    restore: () => ({
      runs: read(`SELECT seq, first FROM runs WHERE (open = 1 AND session = ?1)
        OR invoked_by IN (SELECT id FROM runs WHERE open = 1 AND session = ?1) ORDER BY seq`, session).map(toRecording),
      kept: read("SELECT part, key, value FROM kept WHERE session = ?", session)
        .map(({ part, key, value }): KeptValue => ({ part: String(part), key: String(key), value: parse(value) as JsonValue })),
    }),
    events: ({ name, receivedAfter, before, limit = 100 } = {}) => read(
      `SELECT body FROM events WHERE (?1 IS NULL OR name = ?1) AND (?2 IS NULL OR received_at > ?2)
        AND (?3 IS NULL OR seq < (SELECT seq FROM events WHERE id = ?3)) ORDER BY seq DESC LIMIT ?4`,
      name ?? null, receivedAfter ?? null, before ?? null, limit,
    ).map(toEvent),
    runs: ({ functionId, status, event, before, limit = 100 } = {}) => read(
      `SELECT id, function_id, status, created_at, ended_at FROM runs WHERE (?1 IS NULL OR function_id = ?1) AND (?2 IS NULL OR status = ?2)
        AND (?3 IS NULL OR seq IN (SELECT run FROM started_by WHERE event = ?3))
        AND (?4 IS NULL OR seq < (SELECT seq FROM runs WHERE id = ?4)) ORDER BY seq DESC LIMIT ?5`,
      functionId ?? null, status ?? null, event ?? null, before ?? null, limit,
    ).map(toSummary),
    recording: (runId) => read("SELECT seq, first FROM runs WHERE id = ?", runId).map(toRecording)[0],
    close: () => {
      if (closed) return;
      failed = undefined;
      try {
        commit();
      } finally {
        closed = true;
        db.close();
        lock.release();
      }
    },
  };
}
