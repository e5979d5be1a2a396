/** Which value of a run an expression names, and the edit that puts another in its place. */
import type { InngestEvent, JsonValue, PlannedStep, RunEdit, RunState, SerializedError } from "../executor/model.ts";
import { readEvents } from "../../../shared/inngest/event-envelope.ts";
import { eventNameStays, inputStays, noSuchValue, notAnError, notAnEvent, notEditable } from "./errors.ts";
import { readPath, toJson } from "./evaluate.ts";
import { toPropertyPath } from "./text.ts";

/** Tools whose input is passed on as it then is. */
export const takesInput = new Set(["step.run", "step.ai.wrap", "step.ai.infer", "step.sendEvent", "step.sendSignal", "step.realtime.publish", "step.invoke"]);

export interface Standing {
  readonly run: RunState;
  /** The planned step that the run stands before. */
  readonly step: PlannedStep | undefined;
  /** Tools whose input can be changed in this program. */
  readonly changeable: ReadonlySet<string>;
}

/** Throws a `DebugError` where nothing can be put. */
export function toEdit(expression: string, value: JsonValue, { run, step, changeable }: Standing): RunEdit {
  const [root, ...names] = readPath(expression);
  if (root === "event") return editEvent(expression, run, 0, names, value);
  if (root === "events") return editEvent(expression, run, Number(names[0] ?? Number.NaN), names.slice(1), value);
  if (root === "steps") return editStep(expression, run, names, value);
  if (root === "step" && names[0] === "input" && step !== undefined && takesInput.has(step.tool)) {
    if (!changeable.has(step.tool)) throw inputStays(step.tool);
    const input = put(expression, step.input ?? null, names.slice(1), value);
    return { kind: "inputEdited", hashedId: step.hashedId, input: step.tool === "step.sendEvent" ? checkPayload(expression, input) : input };
  }
  throw notEditable(expression);
}

function editEvent(expression: string, run: RunState, index: number, names: readonly string[], value: JsonValue): RunEdit {
  const event = run.events[index];
  if (event === undefined) throw noSuchValue(expression, expression);
  const given = put(expression, toJson(event), names, value);
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw notAnEvent(expression, "it is no object");
  const edited = { name: event.name, data: {}, id: event.id, ts: event.ts, ...given } as InngestEvent;
  const read = readEvents(withoutInternalName({ ...edited }));
  if (!read.ok) throw notAnEvent(expression, read.error);
  if (edited.name !== event.name) throw eventNameStays(event.name);
  return { kind: "eventEdited", index, event: edited };
}

/** Runs are also started by events that nobody may send. */
function withoutInternalName(event: Readonly<Record<string, JsonValue>>): JsonValue {
  const { name } = event;
  return typeof name === "string" && name.startsWith("inngest/") ? { ...event, name: "internal" } : event;
}

function checkPayload(expression: string, payload: JsonValue): JsonValue {
  const read = readEvents(payload);
  if (!read.ok) throw notAnEvent(expression, read.error);
  return payload;
}

function editStep(expression: string, run: RunState, [id, ...names]: readonly string[], value: JsonValue): RunEdit {
  const step = run.steps.findLast((each) => each.id === id);
  if (step === undefined) throw noSuchValue(expression, toPropertyPath("steps", id ?? ""));
  // A sleep has no output to speak of.
  if (step.opcode === "Sleep") throw notEditable(expression);
  const { hashedId, result } = step;
  if (result.kind === "data") return { kind: "stepEdited", hashedId, result: { kind: "data", data: put(expression, result.data, names, value) } };
  if (names.length === 0) return { kind: "stepEdited", hashedId, result: { kind: "data", data: value } };
  if (names[0] !== "error") throw noSuchValue(expression, expression);
  const error = put(expression, toJson(result.error), names.slice(1), value);
  return { kind: "stepEdited", hashedId, result: { kind: "error", error: checkError(error) } };
}

function checkError(error: JsonValue): SerializedError {
  const { name, message } = (error ?? {}) as { readonly name?: unknown; readonly message?: unknown };
  if (typeof name !== "string" || typeof message !== "string") throw notAnError();
  return error as unknown as SerializedError;
}

/** A copy of `whole` with `value` at the end of the path; only what lies on the path is copied. */
function put(expression: string, whole: JsonValue, names: readonly string[], value: JsonValue): JsonValue {
  const [name, ...rest] = names;
  if (name === undefined) return value;
  if (Array.isArray(whole)) {
    const list = whole as readonly JsonValue[];
    const index = /^\d{1,9}$/.test(name) ? Number(name) : -1;
    if (index < 0 || index > list.length || (index === list.length && rest.length > 0)) throw noSuchValue(expression, name);
    return [...list.slice(0, index), put(expression, list[index] ?? null, rest, value), ...list.slice(index + 1)];
  }
  if (typeof whole !== "object" || whole === null) throw noSuchValue(expression, name);
  const object = whole as Readonly<Record<string, JsonValue>>;
  if (!Object.hasOwn(object, name) && rest.length > 0) throw noSuchValue(expression, name);
  const entries = Object.entries(object);
  const changed: (readonly [string, JsonValue])[] = entries.map(([key, child]) => (key === name ? [key, put(expression, child, rest, value)] : [key, child]));
  if (!Object.hasOwn(object, name)) changed.push([name, value]);
  return Object.fromEntries(changed);
}
