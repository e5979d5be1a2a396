/** Why a run stands: what it stands before, and the reason a person is given. */
import type { PlannedStep, SerializedError } from "../executor/model.ts";
import type { GateDecision } from "../executor/ports.ts";
import type { Breakpoint } from "./breakpoints.ts";

export type StopReason = "entry" | "step" | "goto" | "breakpoint" | "function breakpoint" | "data breakpoint" | "pause" | "exception";

export interface Stop {
  readonly reason: StopReason;
  /** One phrase for the call stack. */
  readonly description: string;
  readonly breakpoints: readonly Breakpoint[];
  /** The planned step the run stands before; undefined once the run has ended. */
  readonly step: PlannedStep | undefined;
  readonly failure: Failure | undefined;
  /** The user has stepped into another run, and looks at that one. */
  readonly isAside?: boolean;
}

export interface Failure {
  readonly filter: ExceptionFilter;
  readonly description: string;
  readonly error: SerializedError;
}

export type ExceptionFilter = "step-attempt-failed" | "step-failed" | "run-failed" | "non-determinism";

/** A step at the gate. */
export interface Held {
  readonly step: PlannedStep;
  readonly hits: readonly Breakpoint[];
  readonly release: (decision?: GateDecision) => void;
}

/** An event with a breakpoint that the run has sent; it stops as soon as it stands somewhere. */
export interface Caught {
  readonly breakpoints: readonly Breakpoint[];
  readonly description: string;
}

/** What a run is to stop for. */
export interface Pending {
  readonly failure: Failure | undefined;
  readonly caught: Caught | undefined;
  readonly stepping: StopReason | undefined;
}

const descriptions: Readonly<Record<StopReason, string>> = {
  "entry": "Stopped before the first step", "step": "Stopped before a step", "pause": "Stopped before a step", "goto": "Stopped before a step", "breakpoint": "Stopped at a breakpoint",
  "function breakpoint": "Stopped at a breakpoint", "data breakpoint": "Stopped at a breakpoint", "exception": "Stopped at a failure",
};

/** The stop to make before a step that is ready to run: a failure to be seen, a breakpoint, a motion's end; undefined to let it go. */
export function toStop({ step, hits }: Held, { failure, caught, stepping }: Pending): Stop | undefined {
  const found = { breakpoints: hits, step, failure };
  if (failure !== undefined) return { reason: "exception", description: failure.description, ...found };
  if (caught !== undefined) return { reason: "data breakpoint", description: caught.description, step, failure, breakpoints: [...caught.breakpoints, ...hits] };
  if (hits.length > 0) {
    const isNamed = hits.every(({ name }) => name !== undefined);
    return { reason: isNamed ? "function breakpoint" : "breakpoint", description: "Stopped at a breakpoint", ...found };
  }
  if (stepping === undefined || (step.attempt > 0 && stepping !== "pause")) return undefined;
  return { reason: stepping, description: descriptions[stepping], ...found };
}

/** The stop to make where a run has ended; undefined to let it leave. */
export function toEndStop(status: string, { failure, caught, stepping }: Pending): Stop | undefined {
  if (failure !== undefined) return { reason: "exception", description: failure.description, breakpoints: [], step: undefined, failure };
  if (caught !== undefined) return { reason: "data breakpoint", description: caught.description, breakpoints: caught.breakpoints, step: undefined, failure: undefined };
  return stepping === "step" ? { reason: "step", description: `Run ${status}`, breakpoints: [], step: undefined, failure: undefined } : undefined;
}
