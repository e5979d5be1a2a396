/** What both stores read off an entry. */
import type { RunState, RunStatus } from "../executor/model.ts";

export function isOpen(status: RunStatus): boolean {
  return status === "queued" || status === "running" || status === "waiting";
}

/** Internal ids of the events that a run was started by. */
export function startingEvents({ cause }: RunState): readonly string[] {
  return cause.kind === "event" ? [...new Set([cause.internalId, ...cause.batch ?? []])] : [];
}

/** The run that waits for this one. */
export function invokingRun({ cause }: RunState): string | undefined {
  return cause.kind === "invoke" ? cause.runId : undefined;
}
