/** What a function listens to. */
import type { FunctionModel, Location } from "./model.ts";

/** A mention of an event by a name that is known. */
export interface EventMention {
  readonly name: string;
  readonly location: Location;
}

/** Events that start, resume or cancel a function, patterns included. */
export function listenedBy(fn: FunctionModel): EventMention[] {
  const triggers = fn.triggers.flatMap((trigger) => (trigger.kind === "event" ? [{ path: fn.path, reference: trigger.event }] : []));
  const cancels = (fn.cancelOn ?? []).map((reference) => ({ path: fn.path, reference }));
  const waits = [...fn.steps, ...fn.failureSteps].flatMap(({ call: { path, waitsFor } }) => (waitsFor ? [{ path, reference: waitsFor }] : []));
  return [...triggers, ...cancels, ...waits].flatMap(({ path, reference: { name, span } }) => (name.kind === "known" ? [{ name: name.value, location: { path, span } }] : []));
}
