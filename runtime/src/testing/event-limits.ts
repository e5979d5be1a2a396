/** The limits of events, for both doors. */
import { limits } from "../../../shared/inngest/limits.ts";
import type { JsonValue } from "../executor/model.ts";

const { eventBytes, eventsPerRequest, sessions } = limits;
const many = (count: number): JsonValue => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));
const event = (change: { readonly [key: string]: JsonValue }): JsonValue => ({ name: "app/x", data: {}, ...change });
const wrap = Buffer.byteLength(JSON.stringify({ name: "app/x", data: { t: "" } }));

/** Titles, what is within the limit, what is beyond it, and the sentence that says so. */
export const sent: readonly (readonly [title: string, within: JsonValue, beyond: JsonValue, error: string])[] = [
  ["size of an event", event({ data: { t: "x".repeat(eventBytes - wrap) } }), event({ data: { t: "x".repeat(eventBytes - wrap + 1) } }), "Event is over the max size: Max 3145728 bytes / Size 3145729 bytes"],
  ["events of a request", Array.from({ length: eventsPerRequest }, () => event({})), Array.from({ length: eventsPerRequest + 1 }, () => event({})), "Cannot have more than 5000 events in a batch"],
  ["sessions of an event", event({ meta: { sessions: many(sessions.count) } }), event({ meta: { sessions: many(sessions.count + 1) } }), "event has 6 sessions; at most 5 are allowed"],
  ["key of a session", event({ meta: { sessions: { ["k".repeat(128)]: "v" } } }), event({ meta: { sessions: { ["k".repeat(129)]: "v" } } }), `the key of event session \`${"k".repeat(40)}…\` has 129 characters; at most 128 are allowed`],
  ["id of a session", event({ meta: { sessions: { cart: "i".repeat(512) } } }), event({ meta: { sessions: { cart: "i".repeat(513) } } }), "the id of event session `cart` has 513 characters; at most 512 are allowed"],
  ["time of an event, early", event({ ts: Date.UTC(1980, 0, 1) }), event({ ts: Date.UTC(1980, 0, 1) - 1 }), "timestamp is before Jan 1, 1980"],
  ["time of an event, late", event({ ts: Date.UTC(2100, 0, 1) }), event({ ts: Date.UTC(2100, 0, 1) + 1 }), "timestamp is after Jan 1, 2100"],
];
