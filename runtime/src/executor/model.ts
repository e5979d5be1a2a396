/**
 * The executor's values. All immutable plain data: history is a list of `RunState`, and stepping back is choosing an
 * earlier one. Words are the wire protocol's own.
 */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** An event as functions receive it. `id` is what `event.id` shows: the sender's own, else the ULID of the event API. */
export interface InngestEvent {
  readonly name: string;
  readonly data: JsonValue;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly ts: number;
  readonly v?: string;
  readonly user?: JsonValue;
  readonly meta?: JsonValue;
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
  /** What the SDK reported first: `StepPlanned` for everything that runs a body, else the wait's own opcode. */
  readonly opcode: Opcode;
  /** `step.sendEvent`, `step.run`, `step.sleep`, …; what the user called. */
  readonly tool: string;
  readonly opts: JsonValue;
  /** Sleep duration, awaited event name: what the SDK puts in `name`. */
  readonly name: string | undefined;
  /** What the step is about to work on, where it can be observed: the payload of `sendEvent`, the input of `run`. */
  readonly input: JsonValue | undefined;
  /** The user has put `input` in place of what the handler passes. */
  readonly isInputEdited?: true;
  readonly callSite: SourcePosition | undefined;
  /** Number of steps memoized when it was found: it is reached with these again. Absent in older histories. */
  readonly position?: number;
  /** From 0; a step found in a retry of the function begins with the function's attempt, as on the server. */
  readonly attempt: number;
  /** Number of attempts begun. */
  readonly attempts: number;
  /** `planned`: before its body or wait; `running`: a call is under way; `waiting`: nothing to do until `wakeAt` or an answer. */
  readonly phase: "planned" | "running" | "waiting";
  /** When a sleep ends, a wait times out or a retry is due; milliseconds since the epoch. */
  readonly wakeAt: number | undefined;
  /** When its first attempt or its wait began. */
  readonly startedAt?: number;
  /** What ended its wait, until the run goes on with it. */
  readonly answer?: StepAnswer;
}

export type StepResult =
  | { readonly kind: "data"; readonly data: JsonValue }
  | { readonly kind: "error"; readonly error: SerializedError };

export interface StepAnswer {
  readonly result: StepResult;
  /** The event that ended a `waitForEvent`. */
  readonly resumedBy?: string;
  /** The step that sent the signal which ended a `waitForSignal`; `step` is its hashed id. */
  readonly signalledBy?: { readonly runId: string; readonly step: string | undefined };
}

/** A step whose result is memoized. */
export interface MemoizedStep extends Omit<PlannedStep, "phase" | "wakeAt" | "answer">, StepAnswer {
  readonly startedAt: number;
  readonly endedAt: number;
  /** The run that an `invoke` started. */
  readonly invokedRun?: string;
}

/** An event that a run sent. */
export interface EmittedEvent {
  /** ULID from the event API. */
  readonly internalId: string;
  readonly event: InngestEvent;
  /** Sending step; undefined for `inngest.send` outside a step. */
  readonly step: { readonly id: string; readonly hashedId: string } | undefined;
  /** Number of steps memoized when it was sent. */
  readonly position: number;
  /** Runs it started. */
  readonly runs: readonly string[];
  /** Sent by the run that this one was begun from, and not its own to take back. */
  readonly inherited?: true;
}

/** A run to begin when this one has ended; named by `defer`. */
export interface Defer {
  readonly hashedId: string;
  /** As written by the user. */
  readonly id: string;
  /** Composite id of the function to run. */
  readonly functionId: string;
  readonly input: JsonValue;
  /** Sessions, as an event has them. */
  readonly meta?: JsonValue;
  readonly isAborted: boolean;
}

/** `queued`: not begun, because of its event's time or of flow control. */
export type RunStatus = "queued" | "running" | "waiting" | "completed" | "failed" | "cancelled";

/** Why a run exists. `step` is the hashed id of the step in the causing run. */
export type RunCause =
  | { readonly kind: "request" }
  | { readonly kind: "event"; readonly internalId: string; readonly runId: string | undefined; readonly step: string | undefined; /** Internal ids of all events of a batch. */ readonly batch?: readonly string[] }
  | { readonly kind: "invoke"; readonly runId: string; readonly step: string }
  /** An `onFailure` handler; `runId` is the run that failed. */
  | { readonly kind: "failure"; readonly runId: string }
  /** Begun from another run as it stood when it had `position` results. */
  | { readonly kind: "fork"; readonly runId: string; readonly position: number };

export interface Cancellation {
  readonly because: string;
  readonly by?: string;
}

export interface RunState {
  readonly runId: string;
  readonly functionId: string;
  readonly status: RunStatus;
  readonly cause: RunCause;
  readonly events: readonly InngestEvent[];
  /** Attempt of the function itself since the last step that finished, from 0. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** When a function that threw is called again. */
  readonly retryAt: number | undefined;
  /** Request version the SDK chose (1: discovery after each parallel step, 2: after all of them); -1 until it has. */
  readonly version: number;
  /** An app goes through it in a request of its own, and reports what it did; until it hands the run over. */
  readonly attached?: true;
  /** Call requests made, undone ones included. */
  readonly requests: number;
  /** In the order in which their results arrived. */
  readonly steps: readonly MemoizedStep[];
  readonly planned: readonly PlannedStep[];
  /** What steps still to come are called with in place of what the handler passes, by hashed id. */
  readonly inputs?: Readonly<Record<string, readonly JsonValue[]>> | undefined;
  /** Inputs that the user has put into steps which are to be found anew, by hashed id. */
  readonly edited?: Readonly<Record<string, JsonValue>> | undefined;
  /** True while no two steps have stood side by side; undefined where that is not known. */
  readonly isSequential?: boolean | undefined;
  /** The user has changed its event or a result: the way through the handler may be another since. */
  readonly isChanged?: true;
  readonly emitted: readonly EmittedEvent[];
  readonly defers?: readonly Defer[];
  /** Size of the trigger events and the memoized results, in bytes of JSON. */
  readonly stateBytes: number;
  readonly output: JsonValue | undefined;
  readonly error: SerializedError | undefined;
  /** Which option or event cancelled it; `by` is the event's internal id. */
  readonly cancelled?: Cancellation;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
}

/** A value that the user puts in the place of another; `input` is of a planned step, `result` of a memoized one. */
export type RunEdit =
  | { readonly kind: "eventEdited"; readonly index: number; readonly event: InngestEvent }
  | { readonly kind: "stepEdited"; readonly hashedId: string; readonly result: StepResult }
  | { readonly kind: "inputEdited"; readonly hashedId: string; readonly input: JsonValue };

/** What flow control decided about a function that an event triggers, or about its run; `because` names the option: `rateLimit 2 per 1m`. */
export type FlowDecision =
  | { readonly kind: "notStarted"; readonly because: string }
  /** The run starts later. */
  | { readonly kind: "waits"; readonly because: string }
  /** The event waits for others. */
  | { readonly kind: "collects"; readonly because: string }
  | { readonly kind: "cancelled"; readonly because: string };

/** What the executor tells the world. The debug session and the command line translate these. */
export type ExecutorEvent =
  | { readonly type: "runStarted"; readonly run: RunState }
  | { readonly type: "stepPlanned"; readonly runId: string; readonly step: PlannedStep }
  | { readonly type: "stepAttemptFailed"; readonly runId: string; readonly step: PlannedStep; readonly error: SerializedError; readonly retryAt: number }
  | { readonly type: "stepFinished"; readonly runId: string; readonly step: MemoizedStep }
  | { readonly type: "runAttemptFailed"; readonly runId: string; readonly attempt: number; readonly error: SerializedError; readonly retryAt: number }
  /** A step has begun to sleep, to wait or to wait for another function. */
  | { readonly type: "runWaiting"; readonly runId: string; readonly steps: readonly PlannedStep[] }
  | { readonly type: "eventSent"; readonly emitted: EmittedEvent; readonly runId: string | undefined }
  | { readonly type: "clockJumped"; readonly from: number; readonly to: number; readonly runId: string | undefined; readonly reason: string }
  | { readonly type: "output"; readonly runId: string | undefined; readonly step: string | undefined; readonly stream: "stdout" | "stderr"; readonly text: string }
  /** The run stands before its step `run.steps.length` again; `undone` are the results it forgot. */
  | { readonly type: "rewound"; readonly runId: string; readonly run: RunState; readonly undone: readonly MemoizedStep[]; readonly undoneEvents: readonly EmittedEvent[] }
  /** The user has changed a value of the run; unless it was the input of a planned step, the run is discovered anew. */
  | { readonly type: "edited"; readonly runId: string; readonly run: RunState; readonly edit: RunEdit }
  /** A replay went another way than what is memoized says. The run goes on. */
  | { readonly type: "replayStrayed"; readonly runId: string; readonly error: SerializedError }
  /** What started this run was undone: it is no longer in `runs()`. */
  | { readonly type: "runUndone"; readonly run: RunState }
  /** Something that belongs to no single run did not happen, such as a run beyond the limit or a trigger whose `if` cannot be read. */
  | { readonly type: "warning"; readonly message: string }
  | { readonly type: "flowControl"; readonly functionId: string; readonly runId: string | undefined; readonly decision: FlowDecision }
  | { readonly type: "runEnded"; readonly run: RunState };
