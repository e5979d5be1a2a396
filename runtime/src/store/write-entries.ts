/** Writes journal entries into the tables, within a transaction of the caller's. */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { JournalEntry } from "../executor/journal.ts";
import type { RunState } from "../executor/model.ts";
import { invokingRun, isOpen, startingEvents } from "./entries.ts";

type ResultEntry = Extract<JournalEntry, { kind: "result" }>;

/** Where the next result of a run goes. */
interface Tail {
  readonly run: number;
  next: number;
}

export interface EntryWriter {
  write(entry: JournalEntry): void;
  /** Forgets what was remembered of rows: they may have been rolled back. */
  reset(): void;
}

export function createEntryWriter(db: DatabaseSync, session: number): EntryWriter {
  /** Of open runs that were written lately. */
  const tails = new Map<string, Tail>();
  const sql = (text: string): ((...values: SQLInputValue[]) => { readonly lastInsertRowid: number | bigint }) => {
    const statement = db.prepare(text);
    return (...values) => statement.run(...values);
  };
  const addEvent = sql("INSERT OR IGNORE INTO events (id, name, received_at, body, bytes) VALUES (?, ?, ?, ?, ?)");
  const removeEvent = sql("DELETE FROM events WHERE id = ?");
  const addRun = sql("INSERT INTO runs (id, session, function_id, invoked_by, status, open, created_at, first, bytes) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)");
  const addStart = sql("INSERT OR IGNORE INTO started_by (event, run) VALUES (?, ?)");
  const addResult = sql("INSERT INTO results (run, seq, body) VALUES (?, ?, ?)");
  const updateRun = sql("UPDATE runs SET session = ?, status = ?, open = ?, ended_at = ?, bytes = bytes + ? WHERE seq = ?");
  const growRun = sql("UPDATE runs SET status = ?, bytes = bytes + ? WHERE seq = ?");
  const keep = sql("INSERT OR REPLACE INTO kept (session, part, key, value) VALUES (?, ?, ?, ?)");
  const forget = sql("DELETE FROM kept WHERE session = ? AND part = ? AND key = ?");
  const findTail = db.prepare("SELECT seq, (SELECT coalesce(max(results.seq), -1) + 1 FROM results WHERE run = runs.seq) AS next FROM runs WHERE id = ?");
  const removeRun = createRunRemover(db);

  function tailOf(runId: string): Tail | undefined {
    const known = tails.get(runId);
    if (known !== undefined) return known;
    const row = findTail.get(runId);
    if (row === undefined) return undefined;
    const tail = { run: Number(row["seq"]), next: Number(row["next"]) };
    tails.set(runId, tail);
    return tail;
  }

  function writeRun(run: RunState): void {
    const text = JSON.stringify(run);
    const seq = Number(addRun(run.runId, session, run.functionId, invokingRun(run) ?? null, run.status, run.startedAt, text, text.length).lastInsertRowid);
    tails.set(run.runId, { run: seq, next: 0 });
    for (const event of startingEvents(run)) addStart(event, seq);
  }

  function writeResult({ runId, result, status }: ResultEntry): void {
    const tail = tailOf(runId);
    if (tail === undefined) return;
    const text = JSON.stringify(result);
    addResult(tail.run, tail.next++, text);
    if (result.kind === "rewound") return void updateRun(session, status, 1, null, text.length, tail.run);
    if (isOpen(status)) return void growRun(status, text.length, tail.run);
    tails.delete(runId);
    if ("at" in result && result.kind !== "stepFinished") updateRun(session, status, 0, result.at, text.length, tail.run);
    else growRun(status, text.length, tail.run);
  }

  return {
    reset: () => { tails.clear(); },
    write: (entry) => {
      switch (entry.kind) {
        case "eventAccepted": {
          const text = JSON.stringify(entry.accepted);
          addEvent(entry.accepted.internalId, entry.accepted.event.name, entry.accepted.receivedAt, text, text.length);
          return;
        }
        case "eventsForgotten": return entry.internalIds.forEach((id) => { removeEvent(id); });
        case "runCreated": return writeRun(entry.run);
        case "result": return writeResult(entry);
        case "runRemoved": {
          const tail = tailOf(entry.runId);
          tails.delete(entry.runId);
          if (tail !== undefined) removeRun(tail.run);
          return;
        }
        case "kept": {
          if (entry.value === undefined) forget(session, entry.part, entry.key);
          else keep(session, entry.part, entry.key, JSON.stringify(entry.value));
          return;
        }
      }
    },
  };
}

/** Removes a run by its row, with everything of it. */
export function createRunRemover(db: DatabaseSync): (run: number) => void {
  const statements = ["DELETE FROM results WHERE run = ?", "DELETE FROM started_by WHERE run = ?", "DELETE FROM runs WHERE seq = ?"].map((text) => db.prepare(text));
  return (run) => { for (const statement of statements) statement.run(run); };
}
