/** Rows of the Runs view: the sessions that run, then the recordings of those that ended. */
import type { RunRow } from "../../../shared/protocol/runs.ts";
import { toShortId } from "../../../shared/inngest/short-id.ts";
import type { RecordedRun, Recording } from "../../../shared/recording/format.ts";
import { escapeUnsafe } from "../../../shared/text/unsafe.ts";

/** What is said of a run: its status, that it stands in the debugger, or that its session ended before it did. */
export type RunWord = RunRow["status"] | "stopped" | "not finished";

/** Of a run that was recorded: nothing of it goes on. */
export const toRecordedWord = ({ status }: Pick<RecordedRun, "status">): RunWord => (isUnderWay(status) ? "not finished" : status);

const isUnderWay = (status: RunRow["status"]): boolean => status === "running" || status === "waiting" || status === "queued";

export interface Row {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  /** `session` and `run` are of a debug session under way; the others of a file. */
  readonly contextValue: "session" | "run" | "recording" | "recordedRun" | "unreadable";
  readonly word: RunWord;
  /** The recording's file, as a URI. */
  readonly file?: string;
  readonly runId?: string;
  readonly children: readonly Row[];
}

/** Names are the user's, or those of whoever wrote the file. */
const toLabel = (name: string): string => escapeUnsafe(name.slice(0, 200));

/** As its thread is named: a hundred runs of one function differ in nothing else. */
const toName = ({ localId, runId }: Told): string => `${toLabel(localId)} ${toLabel(toShortId(runId))}`;

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

interface Told {
  readonly runId: string;
  readonly localId: string;
  readonly word: RunWord;
  readonly steps: number;
  readonly emitted: number;
  readonly parent: string | undefined;
  readonly isFork: boolean;
}

/** Each run under the one that caused it; a run whose cause is not among them stands at the top. Ids are unique. */
function nest(runs: readonly Told[], toRow: (run: Told, children: readonly Row[]) => Row): readonly Row[] {
  const known = new Set(runs.map(({ runId }) => runId));
  const below = new Map<string | undefined, Told[]>();
  for (const run of runs) {
    const parent = run.parent !== undefined && known.has(run.parent) ? run.parent : undefined;
    const siblings = below.get(parent);
    if (siblings === undefined) below.set(parent, [run]);
    else siblings.push(run);
  }
  // A chain of causes is as long as a session makes it: no recursion.
  const ordered: Told[] = [];
  for (const left = [...below.get(undefined) ?? []]; left.length > 0;) {
    const run = left.pop();
    if (run === undefined) continue;
    ordered.push(run);
    left.push(...below.get(run.runId) ?? []);
  }
  const rows = new Map<string, Row>();
  const rowsOf = (parent: string | undefined): readonly Row[] => (below.get(parent) ?? []).flatMap(({ runId }) => rows.get(runId) ?? []);
  for (const run of ordered.reverse()) rows.set(run.runId, toRow(run, rowsOf(run.runId)));
  return rowsOf(undefined);
}

const describe = ({ word, steps, emitted, isFork }: Told): string => `${isFork ? "fork, " : ""}${word} · ${count(steps, "step")}, ${count(emitted, "event")} emitted`;

/** A debug session under way. */
export function toSessionRow(sessionId: string, name: string, runs: readonly RunRow[]): Row {
  const told = runs.map((run): Told => ({ ...run, parent: run.parent, word: run.isStopped && isUnderWay(run.status) ? "stopped" : run.status }));
  const children = nest(told, (run, below) => ({
    key: `${sessionId}/${run.runId}`, label: toName(run), description: describe(run), contextValue: "run", word: run.word, runId: run.runId, children: below,
  }));
  return { key: sessionId, label: name, description: "debugging", contextValue: "session", word: "running", children };
}

/** A recording's file that cannot be read. */
export function toProblemRow(file: string, problem: string): Row {
  return { key: file, label: decodeURIComponent(file.slice(file.lastIndexOf("/") + 1)), description: problem, contextValue: "unreadable", word: "cancelled", file, children: [] };
}

/** The time of day, with its date where that is another. */
function toShortTime(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return new Date(at).toLocaleString(undefined, isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
}

/** A recording. `file` is its URI, `now` in milliseconds since the epoch. */
export function toRecordingRow(file: string, { runs, savedAt }: Recording, now: number): Row {
  const toTold = ({ runId, localId, status, steps, emitted, cause }: RecordedRun): Told => ({
    runId, localId, word: toRecordedWord({ status }), steps: steps.length, emitted: emitted.length, parent: cause.kind === "request" ? undefined : cause.runId, isFork: cause.kind === "fork",
  });
  const told = runs.map(toTold);
  const [main] = told;
  const toRow = (run: Told, children: readonly Row[]): Row => ({
    key: `${file}/${run.runId}`, label: toName(run), description: describe(run), contextValue: "recordedRun", word: run.word, runId: run.runId, file, children,
  });
  const below = nest(told, toRow).flatMap((row) => (row.runId === main?.runId ? row.children : [row]));
  return {
    key: file, label: toLabel(main?.localId ?? ""), description: `${toShortTime(savedAt, now)} · ${main === undefined ? "empty" : describe(main)}`, contextValue: "recording",
    word: main?.word ?? "cancelled", file, ...(main === undefined ? {} : { runId: main.runId }), children: below,
  };
}
