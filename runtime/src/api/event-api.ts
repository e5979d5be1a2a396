/** Answers what the SDK asks of Inngest's API: the event API, signals and the registration. Everything else is a clear 404. */
import { readEvents, type EventEnvelope } from "../../../shared/inngest/event-envelope.ts";
import type { EventPayload, SendOptions, SentEvent } from "../executor/executor.ts";
import type { JsonValue } from "../executor/model.ts";
import type { SdkApi, SdkApiRequest, SdkApiResponse } from "../executor/ports.ts";

export interface EventApiOptions {
  readonly send: (events: readonly EventPayload[], options: SendOptions) => readonly SentEvent[];
  /** Takes the results of steps within a call; false when the call is no longer under way. */
  readonly checkpoint?: (callId: string, runId: string, steps: JsonValue) => boolean;
  /** Resumes the run that waits for a signal; undefined when none does. */
  readonly signal?: (name: string, data: JsonValue, call: SdkApiRequest["call"]) => string | undefined;
  /** The executor's time, which may be ahead of the machine's. */
  readonly now: () => number;
  /** The machine's time; default `Date.now`. */
  readonly machineNow?: () => number;
}

/** The SDK stamps each event with the machine's time; that close to it a `ts` means now. */
const nowTolerance = 5000;

function answer(status: number, body: JsonValue): SdkApiResponse {
  return { status, body };
}

export function createEventApi({ send, checkpoint = () => false, signal = () => undefined, now, machineNow = Date.now }: EventApiOptions): SdkApi {
  const toPayload = ({ ts, data, ...event }: EventEnvelope): EventPayload => ({
    ...event, data: data ?? {}, ts: ts !== undefined && Math.abs(ts - machineNow()) <= nowTolerance ? now() : ts,
  });

  const receive = ({ method, headers, body, call }: SdkApiRequest): SdkApiResponse => {
    if (method !== "POST") return answer(405, { error: `${method} is not allowed on the event API; send events with POST`, status: 405 });
    if (headers["content-encoding"] !== undefined) return answer(400, { ids: [""], status: 400, error: `Request body must not be compressed (${headers["content-encoding"]})` });
    const read = readEvents(body);
    if (!read.ok) return answer(400, { ids: Array.from({ length: Math.min(read.count, 1000) }, () => ""), status: 400, error: read.error });
    const sent = send(read.events.map(toPayload), { seed: headers["x-inngest-event-id-seed"], call });
    return answer(200, { ids: sent.map(({ internalId }) => internalId), status: 200 });
  };

  /** Body: `{ run_id, fn_id, qi_id, steps }`; `qi_id` is what the call request gave. A 409 makes the SDK give the call up. */
  const takeCheckpoint = (runId: string, body: JsonValue | undefined): SdkApiResponse => {
    const { qi_id: callId, steps = [] } = (typeof body === "object" && body !== null && !Array.isArray(body) ? body : {}) as Readonly<Record<string, JsonValue>>;
    return typeof callId === "string" && checkpoint(callId, runId, steps) ? answer(200, { data: {} }) : answer(409, { error: "this call is no longer under way", status: 409 });
  };

  /** Body: `{ signal, data }`. The SDK takes a 404 for "no run waits for it". */
  const takeSignal = ({ method, body, call }: SdkApiRequest): SdkApiResponse => {
    if (method !== "POST") return answer(405, { error: `${method} is not allowed on signals; send them with POST`, status: 405 });
    const { signal: name, data = null } = (typeof body === "object" && body !== null && !Array.isArray(body) ? body : {}) as Readonly<Record<string, JsonValue>>;
    if (typeof name !== "string" || name === "") return answer(400, { error: "a signal needs a name: { \"signal\": \"…\" }", status: 400 });
    const runId = signal(name, data, call);
    return runId === undefined ? answer(404, { error: `no run waits for the signal \`${name}\``, status: 404 }) : answer(200, { data: { run_id: runId } });
  };

  return (request) => {
    const { pathname } = new URL(request.path, "http://local.invalid");
    if (/^\/e\/[^/]+\/?$/.test(pathname)) return receive(request);
    if (pathname === "/e" || pathname === "/e/") return answer(303, { ids: [], status: 303, error: "Event key is required" });
    if (pathname === "/fn/register") return answer(200, { ok: true, modified: true });
    const checkpointed = /^\/v1\/checkpoint\/([^/]+)\/async$/.exec(pathname)?.[1];
    if (checkpointed !== undefined) return takeCheckpoint(checkpointed, request.body);
    if (pathname === "/v1/signals") return takeSignal(request);
    return answer(404, { error: `the local runtime has no ${request.method} ${pathname}: it answers the event API, signals and checkpoints alone`, status: 404 });
  };
}
