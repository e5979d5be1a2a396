/** The world as the executor sees it, passed in. */
import type { InngestEvent, JsonValue, PlannedStep, RunState, SourcePosition } from "./model.ts";

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
  | { readonly kind: "cron"; readonly cron: string };

/** One round trip to the SDK. */
export interface CallRequest {
  readonly functionId: string;
  readonly runId: string;
  /** `step` to discover, or the hashed id of the step to run. */
  readonly stepId: string;
  readonly event: InngestEvent;
  readonly events: readonly InngestEvent[];
  /** Memoized results by hashed id, in wire form. */
  readonly steps: Readonly<Record<string, JsonValue>>;
  readonly stack: readonly string[];
  /** -1 lets the SDK choose; afterwards what it chose. */
  readonly version: number;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Report every step before its body runs. */
  readonly disableImmediateExecution: boolean;
}

export interface CallResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonValue | undefined;
  /** What the worker saw of each reported step beyond the wire, by hashed id. */
  readonly observed: Readonly<Record<string, { readonly callSite?: SourcePosition; readonly input?: JsonValue }>>;
}

/** A request the SDK makes of Inngest's own API while a call is under way; never leaves the machine. */
export interface SdkApiRequest {
  readonly method: string;
  /** Path and query: `/e/key`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonValue | undefined;
  /** The call under way in which it was made, where one is. */
  readonly call: { readonly runId: string; readonly stepId: string } | undefined;
}

export interface SdkApiResponse {
  readonly status: number;
  readonly body: JsonValue;
}

/** The user's program, loaded in a process of its own. */
export interface Worker {
  readonly functions: readonly FunctionConfig[];
  call(request: CallRequest, signal: AbortSignal): Promise<CallResponse>;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves when `now() >= at`; a virtual clock jumps there once nothing else is runnable. */
  until(at: number, signal: AbortSignal): Promise<void>;
}

/** Asked before each planned step runs. Resolving lets it go. */
export type Gate = (run: RunState, step: PlannedStep) => Promise<void>;
