import type { AcceptedEvent, Journal, Recording, Restored } from "../executor/journal.ts";
import type { RunStatus } from "../executor/model.ts";

/** One row of a list of runs. */
export interface RunSummary {
  readonly runId: string;
  /** Composite id. */
  readonly functionId: string;
  readonly status: RunStatus;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly endedAt: number | undefined;
}

/** Newest first. `before` is an id of the page before: what comes after it in the list. */
interface Page {
  /** At most so many; default 100. */
  readonly limit?: number;
  readonly before?: string;
}

export interface EventQuery extends Page {
  /** Exact name. */
  readonly name?: string;
  /** Milliseconds since the epoch; later ones only. */
  readonly receivedAfter?: number;
}

export interface RunQuery extends Page {
  readonly functionId?: string;
  readonly status?: RunStatus;
  /** Internal id: the runs that this event started, those of its batch included. */
  readonly event?: string;
}

export interface StoreLimits {
  /** Ended runs kept. */
  readonly runs: number;
  readonly events: number;
  /** Runs with their results, and events, in bytes of JSON. */
  readonly bytes: number;
}

export const defaultStoreLimits: StoreLimits = { runs: 10_000, events: 50_000, bytes: 256 * 1024 * 1024 };

/** Runs in memory are held with every state they had. */
export const memoryStoreLimits: StoreLimits = { runs: 2000, events: 10_000, bytes: 64 * 1024 * 1024 };

/**
 * History: the executor's journal, and the lists that it fills. Everything is synchronous, and what `note` took can be
 * read at once.
 *
 * To use one: `openStore`, hand it to `startSession` (or to `createExecutor` as `journal`, with `restore()` as
 * `restored`), call `executor.resume()` once requests can be answered, and at the end `executor.suspend()` (open runs go on
 * next time) or `executor.stop()` (they are cancelled), then `close()`.
 *
 * Beyond its limits the oldest ended runs and the oldest events are dropped; a run that is open never is.
 */
export interface Store extends Journal {
  /** True when it survives this process. */
  readonly durable: boolean;
  /** What earlier sessions left open. It belongs to this session from the opening on: no other one is given it. */
  restore(): Restored;
  events(query?: EventQuery): readonly AcceptedEvent[];
  runs(query?: RunQuery): readonly RunSummary[];
  /** Undefined when there is no such run, or no longer; `replay` makes its state. */
  recording(runId: string): Recording | undefined;
  /** Commits, and gives the runs that are still open to whichever session is opened next. May be called more than once. */
  close(): void;
}
