/** `cancelOn`: which events end a run before its time. */
import { readWakeTime } from "../../../../shared/inngest/duration.ts";
import { isEnded } from "../reduce.ts";
import type { InngestEvent, RunState } from "../model.ts";
import { holdsFor } from "./expression.ts";
import type { CancelOn } from "./options.ts";

export type CancelDecision =
  | { readonly kind: "goesOn" }
  | { readonly kind: "cancelled"; readonly by: CancelOn };

/**
 * What `event` does to the run, which exists since `since`. Only events sent after the run came to be count, so what
 * started it never does. Throws when an `if` cannot be evaluated.
 */
export function decideCancel(run: RunState, rules: readonly CancelOn[], sent: { readonly event: InngestEvent; readonly internalId: string }, since: number, now: number): CancelDecision {
  if (isEnded(run) || isStartedBy(run, sent.internalId)) return { kind: "goesOn" };
  const [trigger] = run.events;
  for (const rule of rules) {
    if (rule.event !== sent.event.name) continue;
    const until = rule.timeout === undefined ? undefined : readWakeTime(rule.timeout, since);
    if (until !== undefined && now > until) continue;
    if (rule.if === undefined || holdsFor(rule.if, { event: trigger, async: sent.event }, now)) return { kind: "cancelled", by: rule };
  }
  return { kind: "goesOn" };
}

function isStartedBy({ cause }: RunState, internalId: string): boolean {
  return cause.kind === "event" && (cause.internalId === internalId || cause.batch?.includes(internalId) === true);
}

export function describeCancelOn({ event, if: condition }: CancelOn): string {
  return `cancelOn \`${event}\`${condition === undefined ? "" : ` if \`${condition}\``}`;
}
