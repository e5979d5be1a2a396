/** Why a run stands: what it stands before, and the reason a person is given. */
import type { PlannedStep, SerializedError } from "../executor/model.ts";
import type { Breakpoint } from "./breakpoints.ts";

export type StopReason = "entry" | "step" | "breakpoint" | "function breakpoint" | "pause" | "exception";

export interface Stop {
  readonly reason: StopReason;
  /** One phrase for the call stack. */
  readonly description: string;
  readonly breakpoints: readonly Breakpoint[];
  /** The planned step the run stands before; undefined once the run has ended. */
  readonly step: PlannedStep | undefined;
  readonly failure: Failure | undefined;
}

export interface Failure {
  readonly filter: ExceptionFilter;
  readonly description: string;
  readonly error: SerializedError;
}

export type ExceptionFilter = "step-attempt-failed" | "step-failed" | "run-failed";

/** A step at the gate. */
export interface Held {
  readonly step: PlannedStep;
  readonly hits: readonly Breakpoint[];
  readonly release: () => void;
}

const descriptions: Readonly<Record<StopReason, string>> = {
  "entry": "Stopped before the first step", "step": "Stopped before a step", "pause": "Stopped before a step", "breakpoint": "Stopped at a breakpoint",
  "function breakpoint": "Stopped at a breakpoint", "exception": "Stopped at a failure",
};

/** The stop to make before a step that is ready to run: a failure to be seen, a breakpoint, a motion's end; undefined to let it go. */
export function toStop({ step, hits }: Held, { failure, stepping }: { readonly failure: Failure | undefined; readonly stepping: StopReason | undefined }): Stop | undefined {
  const found = { breakpoints: hits, step, failure };
  if (failure !== undefined) return { reason: "exception", description: failure.description, ...found };
  if (hits.length > 0) {
    const isNamed = hits.every(({ name }) => name !== undefined);
    return { reason: isNamed ? "function breakpoint" : "breakpoint", description: "Stopped at a breakpoint", ...found };
  }
  if (stepping === undefined || (step.attempt > 0 && stepping !== "pause")) return undefined;
  return { reason: stepping, description: descriptions[stepping], ...found };
}
