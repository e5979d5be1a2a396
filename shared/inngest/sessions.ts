/**
 * Sessions of an event, as SDK v4 sends them: what is written on it (`meta.sessions`, where null takes one away, or all) and
 * what it inherits from the run that sends it (`meta.propagated_sessions`). A run gets both as one.
 */
import type { EnvelopeValue } from "./event-envelope.ts";
import { isObject } from "./json-object.ts";
import { limits } from "./limits.ts";

/** `meta` with its sessions as one; those that are written go first where there are too many. */
export function mergeSessions(meta: EnvelopeValue | undefined): EnvelopeValue | undefined {
  if (!isObject(meta) || (meta["sessions"] === undefined && meta["propagated_sessions"] === undefined)) return meta ?? undefined;
  const { sessions: written, propagated_sessions: inherited, ...rest } = meta;
  const own = isObject(written) ? written : {};
  const kept = written !== null && isObject(inherited) ? Object.entries(inherited).filter(([key]) => !Object.hasOwn(own, key)) : [];
  const all = [...Object.entries(own), ...kept].filter(([, id]) => id !== null).slice(0, limits.sessions.count);
  const merged = all.length === 0 ? rest : { ...rest, sessions: Object.fromEntries(all) };
  return Object.keys(merged).length === 0 ? undefined : merged;
}

/** What is wrong with the sessions that are written on an event. */
export function findSessionProblem(meta: EnvelopeValue | undefined): string | undefined {
  const { count, keyLength, idLength } = limits.sessions;
  const sessions = isObject(meta) ? meta["sessions"] : undefined;
  if (sessions === undefined || sessions === null) return undefined;
  if (!isObject(sessions)) return "event sessions must be an object";
  const own = Object.entries(sessions).filter(([, id]) => id !== null);
  if (own.length > count) return `event has ${own.length} sessions; at most ${count} are allowed`;
  const long = own.find(([key]) => key.length > keyLength);
  if (long !== undefined) return `the key of event session \`${long[0].slice(0, 40)}…\` has ${long[0].length} characters; at most ${keyLength} are allowed`;
  for (const [key, id] of own) {
    if (typeof id !== "string" && typeof id !== "number") return `event session \`${key}\` must be a string or a number`;
    if (String(id).length > idLength) return `the id of event session \`${key}\` has ${String(id).length} characters; at most ${idLength} are allowed`;
  }
  return undefined;
}
