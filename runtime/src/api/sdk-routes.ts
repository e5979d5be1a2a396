/** What the SDK itself asks for: the event API, signals, checkpoints, and a run's state where a call leaves it out. */
import { readEvents, type EventEnvelope } from "../../../shared/inngest/event-envelope.ts";
import { toWireSteps } from "../executor/call.ts";
import type { Executor } from "../executor/contract.ts";
import type { EventPayload } from "../executor/events.ts";
import { NotTaken } from "../executor/journaling.ts";
import type { JsonValue, RunState } from "../executor/model.ts";
import type { SdkApiResponse } from "../executor/ports.ts";
import { isEnded } from "../executor/reduce.ts";
import { asObject } from "../executor/json-object.ts";
import type { History } from "./history.ts";
import { answer, refuse, type Asked, type Route } from "./routes.ts";

export interface SdkRoutesOptions {
  readonly executor: Pick<Executor, "send" | "checkpoint" | "signal">;
  readonly history: History;
  /** The executor's time, which may be ahead of the machine's. */
  readonly now: () => number;
  /** The machine's time; default `Date.now`. */
  readonly machineNow?: () => number;
  /** An event that was taken and may not be in the cloud; once for each name. */
  readonly onCaution?: ((message: string) => void) | undefined;
}

/** The SDK stamps each event with the machine's time; that close to it a `ts` means now. */
const nowTolerance = 5000;

/** The official server answers events as text. */
const eventHeaders = { "content-type": "text/plain; charset=utf-8" };

/** What curl says of any body; the body decides. */
const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/** So many different ones are told. */
const mostCautions = 100;

export function createSdkRoutes({ executor, history, now, machineNow = Date.now, onCaution }: SdkRoutesOptions): readonly Route[] {
  const told = new Set<string>();
  const caution = (message: string): void => {
    const kind = message.replaceAll(/\d+/g, "");
    if (told.has(kind) || told.size >= mostCautions) return;
    told.add(kind);
    onCaution?.(message);
  };
  const toPayload = ({ ts, ...event }: EventEnvelope): EventPayload => ({
    ...event, ts: ts !== undefined && Math.abs(ts - machineNow()) <= nowTolerance ? now() : ts,
  });

  const receive = ({ headers, body, call }: Asked): SdkApiResponse => {
    if (headers["content-encoding"] !== undefined) return refuseEvents(1, `Request body must not be compressed (${headers["content-encoding"]})`);
    if (typeof body === "string" && isForm.test(headers["content-type"] ?? "")) return refuseEvents(1, "A form is no event: in the cloud a webhook's transform makes one of it; send JSON here");
    const read = readEvents(body);
    if (!read.ok) return refuseEvents(read.count, read.error);
    read.cautions.forEach(caution);
    const sent = send(read.events.map(toPayload), { seed: headers["x-inngest-event-id-seed"], call });
    if (typeof sent === "string") return refuseEvents(read.events.length, sent, 503);
    return { ...answer(200, { ids: sent.map(({ internalId }) => internalId), status: 200 }), headers: eventHeaders };
  };
  /** A sentence when they cannot be taken. */
  const send = (...given: Parameters<Executor["send"]>): ReturnType<Executor["send"]> | string => {
    try {
      return executor.send(...given);
    } catch (error) {
      if (error instanceof NotTaken) return error.message;
      throw error;
    }
  };
  const refuseEvents = (count: number, error: string, status = 400): SdkApiResponse => ({ ...answer(status, { ids: Array.from({ length: Math.min(count, 1000) }, () => ""), status, error }), headers: eventHeaders });
  const withoutKey = (): SdkApiResponse => ({ ...answer(303, { ids: [], status: 303, error: "Event key is required" }), headers: { ...eventHeaders, location: "/e/key" } });

  /** Body: `{ run_id, fn_id, qi_id, steps }`; `qi_id` is what the call request gave. A 409 makes the SDK give the call up. */
  const takeCheckpoint = ({ at: [runId = ""], body }: Asked): SdkApiResponse => {
    const { qi_id: callId, steps = [] } = asObject(body);
    return typeof callId === "string" && executor.checkpoint(callId, runId, steps) ? answer(200, { data: {} }) : refuse(409, "this call is no longer under way");
  };

  /** Body: `{ signal, data }`. The SDK takes a 404 for "no run waits for it". */
  const takeSignal = ({ body, call }: Asked): SdkApiResponse => {
    const { signal: name, data = null } = asObject(body);
    if (typeof name !== "string" || name === "") return refuse(400, "a signal needs a name: { \"signal\": \"…\" }");
    const runId = executor.signal(name, data, call);
    return runId === undefined ? refuse(404, `no run waits for the signal \`${name}\``) : answer(200, { data: { run_id: runId } });
  };

  const ofOpenRun = (read: (run: RunState) => JsonValue) => ({ at: [runId = ""] }: Asked): SdkApiResponse => {
    const run = history.run(runId);
    if (run === undefined) return refuse(404, `there is no run ${runId}`);
    return isEnded(run) ? refuse(410, `run ${runId} has ended`) : answer(200, read(run));
  };

  /** There is nobody to hear it or to show it: what a run publishes and notes is taken. */
  const take = (): SdkApiResponse => answer(200, { data: {} });

  const subscriptions = (): SdkApiResponse => refuse(501, "there is no socket here that a subscription could be heard at, `stepwise serve` has one; what is published is taken, and shown as the step it is");
  const sandboxes = (): SdkApiResponse => answer(501, { errors: [{ code: "not_implemented", message: "sandboxes run on Inngest's machines; nothing stands in for them here" }] });
  const every = (reply: () => SdkApiResponse): Route["answers"] => ({ GET: reply, POST: reply, PUT: reply, PATCH: reply, DELETE: reply });

  return [
    { path: "/v1/realtime/token", answers: { POST: subscriptions } },
    { path: "/v1/realtime/connect", answers: { GET: subscriptions } },
    { path: "/v1/realtime/sse", answers: { GET: subscriptions } },
    { path: "/v1/realtime/publish/tee", answers: { POST: take } },
    { path: "/v1/traces/userland", answers: { POST: take } },
    { path: "/v2/sandboxes/*", answers: every(sandboxes) },
    { path: "/v2/snapshots/*", answers: every(sandboxes) },
    { path: "/v1/realtime/publish", answers: { POST: take } },
    { path: "/v1/runs/:run/metadata", answers: { POST: take } },
    { path: "/e/:key", answers: { POST: receive } },
    { path: "/e", answers: { POST: withoutKey, GET: withoutKey } },
    { path: "/v1/checkpoint/:run/async", answers: { POST: takeCheckpoint } },
    { path: "/v1/signals", answers: { POST: takeSignal } },
    { path: "/v0/runs/:run/actions", answers: { GET: ofOpenRun(toWireSteps) } },
    { path: "/v0/runs/:run/batch", answers: { GET: ofOpenRun(({ events }) => events.map((event) => ({ ...event }))) } },
  ];
}
