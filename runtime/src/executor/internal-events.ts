/** The events that Inngest itself sends: that a function is invoked, and how a run has ended. */
import { mergeSessions } from "../../../shared/inngest/sessions.ts";
import { toDeferEvents } from "./defers.ts";
import type { InngestEvent, JsonValue, RunCause, RunState } from "./model.ts";
import { asObject } from "./json-object.ts";

/** What an invoked function receives; `payload` is that of the step's options. */
export function toInvokedEvent(payload: JsonValue, id: string, ts: number): InngestEvent {
  const { data = {}, v, user, meta } = asObject(payload);
  const sessions = mergeSessions(meta) as JsonValue | undefined;
  return { name: "inngest/function.invoked", data: data ?? {}, id, ts, ...(typeof v === "string" ? { v } : {}), ...(user === undefined ? {} : { user }), ...(sessions === undefined ? {} : { meta: sessions }) };
}

export interface InternalEvent {
  readonly name: string;
  readonly data: JsonValue;
  readonly meta?: JsonValue | undefined;
  /** Of the runs that it starts. */
  readonly cause: (internalId: string) => RunCause;
}

/** What a run's end sets off, in order: what it has deferred, and what it is told by. */
export function toEndEvents(ended: RunState): readonly InternalEvent[] {
  const { runId, functionId, events, status, output, error } = ended;
  const outcome = status === "completed" ? { result: output ?? null } : { error: { ...error ?? { name: "Error", message: "function cancelled" } } };
  const data = { function_id: functionId, run_id: runId, event: { ...events[0] }, events: events.map((event) => ({ ...event })), ...outcome } as JsonValue;
  const byEvent = (internalId: string): RunCause => ({ kind: "event", internalId, runId, step: undefined });
  return [
    ...toDeferEvents(ended).map(({ data: input, meta }) => ({ name: "inngest/deferred.schedule", data: input, meta, cause: byEvent })),
    { name: "inngest/function.finished", data, cause: byEvent },
    ...(status === "cancelled" ? [{ name: "inngest/function.cancelled", data, cause: byEvent }] : []),
    ...(status === "failed" ? [{ name: "inngest/function.failed", data, cause: (): RunCause => ({ kind: "failure", runId }) }] : []),
  ];
}
