/** Keeps a database within its limits: the oldest ended runs and the oldest events go first. */
import type { DatabaseSync } from "node:sqlite";
import type { StoreLimits } from "./store.ts";
import { createRunRemover } from "./write-entries.ts";

interface Row {
  readonly kind: "run" | "event";
  readonly seq: number;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const rowsAtOnce = 200;

/** To be called within a transaction. */
export function createPruner(db: DatabaseSync, limits: StoreLimits): () => void {
  const sizes = db.prepare(`SELECT
    (SELECT count(*) FROM runs WHERE open = 0) AS runs, (SELECT count(*) FROM events) AS events,
    (SELECT total(bytes) FROM runs) + (SELECT total(bytes) FROM events) AS bytes`);
  // An open run that waits for an ended one is about to take its output.
  const oldestRuns = db.prepare(`SELECT 'run' AS kind, seq, bytes, created_at AS at FROM runs AS run WHERE open = 0
    AND NOT EXISTS (SELECT 1 FROM runs WHERE id = run.invoked_by AND open = 1) ORDER BY seq LIMIT ?`);
  const oldestEvents = db.prepare("SELECT 'event' AS kind, seq, bytes, received_at AS at FROM events ORDER BY seq LIMIT ?");
  const removeRun = createRunRemover(db);
  const removeEvent = db.prepare("DELETE FROM events WHERE seq = ?");

  const remove = ({ kind, seq }: Row): void => {
    if (kind === "run") removeRun(seq);
    else removeEvent.run(seq);
  };
  const read = (rows: readonly unknown[]): readonly Row[] => rows as readonly Row[];

  return () => {
    const size = sizes.get() as unknown as { readonly runs: number; readonly events: number; readonly bytes: number };
    let { bytes } = size;
    const drop = (rows: readonly Row[]): void => {
      for (const row of rows) {
        remove(row);
        bytes -= row.bytes;
      }
    };
    drop(read(oldestRuns.all(Math.max(0, size.runs - limits.runs))));
    drop(read(oldestEvents.all(Math.max(0, size.events - limits.events))));
    while (bytes > limits.bytes) {
      const rows = [...read(oldestRuns.all(rowsAtOnce)), ...read(oldestEvents.all(rowsAtOnce))].toSorted((a, b) => a.at - b.at);
      if (rows.length === 0) return;
      for (const row of rows.slice(0, rowsAtOnce)) {
        if (bytes <= limits.bytes) return;
        drop([row]);
      }
    }
  };
}
