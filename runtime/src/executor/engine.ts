/** What the parts of the executor share. */
import { limits } from "../../../shared/inngest/limits.ts";
import type { Journaling } from "./journaling.ts";
import type { LiveRun } from "./live-run.ts";
import type { InngestEvent, JsonValue, PlannedStep, RunState, SerializedError, StepResult } from "./model.ts";
import type { Signals } from "./signals.ts";
import type { Clock, Gate, Http, Ids, Worker } from "./ports.ts";

export interface ExecutorLimits {
  readonly steps: number;
  readonly stepOutputBytes: number;
  readonly stateBytes: number;
  /** Call requests in one run: a random step id would otherwise make it endless. */
  readonly requestsPerRun: number;
  /** Runs in one session: events that trigger their own sender would otherwise never end. */
  readonly runs: number;
  /** Ended runs held, the latest; older ones cannot be gone back in, nor be found but in a store. */
  readonly endedRuns: number;
}

export const defaultLimits: ExecutorLimits = {
  steps: limits.steps, stepOutputBytes: limits.stepOutputBytes, stateBytes: limits.stateBytes, requestsPerRun: 10_000, runs: 10_000, endedRuns: 10_000,
};

export interface Engine extends Journaling {
  readonly worker: Worker;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly http: Http;
  readonly gate: Gate | undefined;
  /** Let the SDK run several steps in one call where that changes nothing else. */
  readonly checkpoint: boolean;
  readonly limits: ExecutorLimits;
  /** Milliseconds between attempts in place of the server's table. */
  readonly retryMs: number | undefined;
  /** A place among the calls under way; undefined where nothing limits them. Resolves with undefined when the run ended before it got one. */
  readonly takePlace: (live: LiveRun) => Promise<(() => void) | undefined> | undefined;
  /** Events awaited by `waitForEvent`. */
  readonly waiters: Set<Waiter>;
  readonly signals: Signals;
  readonly complete: (live: LiveRun, output: JsonValue) => void;
  readonly fail: (live: LiveRun, error: SerializedError) => void;
  /** Starts a run of another function on behalf of a step; undefined when there is no such function. */
  readonly invoke: (live: LiveRun, step: PlannedStep, functionId: string, payload: JsonValue) => LiveRun | undefined;
  /** The run that the step of a run that was left open invoked. */
  readonly findInvoked: (live: LiveRun, step: PlannedStep) => LiveRun | undefined;
  /** The call of a lone step has ended: only now is it known which step sent what it sent. */
  readonly attributeSends: (live: LiveRun, step: PlannedStep, result: JsonValue) => void;
}

export interface Waiter {
  readonly run: RunState;
  readonly eventName: string;
  /** Throws when the expression cannot be evaluated. */
  readonly matches: (event: InngestEvent) => boolean;
  readonly resume: (event: InngestEvent, internalId: string) => void;
}

export function errorResult(name: string, message: string): StepResult {
  return { kind: "error", error: { name, message } };
}
