/** Which function to run with which event: the same answers, and the same sentences, on the command line and in the debugger. */
import { httpRequest } from "../../../shared/inngest/endpoint-name.ts";
import { readEvents } from "../../../shared/inngest/event-envelope.ts";
import { toEndpointData } from "../executor/endpoint.ts";
import type { EventPayload } from "../executor/events.ts";
import type { InngestEvent, JsonValue } from "../executor/model.ts";
import type { FunctionConfig } from "../executor/ports.ts";
import { findTriggered, matchesEventName } from "../executor/triggers.ts";
import { findJsonError } from "./json-error.ts";

/** An error whose message is one sentence for the user. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The function that the SDK registers for another's `onFailure`. */
export function isFailureHandler({ id, triggers }: FunctionConfig): boolean {
  return id.endsWith("-failure") && triggers.some((trigger) => trigger.kind === "event" && trigger.event === "inngest/function.failed" && trigger.expression !== undefined);
}

function list(values: readonly string[]): string {
  return values.map((value) => `\`${value}\``).join(", ");
}

/**
 * `requested` is a composite or a local id; undefined chooses the only function there is. `option` is what the user sets to
 * choose. Throws a `UsageError`.
 */
export function chooseFunction(functions: readonly FunctionConfig[], requested: string | undefined, program: string, option = "--function"): FunctionConfig {
  const choices = functions.filter((fn) => !isFailureHandler(fn));
  const ids = list(choices.map(({ localId }) => localId));
  if (requested === undefined) {
    const [only, ...others] = choices;
    if (only === undefined) throw new UsageError(`${program} has no Inngest function`);
    if (others.length > 0) throw new UsageError(`${program} has ${choices.length} functions; say which one to run with ${option}: ${ids}`);
    return only;
  }
  const found = functions.find(({ id }) => id === requested) ?? functions.find(({ localId }) => localId === requested);
  if (found === undefined) throw new UsageError(`there is no function \`${requested}\` in ${program}; it has ${ids}`);
  return found;
}

const invokedName = "inngest/function.invoked";
const cronName = "inngest/scheduled.timer";

/** An event that starts the function: its first trigger's name, no data. */
export function defaultEvent({ triggers }: FunctionConfig): EventPayload {
  const [first] = triggers;
  if (first === undefined) return { name: invokedName, data: {} };
  if (first.kind === "event" && first.event === httpRequest) return { name: httpRequest, data: toEndpointData({}) };
  if (first.kind === "cron") return { name: cronName, data: { cron: first.cron } };
  return { name: first.event.replace(/\*$/, "example"), data: {} };
}

function triggerNames({ triggers }: FunctionConfig): readonly string[] {
  return triggers.map((trigger) => (trigger.kind === "cron" ? cronName : trigger.event));
}

/**
 * The event to start `fn` with, from what the user gave; a missing name means the first trigger's. `place` names where it
 * came from, for the sentence. Throws a `UsageError` for what the event API would refuse and for an event that no trigger
 * of the function takes.
 */
export function checkEvent(fn: FunctionConfig, given: JsonValue, place: string): EventPayload {
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw new UsageError(`${place} is not an event: it must be an object like { "name": "…", "data": { … } }`);
  const withName = { name: defaultEvent(fn).name, ...(given as Readonly<Record<string, JsonValue>>) };
  const name: unknown = withName.name;
  if (name === httpRequest) return { ...withName, data: checkRequest(withName, place) };
  const names = triggerNames(fn);
  const matches = typeof name === "string" && (name === invokedName || names.some((pattern) => matchesEventName(pattern, name)));
  const internal = typeof name === "string" && name.startsWith("inngest/");
  const read = readEvents(internal ? { ...withName, name: "internal" } : withName);
  if (!read.ok) throw new UsageError(`${place} is not a valid event: ${read.error}`);
  const [event] = read.events;
  if (!matches || event === undefined) {
    const takes = names.length === 0 ? "it has no trigger and can only be invoked" : `its ${names.length === 1 ? "trigger is" : "triggers are"} ${list(names)}`;
    throw new UsageError(`the event \`${String(name)}\` does not start \`${fn.localId}\`: ${takes}`);
  }
  const checked = { ...event, name, data: event.data ?? {} };
  if (name !== invokedName && name !== cronName) checkExpressions(fn, checked);
  return checked;
}

/** An endpoint is given a request in place of data. */
function checkRequest({ data }: Readonly<Record<string, JsonValue>>, place: string): JsonValue {
  const request = toEndpointData(data);
  if (typeof request === "string") throw new UsageError(`${place} is not a request: ${request}`);
  return request;
}

/** An event whose name fits still starts nothing when the trigger's `if` is false for it. */
function checkExpressions(fn: FunctionConfig, event: EventPayload & { readonly data: JsonValue }): void {
  const now = Date.now();
  const { functions, problems: [problem] } = findTriggered([fn], { ...event, id: event.id ?? "", ts: event.ts ?? now } as InngestEvent, now);
  if (functions.length > 0) return;
  const expressions = fn.triggers.flatMap((trigger) => (trigger.kind === "event" && trigger.expression !== undefined ? [trigger.expression] : []));
  throw new UsageError(problem ?? `the event \`${event.name}\` does not start \`${fn.localId}\`: ${list(expressions)} is false for it`);
}

/** Parses JSON text; `place` names it. Throws a `UsageError` with line and column, both from 1. */
export function parseJson(text: string, place: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    const offset = findJsonError(text) ?? text.length;
    const before = text.slice(0, offset).split("\n");
    const what = offset >= text.length ? "it ends too early" : `unexpected \`${text.slice(offset, offset + 1)}\``;
    throw new UsageError(`${place}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: not valid JSON: ${what}`);
  }
}
