/** Which function of a program to run and with which event: what is given, checked and completed. */
import type { InngestEvent, JsonValue } from "./executor/model.ts";
import type { FunctionConfig } from "./executor/ports.ts";
import { findTriggered, matchesEventName } from "./executor/triggers.ts";

/** A mistake in what was asked for; the message is one sentence for the user. */
export class TargetMistake extends Error {
  override readonly name = "TargetMistake";
}

const list = (names: readonly string[]): string =>
  names.slice(0, 20).map((name) => `\`${name}\``).join(", ") + (names.length > 20 ? ` and ${names.length - 20} more` : "");

/** `onFailure` handlers are functions of their own to the SDK, and no one asks for them. */
function isFailureHandler({ localId, triggers }: FunctionConfig): boolean {
  return localId.endsWith("-failure") && triggers.some((trigger) => trigger.kind === "event" && trigger.event === "inngest/function.failed");
}

/** The function with this id, local or composite; the only one where none is given. */
export function chooseFunction(functions: readonly FunctionConfig[], id: string | undefined, program: string): FunctionConfig {
  const listed = functions.filter((fn) => !isFailureHandler(fn));
  const ids = listed.map(({ localId }) => localId);
  if (id !== undefined) {
    const found = functions.find((fn) => fn.localId === id) ?? functions.find((fn) => fn.id === id);
    if (found === undefined) throw new TargetMistake(`there is no function \`${id}\` in ${program}; it has ${list(ids)}`);
    return found;
  }
  const [only] = listed;
  if (only === undefined) throw new TargetMistake(`${program} defines no Inngest function; create one with \`inngest.createFunction(…)\``);
  if (listed.length > 1) throw new TargetMistake(`${program} has several functions; choose one with \`function\`: ${list(ids)}`);
  return only;
}

/** An event as a user gives it: whatever is left out follows from the function's trigger. */
export interface GivenEvent {
  readonly name?: string;
  readonly data?: JsonValue;
  readonly id?: string;
  readonly ts?: number;
  readonly v?: string;
  readonly user?: JsonValue;
}

export type StartEvent = GivenEvent & { readonly name: string; readonly data: JsonValue };

/** The event to start `fn` with. Throws where it would not have started the function. */
export function chooseEvent(fn: FunctionConfig, given: GivenEvent | undefined, now: number): StartEvent {
  const events = fn.triggers.flatMap((trigger) => (trigger.kind === "event" ? [trigger.event] : []));
  const name = given?.name ?? defaultName(fn, events);
  const cron = fn.triggers.find((trigger) => trigger.kind === "cron")?.cron;
  const data = given?.data ?? (name === scheduled && cron !== undefined ? { cron } : {});
  const event: StartEvent = { ...given, name, data };
  if (name !== invoked && !(name === scheduled && cron !== undefined)) checkTriggers(fn, event, { events, now });
  return event;
}

/** Facts: names of the internal events that start cron and invoked runs, `helpers/consts.ts` of inngest 3 and 4. */
const scheduled = "inngest/scheduled.timer";
const invoked = "inngest/function.invoked";

function defaultName(fn: FunctionConfig, events: readonly string[]): string {
  const [first] = events;
  if (first === undefined) return fn.triggers.length === 0 ? invoked : scheduled;
  if (first.includes("*")) throw new TargetMistake(`function \`${fn.localId}\` is triggered by ${list(events)}, so \`event\` needs a \`name\``);
  return first;
}

function checkTriggers(fn: FunctionConfig, event: StartEvent, { events, now }: { readonly events: readonly string[]; readonly now: number }): void {
  const { name } = event;
  const matching = events.filter((pattern) => matchesEventName(pattern, name));
  if (matching.length === 0) {
    const instead = events.length === 0 ? "no event" : list(events);
    throw new TargetMistake(`event \`${name}\` matches no trigger of function \`${fn.localId}\`, which is triggered by ${instead}`);
  }
  const full: InngestEvent = { ts: now, id: "", ...event };
  const { functions, problems } = findTriggered([fn], full, now);
  const [problem] = problems;
  if (functions.length > 0) return;
  if (problem !== undefined) throw new TargetMistake(problem);
  const expressions = fn.triggers.flatMap((trigger) => (trigger.kind === "event" && trigger.expression !== undefined && matchesEventName(trigger.event, name) ? [trigger.expression] : []));
  throw new TargetMistake(`event \`${name}\` matches no trigger of function \`${fn.localId}\`: ${list(expressions)} is false for its data`);
}
