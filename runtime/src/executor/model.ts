/**
 * The executor's values. All immutable plain data: history is a list of `RunState`, and stepping back is choosing an
 * earlier one. Words are the wire protocol's own.
 */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** An event as functions receive it. `id` is what `event.id` shows; `internalId` is the ULID the event API answered. */
export interface InngestEvent {
  readonly name: string;
  readonly data: JsonValue;
  readonly id: string;
  readonly ts: number;
  readonly v?: string;
  readonly user?: JsonValue;
}

export interface SerializedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: JsonValue;
}

export type Opcode =
  | "StepPlanned" | "StepRun" | "StepError" | "StepFailed" | "Step" | "Sleep" | "WaitForEvent" | "WaitForSignal"
  | "InvokeFunction" | "AIGateway" | "Gateway" | "RunComplete" | "StepNotFound" | "DiscoveryRequest" | "DeferAdd" | "DeferAbort";

/** A place in the user's source: 1-based line and column, absolute path. */
export interface SourcePosition {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** A step the SDK has reported and whose result is not known yet. */
export interface PlannedStep {
  /** SHA-1 of the id, the memoization key. */
  readonly hashedId: string;
  /** As written by the user, with `:n` for repeats. */
  readonly id: string;
  readonly displayName: string;
  readonly opcode: Opcode;
  /** `step.sendEvent`, `step.run`, `step.sleep`, …; what the user called. */
  readonly tool: string;
  readonly opts: JsonValue;
  /** Sleep duration, awaited event name: what the SDK puts in `name`. */
  readonly name: string | undefined;
  /** What the step is about to work on, where it can be observed: the payload of `sendEvent`, the input of `run`. */
  readonly input: JsonValue | undefined;
  readonly callSite: SourcePosition | undefined;
  readonly attempt: number;
}

export type StepResult =
  | { readonly kind: "data"; readonly data: JsonValue }
  | { readonly kind: "error"; readonly error: SerializedError };

/** A step whose result is memoized. */
export interface MemoizedStep extends PlannedStep {
  readonly result: StepResult;
  /** Number of attempts made, from 1. */
  readonly attempts: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** An event that a run sent. */
export interface EmittedEvent {
  /** ULID from the event API. */
  readonly internalId: string;
  readonly event: InngestEvent;
  /** Sending step; undefined for `inngest.send` outside a step. */
  readonly step: { readonly id: string; readonly hashedId: string } | undefined;
  /** Runs it started. */
  readonly runs: readonly string[];
}

export type RunStatus = "running" | "waiting" | "completed" | "failed" | "cancelled";

/** Why a run exists. */
export type RunCause =
  | { readonly kind: "request" }
  | { readonly kind: "event"; readonly internalId: string; readonly runId: string | undefined; readonly step: string | undefined }
  | { readonly kind: "invoke"; readonly runId: string; readonly step: string }
  | { readonly kind: "failure"; readonly runId: string };

export interface RunState {
  readonly runId: string;
  readonly functionId: string;
  readonly status: RunStatus;
  readonly cause: RunCause;
  readonly events: readonly InngestEvent[];
  readonly attempt: number;
  readonly maxAttempts: number;
  /** In the order in which their results arrived. */
  readonly steps: readonly MemoizedStep[];
  readonly planned: readonly PlannedStep[];
  readonly emitted: readonly EmittedEvent[];
  readonly output: JsonValue | undefined;
  readonly error: SerializedError | undefined;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
}

/** What the executor tells the world. The debug session and the command line translate these. */
export type ExecutorEvent =
  | { readonly type: "runStarted"; readonly run: RunState }
  | { readonly type: "stepPlanned"; readonly runId: string; readonly step: PlannedStep }
  | { readonly type: "stepAttemptFailed"; readonly runId: string; readonly step: PlannedStep; readonly error: SerializedError; readonly retryAt: number }
  | { readonly type: "stepFinished"; readonly runId: string; readonly step: MemoizedStep }
  | { readonly type: "runAttemptFailed"; readonly runId: string; readonly attempt: number; readonly error: SerializedError; readonly retryAt: number }
  | { readonly type: "runWaiting"; readonly runId: string; readonly steps: readonly PlannedStep[] }
  | { readonly type: "eventSent"; readonly emitted: EmittedEvent; readonly runId: string | undefined }
  | { readonly type: "clockJumped"; readonly from: number; readonly to: number; readonly runId: string | undefined; readonly reason: string }
  | { readonly type: "output"; readonly runId: string | undefined; readonly step: string | undefined; readonly stream: "stdout" | "stderr"; readonly text: string }
  | { readonly type: "rewound"; readonly runId: string; readonly run: RunState }
  | { readonly type: "runEnded"; readonly run: RunState };
