/** The world as the executor sees it, passed in. */
import type { InngestEvent, JsonValue, PlannedStep, RunState, SerializedError, SourcePosition, StepResult, Opcode } from "./model.ts";

/** Registration of one function, as the SDK's own sync request states it. */
export interface FunctionConfig {
  /** Composite id `<app>-<function>`. */
  readonly id: string;
  /** Id as written in `createFunction`. */
  readonly localId: string;
  readonly name: string;
  readonly triggers: readonly FunctionTrigger[];
  /** Retries after the first attempt. */
  readonly retries: number;
  /** The rest of the registration, for flow control. */
  readonly raw: JsonValue;
}

export type FunctionTrigger =
  | { readonly kind: "event"; readonly event: string; readonly expression: string | undefined }
  | { readonly kind: "cron"; readonly cron: string; /** Most time to wait beyond it, as `30s`. */ readonly jitter?: string };

/** One round trip to the SDK. */
export interface CallRequest {
  /** Unique to this round trip: what the SDK asks of Inngest's API during it carries the same id. */
  readonly callId: string;
  /** Composite id. */
  readonly functionId: string;
  readonly runId: string;
  /** `step` to discover, or the hashed id of the step to run. */
  readonly stepId: string;
  readonly event: InngestEvent;
  readonly events: readonly InngestEvent[];
  /** Memoized results by hashed id, in wire form. */
  readonly steps: Readonly<Record<string, JsonValue>>;
  readonly stack: readonly string[];
  /** What the run has deferred so far, by hashed id. */
  readonly defers?: Readonly<Record<string, { readonly abortable: boolean }>>;
  /** -1 lets the SDK choose; afterwards what it chose. */
  readonly version: number;
  /** Of the targeted step, or of the function when discovering; from 0. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** What the targeted step works on, in place of what the handler passes to it. */
  readonly input?: JsonValue;
  /** Report every step before its body runs. */
  readonly disableImmediateExecution: boolean;
  /** Let the SDK run one step after the other in this call and report each to `/v1/checkpoint` as it finishes, where it can. */
  readonly checkpoint?: boolean;
  /** Of a run with very many steps under way: the worker may leave out those that this call neither runs nor has results of. */
  readonly alone?: boolean;
  /** Which steps are memoized and what they were, by hashed id: the worker says where the handler does otherwise. */
  readonly memoized?: Readonly<Record<string, MemoizedKind>>;
  /** The same was discovered before the run was rewound: what the handler does outside steps has been done. */
  readonly repeats?: boolean;
}

export interface CallResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonValue | undefined;
  /** What the worker saw of each reported step beyond the wire, by hashed id. */
  readonly observed: Readonly<Record<string, { readonly callSite?: SourcePosition; readonly input?: JsonValue }>>;
  /** Where the handler went another way than what was memoized. */
  readonly strayed?: Strayed;
}

export interface MemoizedKind {
  readonly opcode: Opcode;
  /** Name of the event that a `waitForEvent` awaited. */
  readonly event?: string;
}

export interface Strayed {
  /** Memoized steps that the handler did not come to, by hashed id. */
  readonly unasked: readonly string[];
  /** Tools that were called under the id of a step of another kind, `step.sleep`, by hashed id. */
  readonly otherTools: Readonly<Record<string, string>>;
  /** Names of events that are awaited under the id of a wait for another, by hashed id. */
  readonly otherEvents: Readonly<Record<string, string>>;
}

/** A request the SDK makes of Inngest's own API while a call is under way; never leaves the machine. */
export interface SdkApiRequest {
  readonly method: string;
  /** Path and query: `/e/key`. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined when there is none. */
  readonly body: JsonValue | undefined;
  /**
   * The call under way in which it was made, where one is. `stepId` is the hashed id of the step whose body makes the
   * request, also when the call is a discovery that runs a lone step; `step` when the handler makes it outside a step.
   */
  readonly call: { readonly callId: string; readonly runId: string; readonly stepId: string } | undefined;
}

export interface SdkApiResponse {
  readonly status: number;
  readonly body: JsonValue;
  /** In place of the body, as it is. */
  readonly text?: string;
  /** Whoever can wait asks again when this is settled. */
  readonly wait?: Promise<unknown>;
  /** Lower-case names; beside the type of the content. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers what the SDK asks of Inngest's API. */
export type SdkApi = (request: SdkApiRequest) => SdkApiResponse;

/** The user's program, loaded in a process of its own or running by itself. */
export interface Worker {
  /** Another list when they change. */
  readonly functions: readonly FunctionConfig[];
  /** Heeds a request's `alone`. */
  readonly leavesOut?: boolean;
  /**
   * Rejects with a clear sentence when the program ended or a call hangs, and with the signal's reason when aborted;
   * a body that is running then may go on, its answer is dropped.
   */
  call(request: CallRequest, signal: AbortSignal): Promise<CallResponse>;
}

export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The requests of `step.fetch` and `step.ai.infer`. Rejects when there is no answer; with the name `NetworkRefused` when the run may not ask. */
export type Http = (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>;

/** Why something waits for a time. A `timeout` never fires while a run stands at the gate: that run may be about to send what is waited for. */
export interface Wake {
  readonly kind: "sleep" | "retry" | "timeout" | "start";
  readonly runId: string | undefined;
  /** For people: `sleep \`one-day\``. */
  readonly reason: string;
}

export interface ClockJump extends Wake {
  readonly from: number;
  readonly to: number;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Resolves when `now() >= at`; a virtual clock jumps there once nothing holds it. Never rejects: after an abort it
   * simply never resolves.
   */
  until(at: number, wake: Wake, signal: AbortSignal): Promise<void>;
  /** Virtual time stands still until the release: `running` for work under way, `gate` for a run that stands at the gate. */
  hold(kind: "running" | "gate"): () => void;
  /** Moves time forward by hand, past everything that is due until then, timeouts too. Absent where time cannot be moved. */
  readonly advanceTo?: (at: number) => void;
  /** The earliest moment something waits for. */
  nextWake(): number | undefined;
  /** Where the clock reports its jumps. */
  onJump: ((jump: ClockJump) => void) | undefined;
}

/** Where ids and chance come from; seeded, a whole session repeats. */
export interface Ids {
  /** A ULID for this time, monotonic. */
  ulid(at: number): string;
  /** From 0 up to 1, for jitter. */
  random(): number;
}

/** What takes the place of an attempt or a wait; undefined lets it happen. */
export type GateDecision =
  | { readonly kind: "result"; readonly result: StepResult }
  /** The attempt fails as if the body had thrown; a wait has no further attempt. */
  | { readonly kind: "failure"; readonly error: SerializedError; readonly noRetry: boolean }
  /** The wait begins, and time goes on to its end. */
  | { readonly kind: "timeout" }
  | undefined;

/**
 * Asked before each attempt of a planned step, and before it begins to wait. While one run is held others go on. The
 * signal is aborted when the run is rewound or stopped; the decision is then ignored.
 */
export type Gate = (run: RunState, step: PlannedStep, signal: AbortSignal) => Promise<GateDecision>;
