/** Answers what the SDK asks of Inngest's API: the event API and the registration. Everything else is a clear 404. */
import { readEvents, type EventEnvelope } from "../../../shared/inngest/event-envelope.ts";
import type { EventPayload, SendOptions, SentEvent } from "../executor/executor.ts";
import type { JsonValue } from "../executor/model.ts";
import type { SdkApi, SdkApiRequest, SdkApiResponse } from "../executor/ports.ts";

export interface EventApiOptions {
  readonly send: (events: readonly EventPayload[], options: SendOptions) => readonly SentEvent[];
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

export function createEventApi({ send, now, machineNow = Date.now }: EventApiOptions): SdkApi {
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

  return (request) => {
    const { pathname } = new URL(request.path, "http://local.invalid");
    if (/^\/e\/[^/]+\/?$/.test(pathname)) return receive(request);
    if (pathname === "/e" || pathname === "/e/") return answer(303, { ids: [], status: 303, error: "Event key is required" });
    if (pathname === "/fn/register") return answer(200, { ok: true, modified: true });
    return answer(404, { error: `the local runtime has no ${request.method} ${pathname}: it answers the event API alone`, status: 404 });
  };
}
