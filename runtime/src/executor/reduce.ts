/** The only place where a run's state changes. Pure: every moment and every id is in the result that is applied. */
import { jsonBytes } from "../../../shared/inngest/limits.ts";
import type {
  Cancellation, Defer, EmittedEvent, InngestEvent, JsonValue, MemoizedStep, PlannedStep, RunCause, RunEdit, RunState, SerializedError, StepAnswer, StepResult,
} from "./model.ts";

/** What happened to a run. A run's state is its first state and these, in order. */
export type ExecutionResult =
  /** It was queued until now. */
  | { readonly kind: "begun"; readonly at: number }
  /** The app that went through it itself leaves the rest to the engine. */
  | { readonly kind: "handedOver" }
  | { readonly kind: "called" }
  | { readonly kind: "versionChosen"; readonly version: number }
  | { readonly kind: "stepPlanned"; readonly step: PlannedStep }
  | { readonly kind: "stepStarted"; readonly hashedId: string; readonly attempt: number; readonly at: number }
  | { readonly kind: "stepWaiting"; readonly hashedId: string; readonly wakeAt: number | undefined; readonly at: number }
  /** What it waits for is there. */
  | { readonly kind: "stepAnswered"; readonly hashedId: string; readonly answer: StepAnswer }
  | { readonly kind: "stepAttemptFailed"; readonly hashedId: string; readonly retryAt: number }
  | StepAnswer & {
    readonly kind: "stepFinished"; readonly hashedId: string; readonly startedAt: number; readonly at: number;
    readonly input?: JsonValue | undefined; readonly invokedRun?: string;
  }
  | { readonly kind: "sent"; readonly emitted: EmittedEvent }
  /** Which step sent these events became known only when the call ended. */
  | { readonly kind: "sendAttributed"; readonly internalIds: readonly string[]; readonly step: { readonly id: string; readonly hashedId: string } }
  | { readonly kind: "deferred"; readonly defer: Defer }
  | { readonly kind: "deferAborted"; readonly hashedId: string }
  | { readonly kind: "runUndone"; readonly runId: string }
  /** A run began with events that had waited: debounced or in a batch. */
  | { readonly kind: "startedLater"; readonly internalIds: readonly string[]; readonly runId: string }
  | { readonly kind: "attemptFailed"; readonly attempt: number; readonly retryAt: number }
  | { readonly kind: "rewound"; readonly to: RunState }
  | RunEdit
  | { readonly kind: "completed"; readonly output: JsonValue; readonly at: number }
  | { readonly kind: "failed"; readonly error: SerializedError; readonly at: number }
  | { readonly kind: "cancelled"; readonly at: number; readonly cancellation?: Cancellation };

export interface NewRun {
  readonly runId: string;
  readonly functionId: string;
  readonly cause: RunCause;
  readonly events: readonly InngestEvent[];
  readonly maxAttempts: number;
  readonly at: number;
  readonly begun?: Begun | undefined;
  readonly attached?: true | undefined;
}

/** What a run has before its first call: another run's results. */
export interface Begun {
  readonly steps: readonly MemoizedStep[];
  readonly emitted: readonly EmittedEvent[];
  readonly inputs?: RunState["inputs"];
  readonly isSequential?: RunState["isSequential"];
  readonly isChanged?: RunState["isChanged"];
}

export function createRun({ runId, functionId, cause, events, maxAttempts, at, begun, attached }: NewRun): RunState {
  const { steps, emitted, inputs, isSequential, isChanged }: Begun = begun ?? { steps: [], emitted: [], isSequential: true };
  return {
    runId, functionId, cause, events, maxAttempts, startedAt: at, endedAt: undefined, status: "queued", attempt: 0, retryAt: undefined, version: -1, requests: 0,
    steps, planned: [], emitted: emitted.map((sent) => ({ ...sent, inherited: true as const })),
    stateBytes: steps.reduce((total, { result }) => total + resultBytes(result), jsonBytes(events)), output: undefined, error: undefined,
    ...(inputs === undefined ? {} : { inputs }), ...(isSequential === undefined ? {} : { isSequential }), ...(isChanged === undefined ? {} : { isChanged }), ...(attached === undefined ? {} : { attached }),
  };
}

function handOver({ attached: _, ...state }: RunState): RunState {
  return state;
}

/** `[n]` is the state with the first n results; the last one is the state itself. */
export function historyOf(state: RunState): RunState[] {
  const earlier = state.steps.map((_step, position): RunState => {
    const steps = state.steps.slice(0, position);
    const known = new Set(steps.map(({ hashedId }) => hashedId));
    const emitted = state.emitted.filter(({ step, position: at }) => (step === undefined ? at <= position : known.has(step.hashedId)));
    return { ...state, steps, emitted, stateBytes: state.stateBytes - state.steps.slice(position).reduce((total, { result }) => total + resultBytes(result), 0) };
  });
  return [...earlier, state];
}

export function isEnded({ status }: RunState): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

function changePlanned(state: RunState, hashedId: string, change: Partial<PlannedStep>): RunState {
  return withPlanned(state, state.planned.map((step) => (step.hashedId === hashedId ? { ...step, ...change } : step)));
}

function startAttempt(state: RunState, hashedId: string, attempt: number, at: number): RunState {
  const { attempts = 0, startedAt = at } = state.planned.find((step) => step.hashedId === hashedId) ?? {};
  return changePlanned(state, hashedId, { phase: "running", attempt, attempts: attempts + 1, wakeAt: undefined, startedAt });
}

function beginWait(state: RunState, hashedId: string, wakeAt: number | undefined, at: number): RunState {
  const { startedAt = at } = state.planned.find((step) => step.hashedId === hashedId) ?? {};
  return changePlanned(state, hashedId, { phase: "waiting", wakeAt, startedAt });
}

/** A run waits when each of its planned steps does. */
function withPlanned(state: RunState, planned: readonly PlannedStep[]): RunState {
  const waiting = planned.length > 0 && planned.every(({ phase }) => phase === "waiting");
  return { ...state, planned, status: waiting ? "waiting" : "running" };
}

function resultBytes(result: StepResult): number {
  return jsonBytes(result.kind === "data" ? result.data : result.error);
}

type Finished = Extract<ExecutionResult, { kind: "stepFinished" }>;

function finishStep(state: RunState, { hashedId, result, startedAt, at, input, resumedBy, signalledBy, invokedRun }: Finished): RunState {
  const found = state.planned.find((step) => step.hashedId === hashedId);
  if (found === undefined) return state;
  const { displayName, id, opcode, tool, opts, name, callSite, attempt, isInputEdited } = found;
  const memoized: MemoizedStep = {
    hashedId, id, displayName, opcode, tool, opts, name, callSite, attempt,
    input: input ?? found.input, ...(isInputEdited === undefined ? {} : { isInputEdited }), result, attempts: Math.max(1, found.attempts), startedAt, endedAt: at,
    ...(resumedBy === undefined ? {} : { resumedBy }), ...(signalledBy === undefined ? {} : { signalledBy }), ...(invokedRun === undefined ? {} : { invokedRun }),
  };
  return {
    ...withPlanned(state, state.planned.filter((planned) => planned !== found)),
    steps: [...state.steps, memoized], stateBytes: state.stateBytes + resultBytes(result), attempt: 0,
  };
}

/** Goes back to an earlier state: what was under way then is discovered anew, and what later steps sent is gone. */
function rewind(state: RunState, to: RunState): RunState {
  const kept = new Set(to.steps.map(({ hashedId }) => hashedId));
  const emitted = state.emitted.filter(({ step, position }) => (step === undefined ? position < to.steps.length : kept.has(step.hashedId)));
  const edited = keepEdited(state, to.steps.length);
  return { ...handOver(to), status: "running", planned: [], emitted, attempt: 0, retryAt: undefined, version: state.version, requests: state.requests, edited };
}

/** Inputs that the user has put where the run stands, and where it goes back to: these steps are found anew. */
function keepEdited({ steps, planned, edited }: RunState, position: number): RunState["edited"] {
  const isHere = position === steps.length;
  const standing = isHere ? planned : steps.slice(position, position + 1);
  const inputs = standing.flatMap(({ hashedId, isInputEdited, input }) => (isInputEdited === true && input !== undefined ? [[hashedId, input] as const] : []));
  const kept = { ...(isHere ? edited : {}), ...Object.fromEntries(inputs) };
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function plan(state: RunState, step: PlannedStep): RunState {
  const { [step.hashedId]: input, ...rest } = state.edited ?? {};
  const planned = withPlanned(state.planned.length === 0 ? state : { ...state, isSequential: false }, [...state.planned, step]);
  return input === undefined ? planned : { ...edit(planned, { kind: "inputEdited", hashedId: step.hashedId, input }), edited: Object.keys(rest).length === 0 ? undefined : rest };
}

/** Puts a value in the place of another. A state that does not have it is left as it is: earlier states of a run take the same edits. */
function edit(state: RunState, change: RunEdit): RunState {
  switch (change.kind) {
    case "eventEdited": {
      const events = state.events.with(change.index, change.event);
      return { ...state, isChanged: true, events, stateBytes: state.stateBytes - jsonBytes(state.events) + jsonBytes(events) };
    }
    case "stepEdited": {
      const at = state.steps.findIndex(({ hashedId }) => hashedId === change.hashedId);
      const step = state.steps[at];
      if (step === undefined) return state;
      return { ...state, isChanged: true, steps: state.steps.with(at, { ...step, result: change.result }), stateBytes: state.stateBytes - resultBytes(step.result) + resultBytes(change.result) };
    }
    case "inputEdited": {
      const step = state.planned.find(({ hashedId }) => hashedId === change.hashedId);
      return step === undefined ? state : changePlanned(state, step.hashedId, { input: change.input, opts: withInput(step, change.input), isInputEdited: true });
    }
  }
}

/** What the engine itself works on stands in the options: the data of an invoke, the body of a model's request. */
function withInput({ opcode, opts }: PlannedStep, input: JsonValue): JsonValue {
  const given = opts as { readonly payload?: Readonly<Record<string, JsonValue>> } & Readonly<Record<string, JsonValue>>;
  if (opcode === "InvokeFunction") return { ...given, payload: { ...given.payload, data: input } };
  return opcode === "AIGateway" ? { ...given, body: input } : opts;
}

export function reduce(state: RunState, result: ExecutionResult): RunState {
  switch (result.kind) {
    case "begun": return { ...state, status: "running", startedAt: result.at };
    case "handedOver": return handOver(state);
    case "called": return { ...state, requests: state.requests + 1, retryAt: undefined };
    case "versionChosen": return state.version === result.version ? state : { ...state, version: result.version };
    case "stepPlanned": return plan(state, result.step);
    case "stepStarted": return startAttempt(state, result.hashedId, result.attempt, result.at);
    case "stepWaiting": return beginWait(state, result.hashedId, result.wakeAt, result.at);
    case "stepAnswered": return changePlanned(state, result.hashedId, { answer: result.answer });
    case "stepAttemptFailed": return changePlanned(state, result.hashedId, { phase: "waiting", wakeAt: result.retryAt });
    case "stepFinished": return finishStep(state, result);
    case "sent": return { ...state, emitted: [...state.emitted, result.emitted] };
    case "sendAttributed": return {
      ...state,
      emitted: state.emitted.map((emitted) => (result.internalIds.includes(emitted.internalId) ? { ...emitted, step: result.step } : emitted)),
    };
    case "runUndone": return {
      ...state,
      emitted: state.emitted.map((emitted) => (emitted.runs.includes(result.runId) ? { ...emitted, runs: emitted.runs.filter((id) => id !== result.runId) } : emitted)),
    };
    case "startedLater": return {
      ...state,
      emitted: state.emitted.map((emitted) => (result.internalIds.includes(emitted.internalId) ? { ...emitted, runs: [...emitted.runs, result.runId] } : emitted)),
    };
    case "deferred": return state.defers?.some(({ hashedId }) => hashedId === result.defer.hashedId) === true ? state : { ...state, defers: [...state.defers ?? [], result.defer] };
    case "deferAborted": return { ...state, defers: (state.defers ?? []).map((defer) => (defer.hashedId === result.hashedId ? { ...defer, isAborted: true } : defer)) };
    case "attemptFailed": return { ...state, attempt: result.attempt, retryAt: result.retryAt };
    case "rewound": return rewind(state, result.to);
    case "eventEdited": case "stepEdited": case "inputEdited": return edit(state, result);
    case "completed": return { ...state, status: "completed", planned: [], output: result.output, endedAt: result.at };
    case "failed": return { ...state, status: "failed", planned: [], error: result.error, endedAt: result.at };
    case "cancelled": return { ...state, status: "cancelled", planned: [], endedAt: result.at, ...(result.cancellation === undefined ? {} : { cancelled: result.cancellation }) };
  }
}
