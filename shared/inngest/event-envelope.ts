/** What the event API accepts: the official server's rules and texts, except that a request is taken as a whole or not at all. */
import { isObject, type JsonObject } from "./json-object.ts";
import { isTooDeep, jsonBytes, limits } from "./limits.ts";
import { findSessionProblem, mergeSessions } from "./sessions.ts";

export interface EventEnvelope {
  readonly name: string;
  readonly data: { readonly [key: string]: EnvelopeValue } | null;
  readonly id: string | undefined;
  /** Milliseconds since the epoch; undefined means now. */
  readonly ts: number | undefined;
  readonly v: string | undefined;
  readonly user: EnvelopeValue | undefined;
  readonly meta: EnvelopeValue | undefined;
}

export type EnvelopeValue = null | boolean | number | string | readonly EnvelopeValue[] | { readonly [key: string]: EnvelopeValue };

export type ReadEvents =
  /** `cautions` say what is taken here and may not be in the cloud. */
  | { readonly ok: true; readonly events: readonly EventEnvelope[]; readonly cautions: readonly string[] }
  /** `index` is the bad event's, from 0; undefined when the request as a whole is wrong. */
  | { readonly ok: false; readonly error: string; readonly count: number; readonly index: number | undefined };


const earliest = Date.UTC(1980, 0, 1);
const latest = Date.UTC(2100, 0, 1);

/** Body of `POST /e/<key>`: an event or a list of them; no body is an empty list. */
export function readEvents(body: EnvelopeValue | undefined): ReadEvents {
  if (body === undefined || body === null || body === "") return { ok: true, events: [], cautions: [] };
  if (!Array.isArray(body) && !isObject(body)) return { ok: false, error: "Request body must contain an event object or an array of event objects", count: 1, index: undefined };
  const list = (Array.isArray(body) ? body : [body]) as readonly EnvelopeValue[];
  const { eventsPerRequest } = limits;
  if (list.length > eventsPerRequest) {
    return { ok: false, error: `Cannot have more than ${eventsPerRequest} events in a batch`, count: list.length, index: undefined };
  }
  const events: EventEnvelope[] = [];
  const cautions: string[] = [];
  for (const [index, item] of list.entries()) {
    const event = readEvent(item);
    if (typeof event === "string") return { ok: false, error: list.length === 1 ? event : `${event} (event at index ${index} of ${list.length}; none was sent)`, count: list.length, index };
    events.push(event);
    cautions.push(...findCautions(event.name, item));
  }
  return { ok: true, events, cautions };
}

/** Whoever says what is wrong with a name says no more of it. */
const shownName = 60;

function findCautions(name: string, item: EnvelopeValue | undefined): readonly string[] {
  const shown = name.length > shownName ? `${name.slice(0, shownName)}…` : name;
  const bytes = jsonBytes(item);
  return [
    ...(name.length > limits.cloud.eventNameLength ? [`the name of event \`${shown}\` has ${name.length} characters; Inngest takes at most ${limits.cloud.eventNameLength}`] : []),
    ...(bytes > limits.cloud.eventBytes ? [`event \`${shown}\` has ${Math.ceil(bytes / 1024)} KiB; not every plan of Inngest takes more than ${limits.cloud.eventBytes / 1024} KiB`] : []),
  ];
}

function findProblem(item: JsonObject): string | undefined {
  const { name, data, id, ts, v, meta } = item;
  if (name === undefined || name === null || name === "") return "event name is empty";
  if (typeof name !== "string") return "event name must be a string";
  if (name.toLowerCase().startsWith("inngest/")) return `event name is reserved for internal use: ${name}`;
  if (data !== undefined && data !== null && !isObject(data)) return `event data must be an object, not ${Array.isArray(data) ? "an array" : `a ${typeof data}`}`;
  if (id !== undefined && id !== null && typeof id !== "string") return "event id must be a string";
  if (v !== undefined && v !== null && typeof v !== "string") return "event v must be a string";
  if (ts !== undefined && ts !== null && (typeof ts !== "number" || !Number.isInteger(ts))) return "event ts must be a whole number of milliseconds";
  if (typeof ts === "number" && ts !== 0 && ts < earliest) return "timestamp is before Jan 1, 1980";
  if (typeof ts === "number" && ts > latest) return "timestamp is after Jan 1, 2100";
  if (isTooDeep(item)) return `event data is nested too deeply: at most ${limits.jsonDepth} levels are allowed`;
  const sessionProblem = findSessionProblem(meta);
  if (sessionProblem !== undefined) return sessionProblem;
  const bytes = jsonBytes(item);
  return bytes > limits.eventBytes ? `Event is over the max size: Max ${limits.eventBytes} bytes / Size ${bytes} bytes` : undefined;
}

/** The event, or what is wrong with it. */
function readEvent(item: EnvelopeValue): EventEnvelope | string {
  if (!isObject(item)) return "Request body must contain an event object or an array of event objects";
  const problem = findProblem(item);
  if (problem !== undefined) return problem;
  const { name, data, id, ts, v, user, meta } = item;
  return {
    name: name as string,
    data: isObject(data) ? Object.fromEntries(Object.entries(data).filter(([key]) => key !== "_inngest")) : null,
    id: (id as string | null | undefined) || undefined, ts: (ts as number | null | undefined) || undefined, v: (v as string | null | undefined) ?? undefined,
    user: user ?? undefined, meta: mergeSessions(meta),
  };
}
