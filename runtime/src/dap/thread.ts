/** A run as it moves or stands. */
import type { RunState } from "../executor/model.ts";
import type { Caught, Failure, Held, Pending, Stop, StopReason } from "./stop.ts";

export interface Thread extends Pending {
  readonly id: number;
  readonly runId: string;
  /** Whether to stop before the next step, and why; undefined to go on to a breakpoint. */
  stepping: StopReason | undefined;
  stop: Stop | undefined;
  held: Held[];
  /** Step that was let go by itself: its siblings wait until it has finished or waits itself. */
  settling: string | undefined;
  /** Step to stand before once the run was rewound. */
  target: string | undefined;
  failure: Failure | undefined;
  caught: Caught | undefined;
  /** Hashed id of the step whose runs are stepped into. */
  into: string | undefined;
  /** Run that was stepped into from this one: while it goes on, the user is there. */
  leftFor: string | undefined;
  /** Stop in the run that caused this one when it ends. */
  out: boolean;
}

export function createThread(id: number, runId: string, stepping: StopReason | undefined): Thread {
  return { id, runId, stepping, stop: undefined, held: [], settling: undefined, target: undefined, failure: undefined, caught: undefined, into: undefined, leftFor: undefined, out: false };
}

/** Where it stood is gone: it goes on from another state, to stand before `target` if that is planned again. */
export function startOver(thread: Thread, stepping: StopReason | undefined, target: string | undefined): void {
  Object.assign(thread, { stop: undefined, held: [], settling: undefined, failure: undefined, caught: undefined, stepping, target });
}

/** The step at the gate to decide about next: after a step back the undone one, also when it was planned together with others. */
export function chooseHeld(thread: Thread, run: RunState | undefined): Held | undefined {
  if (thread.target === undefined) return thread.held[0];
  const target = thread.held.find(({ step }) => step.hashedId === thread.target);
  if (target !== undefined) return target;
  const isPlanned = run?.planned.some(({ hashedId, phase }) => hashedId === thread.target && phase === "planned") === true;
  return isPlanned ? undefined : thread.held[0];
}
