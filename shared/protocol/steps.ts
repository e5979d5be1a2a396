/**
 * The steps of one run, for a view and for values beside the source: what the client shows while it debugs, whichever
 * debugger has the focus.
 */

/** Request from the client: the steps of a run. */
export const stepsRequest = "inngest/steps";

/** Event from the adapter, without body: the last answer is out of date. Sent once for each answer, to clients that ask. */
export const stepsChangedEvent = "inngest/stepsChanged";

export interface StepsArguments {
  /** Thread of the run; left out, the run that stopped last, in our debugger or in the JavaScript one. */
  readonly threadId?: number | undefined;
}

/** `next`: the run stands before it. `notReached`: written in the function, and no pass has come to it yet. */
export type StepState = "notReached" | "planned" | "next" | "running" | "waiting" | "memoized" | "failed";

/** A place in a file. Line and column count from 1. */
export interface StepPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export interface StepRow {
  /** With the number of a repeat: `loop:1`. What is known of it where the function makes it up as it runs: `send-…`. */
  readonly id: string;
  /** `step.run`, `step.sendEvent`, … */
  readonly tool: string;
  readonly state: StepState;
  readonly place?: StepPlace;
  /** Output or error on one line; of a step that sends, `ids: [01HQ8PTAESBZPBDS8JTRZZYY3S]`. */
  readonly value?: string;
  /** A second try or more, from 2. */
  readonly attempt?: number;
}

export interface EmittedRow {
  /** ULID. */
  readonly id: string;
  readonly name: string;
  /** Id of the step that sent it. */
  readonly step?: string;
  readonly place?: StepPlace;
  /** Number of runs that it started. */
  readonly runs: number;
}

export interface RunSteps {
  readonly runId: string;
  /** As its thread is named. */
  readonly name: string;
  readonly status: "queued" | "running" | "waiting" | "completed" | "failed" | "cancelled";
  /** In the order of the source, repeats in the order in which they came. */
  readonly steps: readonly StepRow[];
  readonly emitted: readonly EmittedRow[];
}

export interface StepsAnswer {
  /** Left out before the first run and where the thread is gone. */
  readonly run?: RunSteps;
}
