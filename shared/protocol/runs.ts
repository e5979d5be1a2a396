/**
 * Requests of our own that the client makes of the debug adapter, about the runs of a session: to list them, to keep them
 * in a file, to go on from one of them in another way. Any client may; none has to.
 */
export const listRunsRequest = "inngest/runs";
export const recordingRequest = "inngest/recording";
export const forkRequest = "inngest/fork";

export interface RunRow {
  readonly runId: string;
  /** Id as written in `createFunction`. */
  readonly localId: string;
  readonly status: "queued" | "running" | "waiting" | "completed" | "failed" | "cancelled";
  /** Whether it stands in the debugger. */
  readonly isStopped: boolean;
  /** Number of finished steps. */
  readonly steps: number;
  readonly emitted: number;
  /** Run that caused this one, or that it was forked from. */
  readonly parent?: string;
  readonly isFork: boolean;
  /** The thread it is, while it is one. */
  readonly threadId?: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** In the order in which they started. */
export interface RunsAnswer {
  readonly runs: readonly RunRow[];
}

/** The whole session as a recording's text, secrets left out. */
export interface RecordingAnswer {
  readonly text: string;
}

/** Begins a run like the stopped one, with its first `position` results: as it stands where left out. */
export interface ForkArguments {
  readonly threadId: number;
  readonly position?: number | undefined;
}

export interface ForkAnswer {
  readonly runId: string;
}
