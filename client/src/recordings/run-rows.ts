/** Rows of the Runs view: the sessions that run, then the recordings of those that ended. */
import type { RunRow } from "../../../shared/protocol/runs.ts";
import type { RecordedRun, Recording } from "../../../shared/recording/format.ts";

export interface Row {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  /** `session` and `run` are of a debug session under way; `recording` and `recordedRun` of a file. */
  readonly contextValue: "session" | "run" | "recording" | "recordedRun";
  readonly status: RunRow["status"];
  /** The recording's file, as a URI. */
  readonly file?: string;
  readonly runId?: string;
  readonly children: readonly Row[];
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

interface Told {
  readonly runId: string;
  readonly localId: string;
  readonly status: RunRow["status"];
  readonly steps: number;
  readonly emitted: number;
  readonly parent: string | undefined;
  readonly isFork: boolean;
}

/** Each run under the one that caused it; a run whose cause is not among them stands at the top. */
function nest(runs: readonly Told[], toRow: (run: Told, children: readonly Row[]) => Row): readonly Row[] {
  const known = new Set(runs.map(({ runId }) => runId));
  const below = (parent: string | undefined): readonly Row[] => runs
    .filter((run) => (parent === undefined ? run.parent === undefined || !known.has(run.parent) : run.parent === parent))
    .map((run) => toRow(run, below(run.runId)));
  return below(undefined);
}

const describe = ({ status, steps, emitted, isFork }: Told): string => `${isFork ? "fork, " : ""}${status} · ${count(steps, "step")}, ${count(emitted, "event")} emitted`;

/** A debug session under way. */
export function toSessionRow(sessionId: string, name: string, runs: readonly RunRow[]): Row {
  const told = runs.map((run): Told => ({ ...run, parent: run.parent }));
  const children = nest(told, (run, below) => ({
    key: `${sessionId}/${run.runId}`, label: run.localId, description: describe(run), contextValue: "run", status: run.status, runId: run.runId, children: below,
  }));
  return { key: sessionId, label: name, description: "debugging", contextValue: "session", status: "running", children };
}

/** A recording. `file` is its URI. */
export function toRecordingRow(file: string, { runs, savedAt }: Recording): Row {
  const toTold = ({ runId, localId, status, steps, emitted, cause }: RecordedRun): Told => ({
    runId, localId, status, steps: steps.length, emitted: emitted.length, parent: cause.kind === "request" ? undefined : cause.runId, isFork: cause.kind === "fork",
  });
  const told = runs.map(toTold);
  const [main] = told;
  const toRow = (run: Told, children: readonly Row[]): Row => ({
    key: `${file}/${run.runId}`, label: run.localId, description: describe(run), contextValue: "recordedRun", status: run.status, runId: run.runId, file, children,
  });
  const below = nest(told, toRow).flatMap((row) => (row.runId === main?.runId ? row.children : [row]));
  return {
    key: file, label: main?.localId ?? "", description: `${main === undefined ? "" : describe(main)} · ${new Date(savedAt).toLocaleString()}`, contextValue: "recording",
    status: main?.status ?? "cancelled", file, ...(main === undefined ? {} : { runId: main.runId }), children: below,
  };
}
