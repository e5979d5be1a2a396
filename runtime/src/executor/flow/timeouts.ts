/** `timeouts`: how long a run may wait for its start, and how long it may take. */
import { showDuration } from "../../../../shared/inngest/duration.ts";
import type { FlowOptions } from "./options.ts";

export interface Deadline {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly because: string;
}

export function startDeadline({ timeouts: { startMs } }: FlowOptions, createdAt: number): Deadline | undefined {
  return startMs === undefined ? undefined : { at: createdAt + startMs, because: `timeouts.start ${showDuration(startMs)}` };
}

export function finishDeadline({ timeouts: { finishMs } }: FlowOptions, startedAt: number): Deadline | undefined {
  return finishMs === undefined ? undefined : { at: startedAt + finishMs, because: `timeouts.finish ${showDuration(finishMs)}` };
}
