/** The public REST API, version 1: events, the runs they started, and their cancellation. */
import type { Executor } from "../executor/contract.ts";
import type { AcceptedEvent } from "../executor/journal.ts";
import type { JsonValue, RunState } from "../executor/model.ts";
import { isEnded } from "../executor/reduce.ts";
import type { SdkApiResponse } from "../executor/ports.ts";
import type { History } from "./history.ts";
import { answer, refuse, type Asked, type Route } from "./routes.ts";

export interface RestOptions {
  readonly executor: Pick<Executor, "cancel" | "run">;
  readonly history: History;
  readonly now: () => number;
}

/** There is one account with one environment. */
const local = "00000000-0000-4000-a000-000000000000";

export const toTime = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

const statuses = { queued: "Running", running: "Running", waiting: "Running", completed: "Completed", failed: "Failed", cancelled: "Cancelled" } as const;

function toEvent({ internalId, event, receivedAt }: AcceptedEvent): JsonValue {
  const { id, name, data, user = null, ts, v = null } = event;
  return { internal_id: internalId, accountID: local, environmentID: local, source: "key", sourceID: local, receivedAt: toTime(receivedAt), id, name, data, user, ts, v };
}

export function toOutput({ status, output, error }: RunState): JsonValue {
  return status === "failed" ? { ...error ?? { name: "Error", message: "unknown error" } } : output ?? null;
}

/** The event by which a run was started: its internal id, or what stands for it when it came from no event. */
export function startingEvent({ cause, events }: RunState): string | null {
  return cause.kind === "event" ? cause.internalId : events[0]?.id ?? null;
}

export function cronOf({ events: [event] }: RunState): string | null {
  const data = event?.name === "inngest/scheduled.timer" && typeof event.data === "object" && event.data !== null && "cron" in event.data ? event.data.cron : null;
  return typeof data === "string" ? data : null;
}

function toRun(run: RunState): JsonValue {
  const { runId, functionId, status, startedAt, endedAt, cause } = run;
  return {
    run_id: runId, run_started_at: toTime(startedAt), ended_at: toTime(endedAt), status: statuses[status], output: toOutput(run), function_id: functionId, function_version: 1,
    environment_id: local, event_id: startingEvent(run), batch_id: cause.kind === "event" && cause.batch !== undefined ? cause.internalId : null, original_run_id: null, cron: cronOf(run),
  };
}

/** A time in milliseconds; undefined when there is none, NaN when it is no time. */
const readTime = (given: string | null): number | undefined => (given === null ? undefined : Date.parse(given));

export function createRestV1({ executor, history, now }: RestOptions): readonly Route[] {
  const found = (data: JsonValue): SdkApiResponse => answer(200, { data, metadata: { fetchedAt: toTime(now()), cachedUntil: null } });
  const noEvent = (id: string): SdkApiResponse => refuse(404, `there is no event ${id}; events are found by the id that the event API answers`);
  const noRun = (id: string): SdkApiResponse => refuse(404, `there is no run ${id}`);

  const listEvents = ({ query }: Asked): SdkApiResponse => {
    const limit = Number(query.get("limit") ?? 100);
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) return refuse(400, `\`limit\` is a whole number from 1 to 100, not \`${query.get("limit") ?? ""}\``);
    const [after, before] = [readTime(query.get("received_after")), readTime(query.get("received_before"))];
    for (const [name, time] of [["received_after", after], ["received_before", before]] as const) {
      if (Number.isNaN(time)) return refuse(400, `\`${name}\` is a time such as ${toTime(now()) ?? ""}, not \`${query.get(name) ?? ""}\``);
    }
    const [name, cursor] = [query.get("name"), query.get("cursor")];
    if (cursor !== null && history.event(cursor) === undefined) return refuse(400, `\`cursor\` is the \`internal_id\` of an event that was listed, not \`${cursor}\``);
    const page = { limit, ...(name === null ? {} : { name }), ...(after === undefined ? {} : { receivedAfter: after }) };
    const events: AcceptedEvent[] = [];
    // Newest first: those after `received_before` are passed over, a page at a time.
    for (let next = cursor ?? undefined; events.length < limit;) {
      const read = history.events({ ...page, ...(next === undefined ? {} : { before: next }) });
      events.push(...read.filter(({ receivedAt }) => before === undefined || receivedAt < before));
      next = read.at(-1)?.internalId;
      if (read.length < limit) break;
    }
    return found(events.slice(0, limit).map(toEvent));
  };

  const cancel = ({ at: [id = ""] }: Asked): SdkApiResponse => {
    const run = history.run(id);
    if (run === undefined) return noRun(id);
    if (isEnded(run)) return refuse(409, `run ${id} has already ended: ${run.status}`);
    executor.cancel(id);
    return answer(204, null);
  };

  return [
    { path: "/v1/events", answers: { GET: listEvents } },
    { path: "/v1/events/:id", answers: { GET: ({ at: [id = ""] }) => { const event = history.event(id); return event === undefined ? noEvent(id) : found(toEvent(event)); } } },
    { path: "/v1/events/:id/runs", answers: { GET: ({ at: [id = ""] }) => (history.event(id) === undefined ? noEvent(id) : found(history.runsOf(id).map(toRun))) } },
    { path: "/v1/runs/:id", answers: { GET: ({ at: [id = ""] }) => { const run = history.run(id); return run === undefined ? noRun(id) : found(toRun(run)); }, DELETE: cancel } },
  ];
}
